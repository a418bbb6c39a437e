"""Publishing: one merge commit after the whole repository was checked, or nothing; no decision is ever lost."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from forms.accounts.roles import Member
from forms.inbox.errors import ConflictError, InboxError
from forms.inbox.layout import RECORD
from forms.inbox.store import Inbox
from forms.inbox.writing import read_record_text
from forms.model import Submission, Tree
from forms.publication.branch import Branch, merged, move
from forms.publication.job import Published
from forms.publication.publish import Means, publish
from forms.refusals import DeskError
from forms.review.actions import Decision, act
from forms.review.checks import PASS, all_checks
from site_builder.validate.history.history import check_history
from site_builder.validate.repository import check_repository
from tests.desks import NOW, ORGANIZER, REASON, REVIEWER, DeskCase, approved, decided, need, need_tree, new_case
from tests.repositories import TODAY, commit, git

pytestmark = pytest.mark.slow

RECORD_PATH = "needs/cic2026/cic2026-31-0103.yml"


def published(case: DeskCase, **more: Any) -> Published:
    return publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means(**more))


def test_publishing_is_one_merge_commit_that_says_who_and_names_no_person(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    before = git(case.root, "rev-parse", "HEAD").strip()
    approved(case)

    done = published(case)

    parents = git(case.root, "log", "-1", "--format=%P").split()
    assert parents[0] == before
    assert len(parents) == 2
    assert git(case.root, "log", "-1", "--format=%an <%ae>").strip() == "organizer <account-o@desk.invalid>"
    digest = git(case.root, "log", "-1", "--format=%(trailers:key=Approved-digest,valueonly)").strip()
    assert digest == f"sha256:{case.entry.envelope.digests[RECORD]}"
    assert git(case.root, "log", "-1", "--format=%(trailers:key=Receipt,valueonly)").strip() == case.receipt
    assert git(case.root, "log", "-1", "--format=%(trailers:key=Reviewed-by,valueonly)").strip() == "account-o"
    assert git(case.root, "diff", "--name-only", before, "HEAD").split() == [
        "content/publication-log.yml",
        RECORD_PATH,
    ]
    assert done.path == RECORD_PATH
    checked = check_repository(case.root, TODAY)
    assert checked.errors == []
    assert list(check_history(case.root, before, checked.catalogue, TODAY)) == []


def test_what_is_published_is_what_was_approved_and_what_publication_adds(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    approved(case)
    published(case)

    tree = read_record_text((case.root / RECORD_PATH).read_text(encoding="utf-8"))

    added = set(tree) - set(need_tree())
    assert added == {"id", "status", "open_for_proposals", "reviews", "published_on", "sealed_digest"}
    assert {name: tree[name] for name in need_tree()} == need_tree()
    assert "联系人甲" not in (case.root / RECORD_PATH).read_text(encoding="utf-8")


def test_a_repository_that_would_be_wrong_is_left_as_it_is(tmp_path: Path) -> None:
    case = new_case(tmp_path, need({**need_tree(), "region": "32"}))  # the district is not in that province
    approved(case)
    before = git(case.root, "rev-parse", "HEAD")

    with pytest.raises(DeskError, match="check_failed") as refused:
        published(case)

    assert {found.code for found in refused.value.problems} == {"district-not-in-region"}
    assert git(case.root, "rev-parse", "HEAD") == before
    assert git(case.root, "status", "--porcelain") == ""
    assert case.entry.envelope.state == "approved"


def test_a_text_in_one_language_is_not_published(tmp_path: Path) -> None:
    case = new_case(tmp_path, need({**need_tree(), "summary": {"zh": "只有中文的概述。"}}))
    approved(case)

    with pytest.raises(DeskError, match="language_missing") as refused:
        published(case)
    assert refused.value.facts == {"fields": "summary.en"}


def test_a_check_that_failed_after_all_stops_it(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    decided(case, ORGANIZER, Decision("start_review"))

    with pytest.raises(DeskError, match="not_approved"):
        published(case)


@pytest.mark.parametrize("member", [REVIEWER, Member("x", frozenset({"expert"})), Member("x", frozenset())])
def test_only_organisers_publish(member: Member, tmp_path: Path) -> None:
    case = new_case(tmp_path)
    approved(case)

    with pytest.raises(DeskError, match="role"):
        publish(case.inbox, case.root, member, case.receipt, case.entry.tip)


def test_uncommitted_changes_of_somebody_are_neither_lost_nor_published(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    approved(case)
    log = case.root / "content/publication-log.yml"
    log.write_text(log.read_text(encoding="utf-8") + "# being edited\n", encoding="utf-8")

    with pytest.raises(DeskError, match="files_changed"):
        published(case)

    assert log.read_text(encoding="utf-8").endswith("# being edited\n")
    assert case.entry.envelope.state == "approved"
    other = case.root / "needs/cic2026/cic2026-31-0001.yml"
    git(case.root, "checkout", "--quiet", "--", "content/publication-log.yml")
    other.write_text(other.read_text(encoding="utf-8") + "# being edited\n", encoding="utf-8")
    published(case)
    assert git(case.root, "status", "--porcelain").split() == ["M", "needs/cic2026/cic2026-31-0001.yml"]


def test_a_branch_that_moved_in_between_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = new_case(tmp_path)
    approved(case)

    def merged_late(*words: Any) -> str:
        made = merged(*words)
        commit(case.root, "somebody else")
        return made

    monkeypatch.setattr("forms.publication.merging.merged", merged_late)
    with pytest.raises(DeskError, match="branch_moved"):
        published(case)

    assert git(case.root, "log", "-1", "--format=%s").strip() == "somebody else"
    assert git(case.root, "status", "--porcelain") == ""
    monkeypatch.undo()
    assert published(case).path == RECORD_PATH


def test_a_return_in_the_last_moment_wins_and_the_merge_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path)
    approved(case)
    before = git(case.root, "rev-parse", "HEAD")

    def move_late(branch: Branch, made: str) -> bool:
        act(case.inbox, ORGANIZER, case.receipt, case.entry.tip, Decision("reopen", REASON))
        return move(branch, made)

    monkeypatch.setattr("forms.publication.merging.move", move_late)
    with pytest.raises(ConflictError):
        published(case)

    assert git(case.root, "rev-parse", "HEAD") == before
    assert git(case.root, "status", "--porcelain") == ""
    assert case.entry.envelope.state == "under_review"


def test_what_was_merged_before_the_process_died_is_completed_and_not_merged_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path)
    approved(case)

    def dies(*words: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("forms.publication.merging.tell", dies)
    with pytest.raises(KeyboardInterrupt):
        published(case)
    merged_at = git(case.root, "rev-parse", "HEAD")
    assert case.entry.envelope.state == "approved"
    monkeypatch.undo()

    assert published(case).record_id == "cic2026-31-0103"
    assert git(case.root, "rev-parse", "HEAD") == merged_at
    assert case.entry.envelope.state == "published"


def test_with_a_code_host_the_commit_is_handed_over_and_the_branch_stays(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    approved(case)
    before = git(case.root, "rev-parse", "HEAD")
    handed: list[tuple[str, str]] = []

    published(case, deliver=lambda branch, made, record_id: handed.append((made, record_id)))

    assert git(case.root, "rev-parse", "HEAD") == before
    assert [record_id for _, record_id in handed] == ["cic2026-31-0103"]
    assert "污泥减量化装备" in git(case.root, "show", f"{handed[0][0]}:{RECORD_PATH}")


def test_ids_are_not_used_twice(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    approved(case)
    published(case)
    second = case.inbox.receive(need({**need_tree(), "title": {"zh": "另一项需求", "en": "Another need"}}), "key-2")
    other = DeskCase(case.root, case.opened, second.number, second.secret)
    approved(other)

    assert published(other).record_id == "cic2026-31-0104"


def solution(consent: str) -> Submission:
    tree: Tree = {
        "edition": "cic2026",
        "need": "cic2026-31-0001",
        "public_consent": consent,
        "solver_type": "university",
        "team_label": {"zh": "某高校团队", "en": "A university team"},
        "solver_region": "32",
        "country": "CN",
        "title": {"zh": "一体化治理装备方案", "en": "A one-piece treatment unit"},
        "public_abstract": {"zh": "用悬浮载体。", "en": "It uses suspended carriers."},
        "trl": "8",
        "ipr_status": "granted",
        "source_language": "zh",
        "translation": {"en": {"by": "human"}},
    }
    return Submission("solution", "solution", "zh", "web", tree, {"solver": "某大学"}, about="cic2026-31-0001")


@pytest.mark.parametrize(("consent", "is_told"), [("true", True), ("false", False)])
def test_of_a_solution_only_what_was_consented_to_is_published(consent: str, is_told: bool, tmp_path: Path) -> None:
    case = new_case(tmp_path, solution(consent))
    approved(case)

    done = published(case)

    tree = read_record_text((case.root / done.path).read_text(encoding="utf-8"))
    assert done.record_id == "cic2026-31-0001-p01"
    assert tree["sealed_digests"] == list(case.entry.envelope.sealed_digests)
    assert (tree["status"], tree["received_on"], tree["version"]) == ("eligible", "2026-11-21", "1")
    assert ("title" in tree, "trl" in tree) == (is_told, is_told)
    assert case.entry.envelope.state == "published"


def _publishes(path: Path, root: Path, receipt: str, tip: str, account: str) -> str:
    inbox = Inbox.open(path, clock=lambda: NOW)
    try:
        return publish(inbox, root, Member(account, frozenset({"organizer"})), receipt, tip).record_id
    except (DeskError, InboxError) as error:
        return type(error).__name__


def _decides(path: Path, receipt: str, tip: str, account: str, action: str) -> str:
    inbox = Inbox.open(path, clock=lambda: NOW)
    member = Member(account, frozenset({"organizer"}))
    try:
        return act(inbox, member, receipt, tip, Decision(action, REASON)).events[-1].actor
    except (DeskError, InboxError) as error:
        return type(error).__name__


def test_of_two_organisers_who_publish_at_once_one_does_and_nothing_stands_twice(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    approved(case)
    tip = case.entry.tip
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        words = [(case.opened.path, case.root, case.receipt, tip, name) for name in ("one", "two")]
        answers = pool.starmap(_publishes, words)

    assert sorted(answers) == ["ConflictError", "cic2026-31-0103"]
    assert [event.action for event in case.entry.events].count("published") == 1
    assert check_repository(case.root, TODAY).errors == []
    assert git(case.root, "rev-list", "--count", "--merges", "HEAD").strip() == "1"


def test_of_two_organisers_who_decide_at_once_one_is_told_to_look_again(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    decided(case, ORGANIZER, Decision("start_review"))
    tip = case.entry.tip
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        where = (case.opened.path, case.receipt, tip)
        words = [(*where, "one", "return"), (*where, "two", "reject")]
        answers = pool.starmap(_decides, words)

    assert answers.count("ConflictError") == 1
    winner = next(answer for answer in answers if answer != "ConflictError")
    assert case.entry.events[-1].actor == winner
    assert case.entry.events[-1].note == REASON


def test_two_submissions_published_at_once_both_arrive(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    second = case.inbox.receive(need({**need_tree(), "title": {"zh": "另一项需求", "en": "Another need"}}), "key-2")
    other = DeskCase(case.root, case.opened, second.number, second.secret)
    words = []
    for one in (case, other):
        approved(one)
        words.append((case.opened.path, case.root, one.receipt, one.entry.tip, "one"))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        answers = pool.starmap(_publishes, words)

    assert sorted(answers) == ["cic2026-31-0103", "cic2026-31-0104"]
    assert check_repository(case.root, TODAY).errors == []


def test_all_checks_of_the_review_are_dated_in_the_record(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    decided(case, ORGANIZER, Decision("start_review"))
    decided(case, ORGANIZER, Decision("check", checks=dict.fromkeys(all_checks("need"), PASS)))
    decided(case, ORGANIZER, Decision("approve", digest=case.entry.envelope.digests[RECORD]))
    published(case)

    tree = read_record_text((case.root / RECORD_PATH).read_text(encoding="utf-8"))
    assert tree["reviews"] == [
        {"stage": "formal", "verdict": "pass", "on": "2026-11-21"},
        {"stage": "authenticity_validity", "verdict": "pass", "on": "2026-11-21"},
    ]
