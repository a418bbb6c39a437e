"""Sign-in by OpenID Connect against a provider of our own; each refusal fails without its guard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from httpx import Client, Response
from joserfc.jwk import OctKey, RSAKey

from forms.accounts.oidc import (
    ATTEMPT_SECONDS,
    CLIENT_VARIABLE,
    ISSUER_VARIABLE,
    MOST_BYTES,
    SECRET_VARIABLE,
    provider_from,
)
from forms.accounts.sessions import COOKIE
from forms.cli import cli
from forms.desk.office import TRIES
from forms.desk.signing_in.oidc import ATTEMPT_COOKIE
from forms.inbox.repository import make_repository
from forms.intake.rates import RateLimiter
from tests.desks import NOW, Clock, Desk, DeskCase, account, new_site_case, open_desk
from tests.identity_provider import IdentityProvider

pytestmark = pytest.mark.slow

START, BACK = "/desk/sign-in/oidc", "/desk/sign-in/oidc/back"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def running(clock: Clock) -> Iterator[IdentityProvider]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        made = IdentityProvider(lambda: clock.now.timestamp())
        yield made
        made.stop()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> DeskCase:
    return new_site_case(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def served(case: DeskCase, clock: Clock, running: IdentityProvider) -> Iterator[Desk]:
    with open_desk(case, clock, provider=running.known) as made:
        made.office.accounts.put(replace(account("linked", "reviewer"), subject="subject-1"))
        made.office.accounts.put(replace(account("gone", "organizer"), subject="subject-2", is_closed=True))
        yield made


@pytest.fixture
def provider(running: IdentityProvider, clock: Clock) -> IdentityProvider:
    running.behave()
    clock.now = NOW
    return running


@pytest.fixture
def desk(served: Desk, provider: IdentityProvider) -> Desk:
    served.office.tries = RateLimiter(TRIES, served.office.seconds)
    served.office.provider = provider.known
    return served


def way_back(client: Client) -> str:
    """Return the address that the provider sends the browser back to."""
    there = client.get(START)
    assert there.status_code == 303
    return httpx.get(there.headers["location"], trust_env=False).headers["location"]


def is_refused(answer: Response, words: str = "did not succeed") -> bool:
    return answer.status_code == 403 and words in answer.text and COOKIE not in answer.cookies


def test_a_linked_account_signs_in_with_its_own_roles(desk: Desk) -> None:
    client = desk.browser()
    assert f'href="{START}"' in client.get("/desk/sign-in").text
    answer = client.get(way_back(client))

    assert (answer.status_code, answer.headers["refresh"]) == (200, "0; url=/desk")
    assert client.get("/desk").status_code == 200
    account_name = desk.office.sessions.read(client.cookies[COOKIE]).account  # type: ignore[union-attr]
    assert account_name == "linked"
    assert desk.office.accounts.get(account_name).roles == ("reviewer",)  # type: ignore[union-attr]
    set_cookies = [text.lower() for text in answer.headers.get_list("set-cookie") if text.startswith(f"{COOKIE}=")]
    assert len(set_cookies) == 1
    assert "httponly" in set_cookies[0] and "samesite=strict" in set_cookies[0]


def test_the_session_gets_another_id_and_the_old_one_ends(desk: Desk) -> None:
    client = desk.browser()
    address = way_back(client)
    before = desk.office.sessions.begin(account("reviewer", "reviewer"))
    client.cookies.set(COOKIE, before, domain="127.0.0.1", path="/desk")
    answer = client.get(address)

    assert answer.cookies[COOKIE] != before
    assert desk.office.sessions.read(before) is None


WRONG_CLAIMS = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "another"},
    "audience with azp": {"aud": "another", "azp": "desk"},
    "audiences without azp": {"aud": ["desk", "another"]},
    "azp": {"aud": ["desk", "another"], "azp": "another"},
    "issuer": {"iss": "https://idp.example.org"},
    "access token": {"at_hash": "of another"},
    "expired": {"exp": int(NOW.timestamp()) - 120},
    "no expiry": {"exp": None},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "a number as subject": {"sub": 1},
}


@pytest.mark.parametrize("fault", WRONG_CLAIMS)
def test_an_id_token_with_wrong_claims_is_refused(fault: str, desk: Desk, provider: IdentityProvider) -> None:
    provider.change = WRONG_CLAIMS[fault]
    client = desk.browser()

    assert is_refused(client.get(way_back(client)))


def test_an_id_token_signed_with_another_key_is_refused(desk: Desk, provider: IdentityProvider) -> None:
    provider.key = RSAKey.generate_key(2048)
    client = desk.browser()

    assert is_refused(client.get(way_back(client)))


def test_an_id_token_signed_with_the_client_secret_is_refused(desk: Desk, provider: IdentityProvider) -> None:
    provider.key, provider.algorithm = OctKey.import_key(provider.known.client_secret.ljust(32)), "HS256"
    client = desk.browser()

    assert is_refused(client.get(way_back(client)))


def test_another_state_is_refused(desk: Desk) -> None:
    client = desk.browser()
    address = httpx.URL(way_back(client))

    assert is_refused(client.get(address.copy_set_param("state", "another")))
    assert is_refused(client.get(address))  # the attempt is used up


def test_what_another_browser_began_is_refused(desk: Desk) -> None:
    address = way_back(desk.browser())
    other = desk.browser()
    way_back(other)

    assert is_refused(other.get(address))
    assert is_refused(desk.browser().get(address))


def test_an_answer_of_another_issuer_is_refused(desk: Desk) -> None:
    client = desk.browser()

    assert is_refused(client.get(httpx.URL(way_back(client)).copy_set_param("iss", "https://idp.example.org")))


def test_a_code_is_good_for_once(desk: Desk) -> None:
    client = desk.browser()
    address = way_back(client)
    held = client.cookies[ATTEMPT_COOKIE]
    assert client.get(address).status_code == 200
    assert held not in desk.office.attempts  # nor is the attempt: the provider is not even asked again
    again = desk.browser()
    again.cookies.set(ATTEMPT_COOKIE, held, domain="127.0.0.1", path=START)

    assert is_refused(again.get(address))


def test_a_code_of_another_sign_in_is_refused(desk: Desk) -> None:
    stolen = httpx.URL(way_back(desk.browser())).params["code"]
    client = desk.browser()

    assert is_refused(client.get(httpx.URL(way_back(client)).copy_set_param("code", stolen)))  # PKCE


def test_an_attempt_ends_after_a_while(desk: Desk, clock: Clock) -> None:
    client = desk.browser()
    address = way_back(client)
    clock.now = NOW + timedelta(seconds=ATTEMPT_SECONDS + 1)

    assert is_refused(client.get(address))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_subject_is_refused_in_the_visitors_language(
    lang: str, desk: Desk, provider: IdentityProvider
) -> None:
    provider.subject = "<b>subject-9</b>"
    client = desk.browser()
    client.get(f"/desk/sign-in?language={lang}")
    address = way_back(client)
    client.cookies.delete("jb_desk_language")  # strict: the browser keeps it back on the way from another site
    words = {"zh": "没有与您关联的审核台账号", "en": "no desk account is linked to you"}[lang]
    answer = client.get(address)

    assert is_refused(answer, words)
    assert "&lt;b&gt;subject-9" in answer.text


def test_a_closed_account_is_refused(desk: Desk, provider: IdentityProvider) -> None:
    provider.subject = "subject-2"
    client = desk.browser()

    assert is_refused(client.get(way_back(client)), "is closed")


def test_no_address_is_carried_along(desk: Desk) -> None:
    client = desk.browser()
    there = httpx.URL(
        client.get(f"{START}?next=https://evil.example&redirect_uri=https://evil.example").headers["location"]
    )

    assert there.params["redirect_uri"] == f"{desk.origin}{BACK}"
    assert "evil" not in str(there)


def test_sign_ins_are_counted(desk: Desk) -> None:
    client = desk.browser()
    answers = [client.get(START).status_code for _ in range(int(TRIES.most) + 1)]

    assert answers == [303] * int(TRIES.most) + [429]


def test_an_answer_beyond_measure_is_not_taken(desk: Desk, provider: IdentityProvider) -> None:
    provider.padding = MOST_BYTES

    assert desk.browser().get(START).status_code == 502


def test_a_provider_of_another_name_is_not_used(desk: Desk, provider: IdentityProvider) -> None:
    provider.described_issuer = "https://idp.example.org"
    answer = desk.browser().get(START)

    assert answer.status_code == 502
    assert "does not answer" in answer.text


def test_without_a_provider_there_is_no_button_and_no_way(desk: Desk) -> None:
    desk.office.provider = None
    client = desk.browser()

    assert START not in client.get("/desk/sign-in").text
    assert client.get(START).headers["location"] == "/desk/sign-in"
    assert is_refused(client.get(f"{BACK}?code=x&state="))


ALL = {ISSUER_VARIABLE: "https://idp.example.org", CLIENT_VARIABLE: "desk", SECRET_VARIABLE: "secret"}


def test_the_environment_names_the_provider_or_none() -> None:
    found = provider_from(ALL)

    assert found and (found.issuer, found.client_id) == ("https://idp.example.org", "desk")
    assert "secret" not in repr(found).replace("client_secret", "")
    assert provider_from({}) is None


@pytest.mark.parametrize("name", ALL)
def test_half_a_configuration_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        provider_from({**ALL, name: ""})


def test_an_issuer_without_tls_is_refused() -> None:
    with pytest.raises(ValueError, match=ISSUER_VARIABLE):
        provider_from({**ALL, ISSUER_VARIABLE: "http://idp.example.org"})


def test_an_account_is_linked_on_the_command_line_once(tmp_path: Path) -> None:
    def add(name: str) -> Any:
        more = ["--role", "reviewer", "--oidc-subject", "s-1", "--inbox", str(tmp_path / "inbox.git"), "--lang", "en"]
        return CliRunner().invoke(cli, ["desk", "add-account", name, *more])

    make_repository(tmp_path / "inbox.git")
    assert add("r01").exit_code == 0, add("r01").output
    again = add("r02")
    assert again.exit_code == 2
    assert "r01 is linked to this subject already" in again.output
