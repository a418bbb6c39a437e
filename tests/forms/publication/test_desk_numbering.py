"""Ids are given once, also where a publication waits as a pull request on a code host."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.publication.branch import Branch
from forms.publication.numbering import next_id
from forms.publication.publish import Means, publish
from forms.publication.reservations import Given
from forms.refusals import DeskError
from tests.desks import ORGANIZER, DeskCase, approved, need, need_tree, new_case
from tests.repositories import commit, copy_base, git


def opens(branch: Branch, made: str, record_id: str) -> str:
    """Return the address of a pull request that nobody merges."""
    return f"https://git.example.org/pull/{record_id}"


def fails(branch: Branch, made: str, record_id: str) -> str:
    raise DeskError("host_no_answer", {"why": "time"})


def published(case: DeskCase, deliver: object = opens) -> str:
    means = Means(deliver=deliver)  # type: ignore[arg-type]
    return publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, means).record_id


def beside(case: DeskCase, number: int) -> DeskCase:
    """Return another need in the inbox of *case*, approved."""
    title = {"zh": f"另一项需求{'甲乙丙丁'[number]}", "en": f"Another need {'abcd'[number]}"}
    tree = {**need_tree(), "title": title}
    receipt = case.inbox.receive(need(tree), f"key-{title}")  # type: ignore[arg-type]
    other = DeskCase(case.root, case.opened, receipt.number, receipt.secret)
    approved(other)
    return other


@pytest.fixture
def case(tmp_path: Path) -> DeskCase:
    made = new_case(tmp_path)
    approved(made)
    return made


def test_two_that_wait_as_requests_have_different_numbers(case: DeskCase) -> None:
    assert [published(case), published(beside(case, 0)), published(beside(case, 1))] == [
        "cic2026-31-0103",
        "cic2026-31-0104",
        "cic2026-31-0105",
    ]


def test_the_number_of_a_request_that_got_no_answer_stays_with_its_submission(case: DeskCase) -> None:
    with pytest.raises(DeskError, match="host_no_answer"):
        published(case, fails)  # it may be open all the same

    assert published(beside(case, 0)) == "cic2026-31-0104"
    assert published(case) == "cic2026-31-0103"
    assert Given(case.opened.path).all() == {}


def test_a_refused_merge_gives_its_number_back(case: DeskCase) -> None:
    log = case.root / "content/publication-log.yml"
    log.write_text(log.read_text(encoding="utf-8") + "# being edited\n", encoding="utf-8")
    with pytest.raises(DeskError, match="files_changed"):
        published(case, None)
    git(case.root, "checkout", "--quiet", "--", "content/publication-log.yml")

    assert published(beside(case, 0), None) == "cic2026-31-0103"


@pytest.mark.parametrize("branch", ["issue-7", "publish/JB-20261121-7K3M9Q"])
def test_what_waits_on_a_branch_of_the_host_is_not_free(branch: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    commit(root, "base")
    tree = need_tree()
    before = next_id(root, "need", tree)
    record = root / f"needs/cic2026/{before.replace('-31-', '-32-')}.yml"
    record.write_text("id: waiting\n", encoding="utf-8")
    waiting = commit(root, "waiting")
    git(root, "reset", "--quiet", "--hard", "HEAD^")
    assert next_id(root, "need", tree) == before

    git(root, "update-ref", f"refs/remotes/origin/{branch}", waiting)

    assert (before, next_id(root, "need", tree)) == ("cic2026-31-0103", "cic2026-31-0104")
    git(root, "update-ref", "-d", f"refs/remotes/origin/{branch}")
    git(root, "update-ref", "refs/remotes/origin/somebody/draft", waiting)
    assert next_id(root, "need", tree) == before
