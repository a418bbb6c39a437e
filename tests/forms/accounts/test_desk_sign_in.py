"""Signing in: nobody keeps another out of their account, and no body is waited for without an end."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from forms.accounts.accounts import Accounts
from forms.accounts.failures import FREE_FAILURES, Failures, LockedError
from forms.accounts.folder import FOLDER
from forms.accounts.sessions import COOKIE
from forms.desk.office import NAMED, SENT, TRIES
from forms.desk.sent import BOUND, SIGN_IN, Bound
from forms.intake.rates import RateLimiter
from tests.desks import PASSWORD, Desk, account, field, new_case, new_office, sign_in, with_site
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.slow

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path, lambda: 0.0)
    made.put(account("o01", "organizer"))
    return made


def lock(accounts: Accounts, name: str, network: str) -> None:
    for _ in range(FREE_FAILURES):
        assert accounts.sign_in(name, "wrong", network) is None
    with pytest.raises(LockedError):
        accounts.sign_in(name, PASSWORD, network)


def test_who_guesses_locks_out_themself_and_not_the_owner(accounts: Accounts) -> None:
    for number in range(40):
        for _ in range(FREE_FAILURES):
            accounts.sign_in("o01", "wrong", f"198.51.100.{number}")

    assert accounts.sign_in("o01", PASSWORD, HERE)
    for number in range(40):
        with pytest.raises(LockedError):  # the owner's right password does not open it to them
            accounts.sign_in("o01", PASSWORD, f"198.51.100.{number}")


def test_a_lock_outlives_any_number_of_other_names(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.accounts.failures.MOST_COUNTED", 20)
    lock(accounts, "o01", ELSEWHERE)
    failures = Failures(accounts.folder, lambda: 0.0)
    for number in range(100):
        failures.count(f"n{number}", ELSEWHERE)

    with pytest.raises(LockedError):
        accounts.sign_in("o01", PASSWORD, ELSEWHERE)


def test_what_is_counted_is_bounded_and_the_least_goes_first(accounts: Accounts) -> None:
    now = [0.0]
    failures = Failures(accounts.folder, lambda: now[0])
    with pytest.MonkeyPatch.context() as small:
        small.setattr("forms.accounts.failures.MOST_COUNTED", 20)
        for _ in range(FREE_FAILURES + 1):
            now[0] += 100.0
            failures.count("o01", ELSEWHERE)  # more often than any other
        for number in range(30):
            for _ in range(FREE_FAILURES):
                failures.count(f"n{number}", ELSEWHERE)  # all locked

    assert len((accounts.folder / "failures.json").read_text(encoding="utf-8").split("],")) == 20
    for name in ("o01", "n29"):  # the last one was counted though all the others were locked
        with pytest.raises(LockedError):
            failures.count(name, ELSEWHERE)


def test_neither_a_name_nor_an_address_stands_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.sign_in("o01", "wrong", ELSEWHERE)
    text = (tmp_path / FOLDER / "failures.json").read_text(encoding="utf-8")

    assert text.count(".") == 2  # the one between both digests, that of the seconds
    assert "o01" not in text
    assert ELSEWHERE not in text


def test_an_organiser_unlocks_a_name_wherever_it_was_tried(accounts: Accounts) -> None:
    accounts.put(account("o02", "organizer"))
    for name, network in (("o01", HERE), ("o01", ELSEWHERE), ("o02", HERE)):
        lock(accounts, name, network)

    accounts.unlock("o01")

    assert accounts.sign_in("o01", PASSWORD, HERE)
    assert accounts.sign_in("o01", PASSWORD, ELSEWHERE)
    with pytest.raises(LockedError):
        accounts.sign_in("o02", PASSWORD, HERE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    case = new_case(tmp_path_factory.mktemp("desk"))
    with_site(case.root)
    made = Desk(new_office(case, trusted_hops=1))
    yield made
    made.stop()


@pytest.fixture
def desk(served: Desk) -> Desk:
    """Return the desk with nothing counted yet."""
    office = served.office
    office.tries, office.named, office.sent = (RateLimiter(rate, office.seconds) for rate in (TRIES, NAMED, SENT))
    return served


def test_the_lock_at_the_page_is_that_of_the_network(desk: Desk) -> None:
    guessing, owner = desk.browser(), desk.browser()
    guessing.headers["x-forwarded-for"], owner.headers["x-forwarded-for"] = ELSEWHERE, HERE
    wrong = [sign_in(guessing, "expert", "wrong").status_code for _ in range(FREE_FAILURES + 1)]

    assert wrong == [403] * FREE_FAILURES + [429]
    assert sign_in(owner, "expert").status_code == 303
    assert sign_in(guessing, "expert").status_code == 429


def test_a_name_that_is_tried_very_often_is_slowed_down_and_not_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forms.desk.signing_in.signing.SLOWED_SECONDS", 0.4)
    while not desk.office.named.wait("reviewer"):
        pass
    times = []
    for name in ("expert", "reviewer"):
        began = time.monotonic()
        assert sign_in(desk.browser(), name).status_code == 303
        times.append(time.monotonic() - began)

    assert times[1] >= 0.4


class Sending:
    """A form of which the body comes as slowly as one likes."""

    def __init__(self, desk: Desk, path: str, length: int, *heads: str) -> None:
        host, port = desk.origin.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)), timeout=PATIENCE)
        size = f"Content-Length: {length}" if length else "Transfer-Encoding: chunked"
        kind = "Content-Type: application/x-www-form-urlencoded"
        lines = (f"POST {path} HTTP/1.1", f"Host: {host}:{port}", f"Origin: {desk.origin}", kind, size, *heads)
        self.send("\r\n".join([*lines, "", ""]).encode())

    def send(self, data: bytes) -> None:
        """Send some more; a server that has closed the connection does not want it."""
        with contextlib.suppress(OSError):
            self._socket.sendall(data)

    def status(self) -> int:
        """Return the status of the answer, after which the connection is closed."""
        found = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := self._socket.recv(65536):
                found += piece
        self._socket.close()
        return int(found.split(b" ", 2)[1])


def cookie_of(desk: Desk) -> str:
    return f"Cookie: {COOKIE}={desk.signed_in('organizer').cookies[COOKIE]}"


FORMS = [("/desk/sign-in", "signing_in.signing.SIGN_IN", SIGN_IN), ("/desk/assign", "guards.BOUND", BOUND)]


@pytest.mark.parametrize(("path", "name", "bound"), FORMS, ids=["sign-in", "other"])
def test_a_body_that_does_not_come_is_not_waited_for(
    path: str, name: str, bound: Bound, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = [cookie_of(desk)] if path != "/desk/sign-in" else []
    monkeypatch.setattr(f"forms.desk.{name}", Bound(bound.size, 0.3))
    sending = Sending(desk, path, bound.size, *heads)
    sending.send(b"a" * (bound.size - 1))

    assert sending.status() == 408  # no more of the body ever comes


@pytest.mark.parametrize(("path", "name", "bound"), FORMS, ids=["sign-in", "other"])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(
    path: str, name: str, bound: Bound, desk: Desk
) -> None:
    heads = [cookie_of(desk)] if path != "/desk/sign-in" else []

    assert Sending(desk, path, bound.size + 1, *heads).status() == 413


def test_a_body_that_says_nothing_is_refused_once_it_is_too_large(desk: Desk) -> None:
    sending = Sending(desk, "/desk/sign-in", 0)
    sending.send(f"{SIGN_IN.size + 1:x}\r\n".encode() + b"a" * (SIGN_IN.size + 1) + b"\r\n")

    assert sending.status() == 413


def test_a_try_is_counted_before_its_body_is_read(desk: Desk) -> None:
    sent = [Sending(desk, "/desk/sign-in", 100) for _ in range(TRIES.most)]
    wait_until(lambda: len(desk.office.tries) and desk.office.tries._held["127.0.0.1"][0] < 1)

    assert Sending(desk, "/desk/sign-in", 100).status() == 429  # while the bodies of the others are still awaited
    for sending in sent:
        sending.send(b"a" * 100)
    assert [sending.status() for sending in sent] == [403] * TRIES.most  # no token


def test_the_other_forms_are_counted_before_their_bodies_are_read(desk: Desk) -> None:
    cookie = cookie_of(desk)
    while not desk.office.sent.wait("127.0.0.1"):
        pass

    assert Sending(desk, "/desk/assign", 100, cookie).status() == 429


def test_who_is_not_signed_in_sends_no_body(desk: Desk) -> None:
    assert Sending(desk, "/desk/assign", BOUND.size).status() == 303  # nor is it waited for, which would end in a 408


def test_on_a_public_host_no_other_host_sets_a_cookie_of_the_desk(desk: Desk) -> None:
    def ask(method: str, path: str, cookies: dict[str, str], **fields: str) -> httpx.Response:
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        heads = {"host": "desk.example.org", "accept-language": "en", **({"cookie": held} if held else {})}
        return httpx.request(method, f"{desk.origin}{path}", headers=heads, data=fields or None, trust_env=False)

    def given(answer: httpx.Response) -> dict[str, str]:
        heads = answer.headers.get_list("set-cookie")
        assert [head for head in heads if not head.startswith("__Host-") or "; Secure" not in head] == []
        assert [head for head in heads if "; Path=/;" not in head or "HttpOnly" not in head or "omain" in head] == []
        return dict(head.split(";")[0].split("=", 1) for head in heads)

    asked = ask("GET", "/desk/sign-in?language=en", {})
    before = given(asked)
    fields = {"csrf": field(asked.text, "csrf"), "name": "organizer", "password": PASSWORD}
    session = given(ask("POST", "/desk/sign-in", before, **fields))[f"__Host-{COOKIE}"]
    own = ask("GET", "/desk", {f"__Host-{COOKIE}": session})

    assert set(before) == {"__Host-jb_desk_before", "__Host-jb_desk_language"}
    assert own.status_code == 200
    assert ask("GET", "/desk", {COOKIE: session}).status_code == 303  # a sibling host can set this one
    gone = ask("POST", "/desk/sign-out", {f"__Host-{COOKIE}": session}, csrf=field(own.text, "csrf"))
    assert given(gone)[f"__Host-{COOKIE}"] == '""'
