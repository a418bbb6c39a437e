"""Code hosts: a branch pushed over HTTP, a request opened once, and a token that nobody sees."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from forms.forges.delivering import deliver, withdraw
from forms.forges.errors import HostError
from forms.forges.kinds import host_of
from forms.forges.rest import PAGES, Rest
from forms.forges.roles import role_of
from forms.forges.settings import KINDS, CodeHost, code_host, read_code_host, token_in
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, settings_of, small_repository
from tests.codehosts import code_host as running
from tests.hosts.answers import request_of
from tests.hosts.contract import PREFIX
from tests.repositories import git

pytestmark = pytest.mark.slow

BRANCH = "publish/JB-20261121-7K3M9Q"
TITLE = "Publish cic2026-31-0002"


@pytest.fixture(params=KINDS)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CodeHostCase]:
    monkeypatch.setattr("forms.forges.rest.WAITS", (0.0, 0.0))
    monkeypatch.setattr("forms.forges.delivering.WAITS", (0.0, 0.0))
    with running(request.param, tmp_path / "served") as made:
        yield made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_repository(tmp_path)


def delivered(case: CodeHostCase, root: Path, token: str = TOKEN) -> str:
    head = git(root, "rev-parse", "HEAD").strip()
    return deliver(root, settings_of(case), token, head, BRANCH, TITLE, "body with `code`\n")


def test_a_delivery_pushes_the_branch_and_opens_one_request(case: CodeHostCase, root: Path) -> None:
    url = delivered(case, root)

    assert url == f"{case.address}/{REPOSITORY}/pull/1"
    assert case.branches() == {BRANCH: git(root, "rev-parse", "HEAD").strip()}
    assert [(one["head"], one["base"], one["title"]) for one in case.requests] == [(BRANCH, "main", TITLE)]


def test_delivered_again_the_branch_moves_and_the_request_stays(case: CodeHostCase, root: Path) -> None:
    first = delivered(case, root)
    git(root, "commit", "--quiet", "--amend", "--allow-empty", "--message", "other")

    assert delivered(case, root) == first
    assert case.branches() == {BRANCH: git(root, "rev-parse", "HEAD").strip()}
    assert len(case.requests) == 1
    assert [call.method for call in case.calls].count("POST") == 1


def test_a_request_that_somebody_opens_at_the_same_moment_is_taken_for_ours(case: CodeHostCase, root: Path) -> None:
    case.is_beaten_to = True

    assert delivered(case, root) == case.address_of(1)
    assert [one["title"] for one in case.requests] == ["of somebody else"]


def test_a_request_whose_answer_was_lost_is_not_opened_twice(case: CodeHostCase, root: Path) -> None:
    case.loses_answers = 1

    assert delivered(case, root) == f"{case.address}/{REPOSITORY}/pull/1"
    assert len(case.requests) == 1


def test_a_host_that_is_busy_is_asked_again(case: CodeHostCase, root: Path) -> None:
    case.failures = [503, 429, 0, 502]

    assert delivered(case, root) == f"{case.address}/{REPOSITORY}/pull/1"
    assert len(case.requests) == 1


def test_a_host_that_stays_away_is_given_up_in_words(case: CodeHostCase, root: Path) -> None:
    case.failures = [503] * 9

    with pytest.raises(HostError) as refused:
        delivered(case, root)

    assert (refused.value.code, len(case.calls)) == ("no_answer", 3)


def test_a_fork_with_a_branch_of_the_same_name_is_another_request(case: CodeHostCase, root: Path) -> None:
    case.requests.append(request_of(1, BRANCH, "main", "of a fork", "", fork=True))

    assert delivered(case, root) == f"{case.address}/{REPOSITORY}/pull/2"


def test_without_the_token_nothing_is_pushed(case: CodeHostCase, root: Path) -> None:
    wrong = "wr0ng-token-of-nobody"

    with pytest.raises(HostError) as refused:
        delivered(case, root, wrong)

    assert (refused.value.code, case.branches(), case.requests) == ("push", {}, [])
    assert wrong not in str(refused.value)


def test_a_token_goes_to_no_other_host(case: CodeHostCase) -> None:
    case.failures = [302]
    kind = host_of(settings_of(case), TOKEN)

    with pytest.raises(HostError) as refused:
        kind.open_request(BRANCH)

    assert (refused.value.code, len(case.calls)) == ("status", 1)


def test_an_error_that_quotes_nothing_holds_no_token(case: CodeHostCase, root: Path) -> None:
    case.requests.append(request_of(1, "gone", "main", "t", ""))

    with pytest.raises(HostError) as refused:
        host_of(settings_of(case), TOKEN).request("no-such-branch", "t", "b")

    assert refused.value.facts["status"] == "422"
    assert TOKEN not in repr(refused.value.facts)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("account", "role"),
    [("11", "organizer"), ("12", "exchange_verifier"), ("13", "organizer"), ("14", "visitor"), ("15", "visitor")],
)
def test_a_role_comes_from_the_team_alone(kind: str, account: str, role: str, tmp_path: Path) -> None:
    with running(kind, tmp_path / "served") as case:
        case.teams = {
            "organizer": ["11", "13"],
            "exchange-verifier": ["12", "13"],
            "fans": ["14"],
        }
        assert role_of(host_of(settings_of(case), TOKEN), account) == role


@pytest.mark.parametrize(
    ("kind", "url", "repository", "base", "why"),
    [
        ("svn", "https://a.example", "a/b", "main", "kind"),
        ("github", "http://a.example", "a/b", "main", "url"),
        ("github", "https://user:secret@a.example", "a/b", "main", "url"),
        ("github", "ftp://a.example", "a/b", "main", "url"),
        ("github", "https://a.example?x=", "a/b", "main", "url"),
        ("github", "https://[", "a/b", "main", "url"),
        ("github", "https://a.example", "b", "main", "repository"),
        ("github", "https://a.example", "a/../b", "main", "repository"),
        ("github", "https://a.example", "a/b?x", "main", "repository"),
        ("github", "https://a.example", "a/b", "--force", "base"),
        ("github", "https://a.example", "a/b", "a..b", "base"),
    ],
)
def test_settings_that_cannot_be_are_refused(kind: str, url: str, repository: str, base: str, why: str) -> None:
    with pytest.raises(HostError) as refused:
        code_host(kind, url, repository, base)

    assert (refused.value.code, refused.value.facts) == ("settings", {"why": why})


def test_settings_come_from_mkdocs_yml_and_may_be_silent() -> None:
    named = {"kind": "gitlab", "url": "https://gitlab.example.org/", "repository": "group/deep/name"}

    assert read_code_host({"extra": {"code_host": named}}) == CodeHost(
        "gitlab", "https://gitlab.example.org", "group/deep/name", "main"
    )
    assert [read_code_host(tree) for tree in ({}, {"extra": None}, {"extra": {"code_host": None}})] == [None] * 3


@pytest.mark.parametrize("token", ["", "  ", "a\nb", "令牌"])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(HostError, match="no_token"):
        token_in({"JIEBANG_HOST_TOKEN": token})


def test_a_host_that_is_not_there_is_told_in_words() -> None:
    rest = Rest("http://127.0.0.1:9", {"Authorization": f"Bearer {TOKEN}"}, sleep=lambda seconds: None)

    with pytest.raises(HostError) as refused:
        rest.get("/x")

    assert refused.value.code == "no_answer"
    assert TOKEN not in repr(refused.value)


@pytest.mark.parametrize("branch", ["--force", "a b", "a..b", "x.lock", "/x", "x/", "x:refs/heads/main", "", "a/.b"])
def test_a_branch_that_needs_thought_is_not_pushed(branch: str, case: CodeHostCase, root: Path) -> None:
    with pytest.raises(HostError) as refused:
        deliver(root, settings_of(case), TOKEN, "HEAD", branch, "t", "b")

    assert (refused.value.facts, case.branches(), case.calls) == ({"why": "branch"}, {}, [])


def test_a_title_is_one_line_and_fits(case: CodeHostCase, root: Path) -> None:
    head = git(root, "rev-parse", "HEAD").strip()

    deliver(root, settings_of(case), TOKEN, head, BRANCH, f"one\ntwo {'x' * 400}", "b")

    (asked,) = case.requests
    assert (asked["title"].startswith("one two x"), len(asked["title"])) == (True, 200)


def test_a_host_that_wants_to_be_left_alone_is_not_waited_for_without_end(case: CodeHostCase) -> None:
    case.failures, case.retry_after = [429, 503, 503], "86400"
    waits: list[float] = []
    kind = host_of(settings_of(case), TOKEN)
    kind.rest = Rest(case.address + PREFIX[case.kind], {}, sleep=waits.append)

    with pytest.raises(HostError, match="no_answer"):
        kind.open_request(BRANCH)

    assert waits == [30.0, 30.0]


def test_a_host_that_takes_a_request_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.forges.rest.SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        rest = Rest(f"http://127.0.0.1:{silent.getsockname()[1]}", {}, sleep=lambda seconds: None)

        with pytest.raises(HostError) as refused:
            rest.send("POST", "/x", {})

    assert refused.value.facts == {"why": "ReadTimeout"}


def test_a_refusal_of_the_host_is_one_line_of_bounded_length(case: CodeHostCase) -> None:
    case.failures, case.says = [418], "so\n\x1b[31m" + "w" * 9000  # \x1b begins a command to a terminal

    with pytest.raises(HostError) as refused:
        host_of(settings_of(case), TOKEN).open_request(BRANCH)

    assert (len(refused.value.facts["why"]), "\n" in refused.value.facts["why"]) == (200, False)
    assert "\x1b" not in refused.value.facts["why"]


def test_a_list_that_never_ends_is_left() -> None:
    class Endless(Rest):
        asked = 0

        def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
            self.asked += 1
            assert self.asked <= PAGES
            return [path]

    rest = Endless("http://127.0.0.1:9", {})

    assert len(list(rest.pages("/x", {}))) == PAGES


def test_a_branch_that_is_withdrawn_is_gone_with_its_request_and_may_be_withdrawn_again(
    case: CodeHostCase, root: Path
) -> None:
    delivered(case, root)

    for _ in range(2):
        withdraw(root, settings_of(case), TOKEN, BRANCH)
        assert (case.branches(), case.open_requests()) == ({}, [])


def test_a_host_that_keeps_the_request_open_is_not_believed(case: CodeHostCase, root: Path) -> None:
    url = delivered(case, root)
    case.keeps_requests = True

    with pytest.raises(HostError) as refused:
        withdraw(root, settings_of(case), TOKEN, BRANCH)

    assert refused.value.facts["why"] == url
