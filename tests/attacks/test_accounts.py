"""Accounts of the desk: what opens one, what does not, and what is told of it afterwards."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from httpx import Client, Response
from pyotp import TOTP

from forms.accounts.accounts import Accounts
from forms.accounts.audit import MOST_BYTES, Audit
from forms.accounts.factors import FILE, RECOVERY_CODES, STEP_SECONDS, Factors, new_secret
from forms.accounts.failures import FREE_FAILURES, LockedError
from forms.accounts.folder import FOLDER
from forms.accounts.passwords import fault_of
from forms.accounts.sessions import COOKIE
from forms.cli import cli
from forms.inbox.repository import make_repository
from forms.web.site import Site
from tests.desks import PASSWORD, Clock, Desk, DeskCase, account, field, new_office, new_site_case, send, sign_in

ANOTHER = "four quiet herons waited"
SECRET = new_secret()
LATER = 1_800_000_000  # seconds, in 2027


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> DeskCase:
    return new_site_case(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def site(case: DeskCase) -> Site:
    return Site(case.root)


@pytest.fixture
def desk(case: DeskCase, site: Site, clock: Clock) -> Iterator[Desk]:
    """Return the desk, at which nobody has been yet."""
    shutil.rmtree(case.inbox.repository.path / FOLDER, ignore_errors=True)
    office = new_office(case, clock, is_factor_required=True, identity=case.opened.identity)
    office.site = site
    made = Desk(office)
    yield made
    made.stop()


def code_at(clock: Clock, secret: str = SECRET) -> str:
    return TOTP(secret).at(clock.now)


def with_factor(desk: Desk, clock: Clock, name: str) -> tuple[str, ...]:
    """Return the recovery codes of the account's second factor; the clock is then a step on, and its code unused."""
    codes = desk.office.accounts.factors.set_up(name, SECRET, code_at(clock))
    assert len(codes) == RECOVERY_CODES
    clock.now += timedelta(seconds=2 * STEP_SECONDS)
    return codes


def send_code(client: Client, code: str) -> Response:
    token = field(client.get("/desk/sign-in/code").text, "csrf")
    return client.post("/desk/sign-in/code", data={"csrf": token, "code": code})


def opens(client: Client) -> bool:
    return client.get("/desk").status_code == 200


def events(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.event, one.account, one.about) for one in desk.office.accounts.audit.latest(20)]


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "password"),
        ("x" * 201, "password"),
        ("password12345", "common"),
        ("qwertyuiop123456", "common"),
        ("1qaz2wsx3edc4rfv", "common"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("woaini1314520520", "common"),
        ("jiebangjiebang", "common"),
        ("Organizer-2026-x7!k", "own_name"),
        ("x" * 200, "common"),
        (ANOTHER, ""),
        ("五只白鹭静静等候天亮再飞过江", ""),
    ],
)
def test_a_password_that_is_common_or_says_the_account_is_refused(password: str, fault: str) -> None:
    assert fault_of(password, "organizer") == fault


def run(inbox: Path, *words: str, said: str = "") -> Result:
    return CliRunner().invoke(cli, ["desk", *words, "--inbox", str(inbox), "--lang", "en"], input=said)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    make_repository(tmp_path / "inbox.git")
    Accounts(tmp_path / "inbox.git", lambda: 0.0).put(account("r01", "reviewer"))
    return tmp_path / "inbox.git"


@pytest.mark.parametrize("words", [("add-account", "o01", "--role", "organizer"), ("set-password", "r01")])
def test_no_command_takes_a_common_password(words: tuple[str, ...], inbox: Path) -> None:
    before = Accounts(inbox, lambda: 0.0).all()
    done = run(inbox, *words, "--password-stdin", said="password12345\n")

    assert (done.exit_code, "too easy to guess" in done.output) == (2, True)
    assert Accounts(inbox, lambda: 0.0).all() == before


def test_another_password_does_not_open_a_closed_account(inbox: Path) -> None:
    run(inbox, "close-account", "r01")
    done = run(inbox, "set-password", "r01", "--password-stdin", said=f"{ANOTHER}\n")
    accounts = Accounts(inbox, lambda: 0.0)

    assert (done.exit_code, "still closed" in done.output) == (0, True)
    assert accounts.sign_in("r01", ANOTHER) is None
    run(inbox, "reopen-account", "r01")
    assert accounts.sign_in("r01", ANOTHER)


def test_each_change_of_an_account_is_in_the_log(inbox: Path) -> None:
    run(inbox, "add-account", "o01", "--role", "expert", "--password-stdin", said=f"{ANOTHER}\n")
    run(inbox, "set-roles", "o01", "--role", "organizer", "--role", "expert")
    run(inbox, "set-password", "o01", "--password-stdin", said=f"{ANOTHER} again\n")
    run(inbox, "close-account", "o01")
    run(inbox, "reopen-account", "o01")
    told = [(one.event, one.by, one.about) for one in reversed(Audit(inbox, lambda: 0.0).latest(20))]

    assert told == [
        ("account_added", "command", "expert"),
        ("roles_changed", "command", "expert → expert, organizer"),
        ("password_set", "command", ""),
        ("account_unlocked", "command", ""),
        ("account_closed", "command", ""),
        ("account_reopened", "command", ""),
    ]
    assert "Roles changed  o01  command" in run(inbox, "audit", "--event", "roles_changed").output


def test_the_right_password_alone_opens_nothing_to_who_may_approve_or_publish(desk: Desk, clock: Clock) -> None:
    with_factor(desk, clock, "organizer")
    client = desk.browser()
    answer = sign_in(client, "organizer")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in/code")
    assert COOKIE not in client.cookies
    assert not opens(client)
    assert send_code(client, code_at(clock, new_secret())).status_code == 403
    assert not opens(client)
    assert send_code(client, code_at(clock)).headers["location"] == "/desk"
    assert opens(client)


def test_who_may_only_look_needs_no_second_factor(desk: Desk) -> None:
    client = desk.browser()
    assert sign_in(client, "expert").headers["location"] == "/desk"
    assert opens(client)


def test_a_code_is_good_for_once_even_in_another_browser(desk: Desk, clock: Clock) -> None:
    with_factor(desk, clock, "organizer")
    first, second = desk.browser(), desk.browser()
    for client in (first, second):
        sign_in(client, "organizer")
    code = code_at(clock)

    assert [send_code(client, code).status_code for client in (first, second)] == [303, 403]
    assert [opens(first), opens(second)] == [True, False]


def test_a_recovery_code_is_good_for_once_however_it_is_typed(desk: Desk, clock: Clock) -> None:
    codes = with_factor(desk, clock, "organizer")
    answers = []
    for _ in range(2):
        client = desk.browser()
        sign_in(client, "organizer")
        answers.append(send_code(client, f" {codes[0].upper().replace('-', ' ')} ").status_code)

    assert answers == [303, 403]
    assert ("recovery_used", "organizer", "") in events(desk)


def test_codes_are_not_guessed_from_many_networks(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, lambda: LATER)
    accounts.put(account("o01", "organizer"))
    assert accounts.factors.set_up("o01", SECRET, TOTP(SECRET).at(LATER))
    tried = [accounts.check_code("o01", "000000", f"192.0.2.{n}") for n in range(FREE_FAILURES)]

    assert tried == [""] * FREE_FAILURES
    with pytest.raises(LockedError):
        accounts.check_code("o01", TOTP(SECRET).at(LATER + STEP_SECONDS), "198.51.100.1")
    assert accounts.sign_in("o01", PASSWORD, "198.51.100.1")  # signing in itself is not locked to its owner
    assert accounts.audit.latest(1)[0].event == "locked"


def test_a_half_done_sign_in_ends_with_its_time_and_with_the_password(desk: Desk, clock: Clock) -> None:
    with_factor(desk, clock, "organizer")
    late, changed = desk.browser(), desk.browser()
    sign_in(changed, "organizer")
    desk.office.accounts.set_password("organizer", ANOTHER, "command")
    assert changed.get("/desk/sign-in/code").headers["location"] == "/desk/sign-in"
    sign_in(late, "organizer", ANOTHER)
    clock.now += timedelta(minutes=11)

    assert late.get("/desk/sign-in/code").headers["location"] == "/desk/sign-in"


def test_a_session_that_began_with_a_password_alone_ends_when_its_account_gets_more_to_do(desk: Desk) -> None:
    client = desk.browser()
    sign_in(client, "expert")
    assert opens(client)

    desk.office.accounts.set_roles("expert", ("reviewer",), (), "command")

    assert not opens(client)


def test_an_account_of_the_version_before_sets_a_factor_up_when_it_signs_in(desk: Desk, clock: Clock) -> None:
    client = desk.browser()
    sign_in(client, "organizer")
    page = client.get("/desk/sign-in/code").text
    secret = re.search(r"secret=([A-Z2-7]+)", page)
    assert secret and "<svg" in page

    wrong = send_code(client, code_at(clock, new_secret()))
    assert (wrong.status_code, opens(client)) == (403, False)
    assert f"secret={secret[1]}" in wrong.text  # what was scanned stays good
    answer = send_code(client, code_at(clock, secret[1]))
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", answer.text)

    assert (answer.status_code, len(codes), opens(client)) == (200, RECOVERY_CODES, True)
    assert desk.office.accounts.factors.check("organizer", codes[3]) == "recovery"
    kept = (desk.office.accounts.folder / FILE).read_text(encoding="utf-8")
    assert [text for text in (secret[1], *codes) if text in kept] == []


def test_people_change_their_own_password_and_are_signed_out_elsewhere(desk: Desk) -> None:
    client, elsewhere = desk.browser(), desk.browser()
    for each in (client, elsewhere):
        sign_in(each, "expert")

    def change(**fields: str) -> Response:
        token = field(client.get("/desk/account").text, "csrf")
        return client.post("/desk/account/password", data={"csrf": token, **fields})

    faults = [
        change(password=f"not {PASSWORD}", new=ANOTHER, again=ANOTHER),
        change(password=PASSWORD, new=ANOTHER, again=f"{ANOTHER}!"),
        change(password=PASSWORD, new="password12345", again="password12345"),
        change(password=PASSWORD, new="the expert of herons", again="the expert of herons"),
    ]
    said = [re.search(r'role="alert"[^>]*>([^<]*)', answer.text) for answer in faults]
    assert [found[1][:30] for found in said if found] == [
        "That is not your current passw",
        "The two new passwords differ.",
        "The password is too easy to gu",
        "The password must not contain ",
    ]
    assert opens(elsewhere)

    done = change(password=PASSWORD, new=ANOTHER, again=ANOTHER)

    assert done.headers["location"] == "/desk/account?done=password"
    assert (opens(client), opens(elsewhere)) == (True, False)
    assert desk.office.accounts.sign_in("expert", ANOTHER)
    assert ("password_changed", "expert", "") in events(desk)


def test_each_ends_their_own_sessions_and_organisers_those_of_all(desk: Desk, clock: Clock) -> None:
    desk.office.is_factor_required = False
    here, elsewhere, organizer = desk.browser(), desk.browser(), desk.browser()
    for client, name in ((here, "expert"), (elsewhere, "expert"), (organizer, "organizer")):
        client.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0"
        sign_in(client, name)
    token = field(here.get("/desk/account").text, "csrf")
    marks = {one.session.csrf: one.mark for one in desk.office.sessions.open_ones()}
    of_organizer = marks[field(organizer.get("/desk/account").text, "csrf")]

    assert here.post("/desk/account/end", data={"csrf": token, "mark": of_organizer}).status_code == 403
    assert here.get("/desk/account").text.count("Firefox, Windows") == 2
    mark = marks[field(elsewhere.get("/desk/account").text, "csrf")]
    here.post("/desk/account/end", data={"csrf": token, "mark": mark})
    assert (opens(here), opens(elsewhere), opens(organizer)) == (True, False, True)
    own = field(organizer.get("/desk/account").text, "csrf")
    organizer.post("/desk/account/end", data={"csrf": own, "mark": marks[token]})
    assert (opens(here), opens(organizer)) == (False, True)


def test_the_log_tells_organisers_who_came_in_who_did_not_and_who_opened_what(case: DeskCase, desk: Desk) -> None:
    desk.office.is_factor_required = False
    sign_in(desk.browser(), "organizer", "a wrong password")
    sign_in(desk.browser(), "my-password-by-mistake", "a wrong password")
    client = desk.signed_in("organizer")
    assert send(client, case, "reveal").status_code == 200
    told = [(one.event, one.account, one.network, one.about) for one in desk.office.accounts.audit.latest(9)]
    page = client.get("/desk/log")
    refused = desk.signed_in("reviewer").get("/desk/log")

    assert told == [
        ("opened", "organizer", "127.0.0.1", case.receipt),
        ("signed_in", "organizer", "127.0.0.1", "password"),
        ("refused", "", "127.0.0.1", ""),  # a name that there is not may be a password
        ("refused", "organizer", "127.0.0.1", ""),
    ]
    assert (page.status_code, page.text.count("Sealed part opened")) == (200, 2)  # in the list of kinds as well
    assert "my-password-by-mistake" not in "".join(
        file.read_text(encoding="utf-8") for file in (case.inbox.repository.path / FOLDER / "audit").glob("*.jsonl")
    )
    assert refused.status_code == 403


def test_guessing_does_not_fill_the_disk_and_what_matters_is_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_BYTES > 2**20
    monkeypatch.setattr("forms.accounts.audit.MOST_BYTES", 2000)
    audit = Audit(tmp_path, lambda: 0.0)
    for _ in range(100):
        audit.write("refused", "o01", network="192.0.2.1")
    audit.write("signed_in", "o01")

    assert 2000 < sum(file.stat().st_size for file in (tmp_path / FOLDER / "audit").glob("*.jsonl")) < 2400
    assert audit.latest(1)[0].event == "signed_in"


def test_the_log_is_kept_for_a_year(tmp_path: Path) -> None:
    now = [0.0]
    audit = Audit(tmp_path, lambda: now[0])
    for month in range(16):
        now[0] = month * 31 * 86400.0
        audit.write("signed_in", "o01")

    assert [one.at[:7] for one in audit.latest(99)] == [
        f"197{year}-{month:02}"
        for year, month in [(1, 4), (1, 3), (1, 2), (1, 1), *((0, n) for n in range(12, 3, -1))]
    ]


def test_another_key_of_the_service_leaves_the_recovery_codes(tmp_path: Path) -> None:
    factors = Factors(tmp_path, lambda: LATER)
    codes = factors.set_up("o01", SECRET, TOTP(SECRET).at(LATER))
    (tmp_path / FOLDER / "factors.key").unlink()
    after = Factors(tmp_path, lambda: LATER)

    assert after.check("o01", TOTP(SECRET).at(LATER + STEP_SECONDS)) == ""
    assert after.check("o01", codes[0]) == "recovery"


def test_a_file_of_accounts_of_the_version_before_is_read_as_it_is(tmp_path: Path) -> None:
    kept = account("o01", "organizer")
    row = {"password": kept.password, "roles": ["organizer"], "sessions": [], "is_closed": False}
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "accounts.json").write_text(json.dumps({"o01": row}), encoding="utf-8")
    accounts = Accounts(tmp_path, lambda: LATER)

    assert accounts.sign_in("o01", PASSWORD) == kept
    assert accounts.set_factor("o01", SECRET, TOTP(SECRET).at(LATER), "")
    assert accounts.check_code("o01", TOTP(SECRET).at(LATER + STEP_SECONDS)) == "code"


def test_on_another_day_for_a_trial_codes_are_those_of_a_real_telephone(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, lambda: LATER - 10 * 86_400, lambda: LATER)

    assert accounts.set_factor("o01", SECRET, TOTP(SECRET).at(LATER), "")
