"""The desk within the running service: sessions that end, and the cookie that carries them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from forms.accounts.sessions import COOKIE
from forms.desk.browsers import give
from tests.desks import PASSWORD, account, field, sign_in
from tests.repositories import commit
from tests.service_desk import RunningWithDesk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWithDesk]:
    made = RunningWithDesk(tmp_path_factory.mktemp("desk"))
    commit(made.root, "base")
    yield made
    made.stop()


@pytest.fixture
def browser(running: RunningWithDesk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.desk_origin, timeout=60, trust_env=False) as client:
        yield client


def signed_in(client: httpx.Client, name: str = "organizer") -> str:
    """Return the id of the session of *name*."""
    assert sign_in(client, name).status_code == 303
    return client.cookies[COOKIE]


def opens(running: RunningWithDesk, session: str) -> bool:
    """Return whether the cookie *session* opens the desk."""
    head = {"cookie": f"{COOKIE}={session}"}
    return httpx.get(f"{running.desk_origin}/desk", headers=head, trust_env=False).status_code == 200


def test_session_that_a_browser_had_is_over_once_somebody_signs_in_with_it(
    running: RunningWithDesk, browser: httpx.Client
) -> None:
    before = signed_in(browser)
    with httpx.Client(base_url=running.desk_origin, timeout=60, trust_env=False) as other:
        token = field(other.get("/desk/sign-in").text, "csrf")
        browser.cookies.update(other.cookies)  # the form was open in another window before
    browser.post("/desk/sign-in", data={"csrf": token, "name": "organizer", "password": PASSWORD})
    after = browser.cookies[COOKIE]

    assert before != after
    assert (opens(running, before), opens(running, after)) == (False, True)


def test_another_password_ends_the_sessions_of_an_account_that_stays(
    running: RunningWithDesk, browser: httpx.Client
) -> None:
    running.office.accounts.put(account("reviewer", "reviewer"))
    session = signed_in(browser, "reviewer")
    kept = running.office.accounts.get("reviewer")
    assert kept
    assert opens(running, session)

    running.office.accounts.put(replace(kept, password=f"{kept.password}x"))

    assert not opens(running, session)


@pytest.mark.parametrize(
    ("scheme", "host", "secure"),
    [("http", "127.0.0.1", False), ("https", "desk.example", True), ("http", "desk.example", True)],
)
def test_cookie_of_the_desk_goes_over_tls_but_on_the_loopback_address(scheme: str, host: str, secure: bool) -> None:
    scope = {"type": "http", "method": "GET", "scheme": scheme, "server": (host, 80), "path": "/desk", "headers": []}

    response = Response()

    give(Request({**scope, "query_string": b""}), response, COOKIE, "value")

    assert ("; Secure" in response.headers["set-cookie"]) == secure
