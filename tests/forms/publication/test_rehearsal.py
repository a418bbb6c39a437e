"""Nothing is approved that publishing would refuse: approval tries the publication and leaves no trace of it."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest

from forms.accounts.accounts import Accounts
from forms.check.context import CheckContext
from forms.inbox.layout import RECORD
from forms.inbox.writing import read_record_text
from forms.model import Entry, Tree
from forms.publication.publish import Means, publish
from forms.publication.rehearsal import rehearse
from forms.publication.reservations import Given
from forms.refusals import DeskError
from forms.review.actions import Decision
from forms.review.checks import PASS, all_checks
from forms.review.deciding import Context, decide
from site_builder.validate.repository import check_repository
from tests.desks import NOW, ORGANIZER, SET_BY_DESK, DeskCase, decided, need, need_tree, new_case
from tests.repositories import CASES, build_case, commit, git, read_case

pytestmark = pytest.mark.slow

SUBMITTED = "needs/cic2026/cic2026-31-0001.yml"


def context_of(case: DeskCase) -> Context:
    def published() -> CheckContext:
        return CheckContext(check_repository(case.root, NOW.date()).catalogue, NOW.date())

    accounts = Accounts(case.inbox.repository.path, time.time)
    return Context(case.inbox, accounts, published, partial(rehearse, case.inbox, case.root))


def reviewed(folder: Path, tree: Tree) -> DeskCase:
    """Return a need whose checks have all passed."""
    case = new_case(folder, need(tree))
    decided(case, ORGANIZER, Decision("start_review"))
    decided(case, ORGANIZER, Decision("check", checks=dict.fromkeys(all_checks("need"), PASS)))
    return case


def approve(case: DeskCase) -> Entry:
    decision = Decision("approve", digest=case.entry.envelope.digests[RECORD], warnings_read=True)
    return decide(context_of(case), ORGANIZER, case.receipt, case.entry.tip, decision)


HIDDEN = {"zero width space": "\u200b", "left-to-right mark": "\u200e", "joiner": "\u200d", "soft hyphen": "\u00ad"}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_character_is_refused_at_its_field(tmp_path: Path, hidden: str) -> None:
    case = reviewed(tmp_path, {**need_tree(), "summary": {"zh": f"污泥{hidden}减量", "en": "Less sludge"}})

    with pytest.raises(DeskError, match="errors_found") as refused:
        approve(case)

    assert [(one.where, one.code) for one in refused.value.problems] == [("summary.zh", "hidden-character")]


@pytest.mark.parametrize("honest", ["👩‍🔬", "\u0085", "\u2028"], ids=["two emoji", "next line", "line separator"])
def test_what_comes_in_is_approved_and_published(tmp_path: Path, honest: str) -> None:
    case = reviewed(tmp_path, need_tree())
    problem = {"zh": f"污泥{honest}多。", "en": f"Sludge {honest} is much."}
    decided(case, ORGANIZER, Decision("edit_public", public={**case.entry.public, "problem": problem}))
    decided(case, ORGANIZER, Decision("check", checks=dict.fromkeys(all_checks("need"), PASS)))
    approve(case)

    assert publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means()).path


def test_a_rehearsal_leaves_no_trace(tmp_path: Path) -> None:
    case = reviewed(tmp_path, need_tree())
    head, tip = git(case.root, "rev-parse", "HEAD"), case.entry.tip
    rehearse(case.inbox, case.root, case.entry)

    assert (git(case.root, "rev-parse", "HEAD"), case.entry.tip) == (head, tip)
    assert git(case.root, "status", "--porcelain") == ""
    assert git(case.root, "worktree", "list").count("\n") == 1
    assert Given(case.inbox.repository.path).all() == {}


def test_what_stands_in_the_way_in_the_repository_is_told_before_approval(tmp_path: Path) -> None:
    case = reviewed(tmp_path, need_tree())
    other = case.root / SUBMITTED
    other.write_text(other.read_text(encoding="utf-8").replace("region:", "regoin:"), encoding="utf-8")
    commit(case.root, "a slip")

    with pytest.raises(DeskError, match="not_publishable") as refused:
        approve(case)

    assert {one.path for one in refused.value.problems} == {SUBMITTED}


def test_what_publishing_finds_in_the_file_itself_is_told_before_approval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that only publication has, whichever that may be one day, is held at approval."""
    case = reviewed(tmp_path, need_tree())

    def refusing(*given: object) -> None:
        raise DeskError("not_in_place", {"path": "x"})

    monkeypatch.setattr("forms.publication.merging.write_log", refusing)
    with pytest.raises(DeskError, match="not_in_place"):
        approve(case)


NEEDS = [
    folder for folder in CASES if f"- file: {SUBMITTED}" in (folder / "case.yml").read_text(encoding="utf-8")
]  # fmt: skip


@pytest.mark.parametrize("folder", NEEDS, ids=lambda folder: folder.name)
def test_whatever_rule_a_need_breaks_approval_refuses_what_publishing_would(folder: Path, tmp_path: Path) -> None:
    written = (build_case(read_case(folder), "bad", tmp_path) / SUBMITTED).read_text(encoding="utf-8")
    tree = read_record_text(written)
    if not isinstance(tree, dict):
        return
    case = reviewed(tmp_path / "desk", {name: value for name, value in tree.items() if name not in SET_BY_DESK})
    try:
        approve(case)
    except DeskError:
        return
    publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means())
