"""What keeps the desk safe; each test fails without its guard."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import Client

from forms.accounts.accounts import Accounts
from forms.accounts.failures import FREE_FAILURES, LONGEST_LOCK, LockedError
from forms.accounts.roles import DESK_ROLES, Member, read_roles
from forms.accounts.sessions import COOKIE, IDLE_SECONDS, LONGEST_SECONDS, Sessions
from forms.desk.routes import FORMS, PAGES
from forms.inbox.errors import InboxError
from forms.inbox.layout import RECORD
from forms.inbox.reading import summary_of
from forms.refusals import DeskError
from forms.review.actions import DECISIONS, Decision, act
from forms.review.checks import all_checks
from forms.review.queue import Row, csv_of, row_of
from tests.desks import (
    NOW,
    ORGANIZER,
    PASSWORD,
    REASON,
    Clock,
    Desk,
    DeskCase,
    account,
    decided,
    field,
    need,
    need_tree,
    new_case,
    new_site_case,
    open_desk,
    sign_in,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> DeskCase:
    return new_site_case(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def desk(case: DeskCase, clock: Clock) -> Iterator[Desk]:
    with open_desk(case, clock) as made:
        yield made


@pytest.fixture(scope="module")
def clients(desk: Desk) -> dict[str, Client]:
    return {role: desk.signed_in(role.replace("_", "-")) for role in DESK_ROLES}


def path_of(route: str, case: DeskCase) -> str:
    return route.replace("{receipt}", case.receipt).replace("{number}", "1")


@pytest.mark.parametrize("role", DESK_ROLES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_each_page_opens_for_its_roles_only(
    page: object, role: str, case: DeskCase, clients: dict[str, Client]
) -> None:
    path, action, _ = page  # type: ignore[misc]
    status = clients[role].get(path_of(path, case)).status_code

    sees = "{receipt}" not in path or role != "exchange_verifier"  # a need is no request for verification
    expected = 403 if role not in read_roles()[action] else 200 if sees else 404
    assert status == expected


@pytest.mark.parametrize("role", DESK_ROLES)
@pytest.mark.parametrize("form", [form for form in FORMS if "sign-out" not in form.path], ids=lambda form: form.path)
def test_each_form_is_refused_to_other_roles(
    form: object, role: str, case: DeskCase, clients: dict[str, Client]
) -> None:
    path, action, _ = form  # type: ignore[misc]
    token = field(clients[role].get("/desk").text, "csrf")
    status = clients[role].post(path_of(path, case), data={"csrf": token, "tip": "0" * 40}).status_code

    assert (status == 403) == (role not in read_roles()[action])


@pytest.mark.parametrize("path", [page.path for page in PAGES] + [form.path for form in FORMS])
def test_nothing_opens_without_a_sign_in(path: str, case: DeskCase, desk: Desk) -> None:
    client, address = desk.browser(), path_of(path, case)
    answers = [client.get(address), client.post(address, data={"csrf": "x"})]

    reached = [answer for answer in answers if answer.status_code not in (404, 405)]  # the other method is no route
    assert reached
    assert [(answer.status_code, answer.headers["location"]) for answer in reached] == [
        (303, "/desk/sign-in") for _ in reached
    ]


CHECK = {"check": "check_validity"}
NOT_NAMED = [
    (action, role)
    for action in DECISIONS
    for role in (*DESK_ROLES, "visitor", "solver")
    if role not in read_roles()[CHECK.get(action, action)]
]


@pytest.mark.parametrize(("action", "role"), NOT_NAMED)
def test_no_decision_is_taken_by_a_role_that_the_table_does_not_name(action: str, role: str, case: DeskCase) -> None:
    member = Member("somebody", frozenset({role}), frozenset({"minhang-session"}))
    tip = case.entry.tip
    decision = Decision(action, REASON, {"owner_exists": "pass"} if action == "check" else {}, public=need_tree())

    with pytest.raises(DeskError):
        act(case.inbox, member, case.receipt, tip, decision)
    assert case.entry.tip == tip


@pytest.mark.parametrize("given", ["", "x", "token of another session"])
def test_a_form_without_the_token_of_its_session_is_refused(
    given: str, case: DeskCase, desk: Desk, clients: dict[str, Client]
) -> None:
    if given.startswith("token"):
        given = field(desk.signed_in("organizer").get("/desk").text, "csrf")
    fields = {"csrf": given, "tip": case.entry.tip, "action": "start_review"}
    answer = clients["organizer"].post(f"/desk/s/{case.receipt}/decide", data=fields)

    assert answer.status_code == 403
    assert case.entry.envelope.state == "submitted"


def test_a_form_from_another_site_is_refused_even_with_the_token(case: DeskCase, clients: dict[str, Client]) -> None:
    token = field(clients["organizer"].get("/desk").text, "csrf")
    fields = {"csrf": token, "tip": case.entry.tip, "action": "start_review"}
    heads = {"origin": "https://evil.example"}

    assert clients["organizer"].post(f"/desk/s/{case.receipt}/decide", data=fields, headers=heads).status_code == 403
    assert case.entry.envelope.state == "submitted"


def test_the_sign_in_form_needs_its_own_token(desk: Desk) -> None:
    client = desk.browser()
    client.get("/desk/sign-in")

    answer = client.post("/desk/sign-in", data={"csrf": "", "name": "organizer", "password": PASSWORD})

    assert answer.status_code == 403
    assert COOKIE not in client.cookies


def test_the_sign_in_form_from_another_site_is_refused_even_with_its_token(desk: Desk) -> None:
    client = desk.browser()
    token = field(client.get("/desk/sign-in").text, "csrf")
    fields = {"csrf": token, "name": "organizer", "password": PASSWORD}

    answer = client.post("/desk/sign-in", data=fields, headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert COOKIE not in client.cookies


def test_a_session_that_somebody_else_set_is_not_the_one_after_the_sign_in(desk: Desk) -> None:
    attacker = desk.signed_in("expert")
    fixed = attacker.cookies[COOKIE]
    victim = desk.browser()
    victim.cookies.set(COOKIE, fixed, domain="127.0.0.1", path="/desk")
    attacker.post("/desk/sign-out", data={"csrf": field(attacker.get("/desk").text, "csrf")})
    token = field(victim.get("/desk/sign-in").text, "csrf")

    answer = victim.post("/desk/sign-in", data={"csrf": token, "name": "organizer", "password": PASSWORD})

    assert answer.status_code == 303
    assert fixed not in answer.headers["set-cookie"]
    other = desk.browser()
    other.cookies.set(COOKIE, fixed, domain="127.0.0.1", path="/desk")
    assert other.get("/desk").status_code == 303


def test_the_cookie_is_unseen_by_scripts_and_sent_by_our_own_pages_only(desk: Desk) -> None:
    heads = sign_in(desk.browser(), "reviewer").headers.get_list("set-cookie")
    found = next(head for head in heads if head.startswith(f"{COOKIE}="))

    assert "HttpOnly" in found
    assert "SameSite=strict" in found
    assert "Path=/desk" in found


def test_after_the_sign_out_the_old_cookie_opens_nothing(desk: Desk) -> None:
    client = desk.signed_in("reviewer")
    kept = client.cookies[COOKIE]
    client.post("/desk/sign-out", data={"csrf": field(client.get("/desk").text, "csrf")})
    client.cookies.set(COOKIE, kept, domain="127.0.0.1", path="/desk")

    assert client.get("/desk").status_code == 303


def test_another_password_ends_every_session(desk: Desk) -> None:
    desk.office.accounts.put(account("leaver", "reviewer"))
    client = desk.signed_in("leaver")
    desk.office.accounts.close("leaver")

    assert client.get("/desk").status_code == 303


@pytest.mark.parametrize("seconds", [IDLE_SECONDS + 1, LONGEST_SECONDS + 1])
def test_a_session_ends_by_idleness_and_by_age(seconds: int, tmp_path: Path) -> None:
    now = [1000.0]
    sessions = Sessions(tmp_path, lambda: now[0])
    session_id = sessions.begin(account("a", "reviewer"))
    steps = 1 if seconds < LONGEST_SECONDS else seconds // 600 + 1
    for _ in range(steps):
        now[0] += seconds / steps
        found = sessions.read(session_id)

    assert found is None


def test_wrong_passwords_lock_the_account_longer_each_time_and_the_right_one_does_not_open_it(tmp_path: Path) -> None:
    now = [0.0]
    accounts = Accounts(tmp_path, lambda: now[0])
    accounts.put(account("organizer", "organizer"))
    assert [accounts.sign_in("organizer", "wrong") for _ in range(FREE_FAILURES)] == [None] * FREE_FAILURES

    waits = []
    for _ in range(10):
        with pytest.raises(LockedError) as locked:
            accounts.sign_in("organizer", PASSWORD)
        waits.append(locked.value.seconds)
        now[0] += locked.value.seconds
        accounts.sign_in("organizer", "wrong")

    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_LOCK + 1
    now[0] += LONGEST_LOCK + 1
    assert accounts.sign_in("organizer", PASSWORD)


def test_an_account_that_does_not_exist_is_answered_and_counted_like_one_that_does(desk: Desk) -> None:
    answers = [sign_in(desk.browser(), name, "wrong password") for name in ("expert", "nobody-at-all")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Wrong account or password." in answers[1].text


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")']
)
def test_no_cell_of_the_queue_is_a_formula(title: str, tmp_path: Path) -> None:
    case = new_case(tmp_path, need({**need_tree(), "title": {"zh": title, "en": title}}))
    row: Row = row_of(summary_of(case.entry.envelope, case.entry.tip), "cic2026", NOW.date())

    cells = list(csv.reader(io.StringIO(csv_of([row]).removeprefix("\ufeff"))))[1]

    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert f"'{title}" in cells


def test_what_a_submitter_wrote_is_never_active_on_the_desk(tmp_path: Path) -> None:
    tree = {**need_tree(), "summary": {"zh": "<script>alert(1)</script>中文", "en": '"><img src=x onerror=alert(1)>'}}
    case = new_site_case(tmp_path, need(tree))
    decided(case, ORGANIZER, Decision("start_review"))
    with open_desk(case) as desk:
        client = desk.signed_in("organizer")
        pages = [client.get(f"/desk/s/{case.receipt}{part}").text for part in ("", "/edit", "/compare")]

    assert [page for page in pages if "<script>alert" in page or "<img src=x" in page] == []


def test_sealed_fields_open_for_organisers_and_whom_it_is_assigned_to(tmp_path: Path) -> None:
    from forms.review.actions import reveal

    case = new_case(tmp_path)
    reviewer = Member("account-r", frozenset({"reviewer"}))
    with pytest.raises(DeskError):
        reveal(case.inbox, reviewer, case.receipt, case.entry.tip, case.opened.identity)
    assert [event.action for event in case.entry.events] == ["receive"]

    decided(case, ORGANIZER, Decision("assign", assignee="account-r"))
    opened = reveal(case.inbox, reviewer, case.receipt, case.entry.tip, case.opened.identity)

    assert opened.fields["applicant"] == "清河水务有限公司"
    assert (case.entry.events[-1].action, case.entry.events[-1].actor) == ("reveal", "account-r")


@pytest.mark.parametrize("first", [None, ORGANIZER], ids=["by nobody before", "by an organiser before"])
@pytest.mark.parametrize("giver", ["account-r", "account-s"], ids=["to themself", "by a colleague"])
def test_who_was_assigned_by_a_reviewer_opens_nothing(giver: str, first: Member | None, tmp_path: Path) -> None:
    from forms.review.actions import possible, reveal

    case, reviewer = new_case(tmp_path), Member("account-r", frozenset({"reviewer", "expert"}))
    if first:
        decided(case, first, Decision("assign", assignee="account-e"))
    decided(case, Member(giver, frozenset({"reviewer"})), Decision("assign", assignee="account-r"))

    assert "reveal" not in possible(case.entry, reviewer)
    with pytest.raises(DeskError):
        reveal(case.inbox, reviewer, case.receipt, case.entry.tip, case.opened.identity)
    assert "reveal" not in [event.action for event in case.entry.events]


@pytest.mark.parametrize("number", ["9" * 5000, "9999", "x", "-1", "1.0", "٣", "0"])
def test_an_attachment_that_there_is_not_is_refused_whoever_asks(
    number: str, case: DeskCase, desk: Desk, clients: dict[str, Client]
) -> None:
    path = f"/desk/s/{case.receipt}/attachments/{number}"
    token = field(clients["organizer"].get("/desk").text, "csrf")

    assert desk.browser().post(path).status_code == 303
    assert 400 <= clients["organizer"].post(path, data={"csrf": token}).status_code < 500


def test_a_wrong_identity_opens_nothing_and_leaves_no_event(tmp_path: Path) -> None:
    from forms.review.actions import reveal

    case, other = new_case(tmp_path / "a"), new_case(tmp_path / "b")
    with pytest.raises(InboxError):
        reveal(case.inbox, ORGANIZER, case.receipt, case.entry.tip, other.opened.identity)

    assert [event.action for event in case.entry.events] == ["receive"]


def test_an_edit_after_the_approval_voids_it(tmp_path: Path) -> None:
    from forms.publication.publish import publish
    from tests.desks import approved

    case = new_case(tmp_path)
    approved(case)
    decided(case, ORGANIZER, Decision("edit_public", public={**case.entry.public, "budget_disclosure": "negotiable"}))

    assert case.entry.envelope.approval is None
    with pytest.raises(DeskError, match="not_approved"):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)


def test_an_approval_names_the_text_that_was_looked_at(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    decided(case, ORGANIZER, Decision("start_review"))
    looked_at = case.entry.envelope.digests[RECORD]
    decided(case, ORGANIZER, Decision("edit_public", public={**case.entry.public, "multi_award": "true"}))
    checks = dict.fromkeys(all_checks("need"), "pass")

    with pytest.raises(InboxError):
        decided(case, ORGANIZER, Decision("approve", checks=checks, digest=looked_at))


def test_an_approval_needs_every_check_authenticity_and_validity_both(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    decided(case, ORGANIZER, Decision("start_review"))
    digest = case.entry.envelope.digests[RECORD]
    for left_out in all_checks("need"):
        checks = {code: "pass" for code in all_checks("need") if code != left_out}
        with pytest.raises(DeskError, match="checks_open"):
            decided(case, ORGANIZER, Decision("approve", checks=checks, digest=digest))


def test_a_text_that_still_tells_an_amount_is_approved_only_after_a_look(tmp_path: Path) -> None:
    tree = {**need_tree(), "ip_note": {"zh": "预算80万元。", "en": "The budget is RMB 800,000."}}
    case = new_case(tmp_path, need(tree))
    decided(case, ORGANIZER, Decision("start_review"))
    given = {"checks": dict.fromkeys(all_checks("need"), "pass"), "digest": case.entry.envelope.digests[RECORD]}

    with pytest.raises(DeskError, match="left_in_text"):
        decided(case, ORGANIZER, Decision("approve", **given))  # type: ignore[arg-type]
    after = decided(case, ORGANIZER, Decision("approve", **given, warnings_read=True))  # type: ignore[arg-type]
    assert after.envelope.state == "approved"


def test_the_desk_is_open_no_longer_than_a_day(clock: Clock, desk: Desk) -> None:
    client = desk.signed_in("expert")
    clock.now += timedelta(hours=11)

    assert client.get("/desk").status_code == 303
