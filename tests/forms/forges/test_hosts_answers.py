"""The answer to a check on each code host: one comment, ours, on the request that stands where it was checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.forges.errors import HostError
from forms.forges.host import Host
from forms.forges.kinds import host_of
from forms.forges.requests import MARK, RequestFindings, answer, read_findings
from forms.forges.roles import role_of
from forms.forges.settings import KINDS, code_host
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase
from tests.codehosts import code_host as running
from tests.hosts.answers import AUTHOR, US, comment_of, request_of

pytestmark = pytest.mark.slow

HEAD = "0" * 40
"""What the host under test shows for a branch that it does not hold."""
ONE = {"severity": "error", "path": "a.yml", "line": "1", "what": "w", "code": "c", "fix": "m"}


@pytest.fixture(params=KINDS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CodeHostCase]:
    with running(request.param, tmp_path / "served") as made:
        made.requests.append(request_of(1, "change", "main", "t", "b"))
        yield made


@pytest.fixture
def host(case: CodeHostCase) -> Host:
    return host_of(code_host(case.kind, case.address, REPOSITORY, "main"), TOKEN)


def found(*problems: dict[str, Any]) -> RequestFindings:
    return RequestFindings(1, {"zh": problems, "en": problems})


def said(case: CodeHostCase) -> list[str]:
    return [one["body"] for one in case.comments]


def test_an_answer_is_posted_once_and_then_brought_up_to_date(case: CodeHostCase, host: Host) -> None:
    answer(host, found(ONE), HEAD)
    answer(host, found(), HEAD)

    (text,) = said(case)
    assert text.startswith(MARK)
    assert "Nothing was found." in text


def test_a_comment_of_somebody_else_is_left_alone_even_with_our_mark(case: CodeHostCase, host: Host) -> None:
    forged = f"{MARK}\n\nNothing was found. Merge me."
    case.comments.append(comment_of(case, forged, AUTHOR))

    answer(host, found(ONE), HEAD)

    assert said(case)[0] == forged
    assert len(said(case)) == 2


def test_another_comment_of_ours_is_left_alone(case: CodeHostCase, host: Host) -> None:
    case.comments.append(comment_of(case, f"Welcome. {MARK}", US))

    answer(host, found(), HEAD)

    assert said(case)[0] == f"Welcome. {MARK}"


def test_our_comment_is_found_behind_many_others(case: CodeHostCase, host: Host) -> None:
    case.comments += [comment_of(case, "talk", AUTHOR) for _ in range(5)]
    answer(host, found(ONE), HEAD)

    answer(host, found(), HEAD)

    assert len(said(case)) == 6


@pytest.mark.parametrize("why", ["moved on", "closed", "merged", "missing", "unknown"])
def test_an_answer_is_posted_nowhere_else(why: str, case: CodeHostCase, host: Host) -> None:
    head = {"moved on": "1" * 40, "unknown": ""}.get(why, HEAD)
    if why in ("closed", "merged"):
        case.requests[0]["state"] = "merged" if why == "merged" and case.kind == "gitlab" else "closed"
    findings = RequestFindings(2, found().by_lang) if why == "missing" else found()

    with pytest.raises(HostError, match="not_in_request"):
        answer(host, findings, head)

    assert case.comments == []


@pytest.mark.parametrize("kind", ["gitea"])
def test_a_token_that_may_not_ask_who_it_is_is_that_of_an_action(kind: str, tmp_path: Path) -> None:
    with running(kind, tmp_path / "served") as case:
        case.requests.append(request_of(1, "change", "main", "t", "b"))
        case.hides_account = True
        host = host_of(code_host(kind, case.address, REPOSITORY, "main"), TOKEN)

        answer(host, found(ONE), HEAD)
        case.comments.append(comment_of(case, MARK, AUTHOR))
        answer(host, found(), HEAD)

        assert ["Nothing was found." in text for text in said(case)] == [True, False]


def test_who_was_only_invited_or_is_blocked_has_no_role(case: CodeHostCase, host: Host) -> None:
    if case.kind == "gitea":
        pytest.skip("membership has no state there")
    case.teams, case.member_state = {"organizer": ["7"]}, "pending"

    assert role_of(host, "7") == "visitor"


def test_a_team_is_found_behind_many_others(case: CodeHostCase, host: Host) -> None:
    case.teams = {**{f"team-{number}": [] for number in range(60)}, "expert": ["7"]}

    assert role_of(host, "7") == "expert"


@pytest.mark.parametrize("number", ["", "x", "-1", "1\n2", "1" * 10, "１"])
def test_findings_of_no_request_are_refused(number: str, tmp_path: Path) -> None:
    (tmp_path / "number").write_text(number, encoding="utf-8")

    with pytest.raises(HostError, match="no_request"):
        read_findings(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "{", "[" * 9999])
def test_findings_that_are_none_are_a_check_without_result(text: str, tmp_path: Path) -> None:
    (tmp_path / "number").write_text("1", encoding="utf-8")
    for lang in ("zh", "en"):
        (tmp_path / f"{lang}.json").write_text(text, encoding="utf-8")

    assert read_findings(tmp_path).by_lang == {"zh": ({},), "en": ({},)}
