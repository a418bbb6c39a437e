"""What may not change after publication: ids, states, published texts, the publication log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.compute.ledger import linked, row_of
from site_builder.compute.points import reversals_of
from site_builder.load.records import LOG_PATH
from site_builder.load.revision import UnknownRevisionError
from site_builder.validate.history.history import check_history
from site_builder.validate.points.ledgers import read_ledgers
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, apply_changes, commit, git, update_log

NEED = "needs/cic2026/cic2026-31-0001.yml"
REPORTED = "needs/cic2026/cic2026-32-0001.yml"
RESULT = "content/results/ceramic-membrane.yml"
CASE = "content/cases/river-trial.yml"
AMENDED = """amendments:
  - {"on": 2026-11-20, fields: [%s], reason: {zh: 应揭榜方要求变更。, en: Changed at the request of solvers.}}
"""


@pytest.fixture
def history(base: Path) -> Path:
    """Return a copy of the base, committed and tagged ``before``."""
    commit(base, "before")
    git(base, "tag", "before")
    return base


def since(root: Path, revision: str = "before", role: str = "organizer") -> list[tuple[str, str, str]]:
    catalogue = check_repository(root, TODAY).catalogue
    return [(p.path, p.code, p.where) for p in check_history(root, revision, catalogue, TODAY, role)]


def replace(root: Path, path: str, old: str, new: str) -> None:
    apply_changes(root, [{"file": path, "replace": [{"old": old, "new": new}]}])


def set_status(root: Path, old: str, new: str) -> None:
    replace(root, NEED, f"status: {old}\n", f"status: {new}\n")


def test_nothing_changed_is_nothing_to_report(history: Path) -> None:
    assert since(history) == []


def test_new_records_are_free(history: Path) -> None:
    apply_changes(history, [{"file": "content/news/second.yml", "copy_of": "content/news/release-held.yml"}])
    replace(history, "content/news/second.yml", "id: release-held", "id: second")
    update_log(history)

    assert since(history) == []


@pytest.mark.parametrize("status", ["on_hold", "in_contest", "docking", "expired", "withdrawn"])
def test_a_published_need_may_take_the_next_step(history: Path, status: str) -> None:
    set_status(history, "published", status)

    assert since(history) == []


@pytest.mark.parametrize("status", ["approved", "solved", "unsolved", "archived"])
def test_a_published_need_may_not_jump(history: Path, status: str) -> None:
    set_status(history, "published", status)

    assert since(history) == [(NEED, "status-change-forbidden", "status")]


def test_steps_are_compared_with_the_revision_asked_for(history: Path) -> None:
    set_status(history, "published", "docking")
    commit(history, "docking")
    set_status(history, "docking", "solved")

    assert since(history, "HEAD") == []
    assert since(history, "before") == [(NEED, "status-change-forbidden", "status")]


CHANGES = [
    ("title", "en: Integrated treatment equipment for black-odorous water bodies", "en: Treatment equipment"),
    ("indicators", "weight: 60", "weight: 50"),
    ("proposal_deadline", "proposal_deadline: 2027-01-15", "proposal_deadline: 2027-01-31"),
]


@pytest.mark.parametrize(("field", "old", "new"), CHANGES)
def test_a_fixed_field_changes_only_with_an_amendment(history: Path, field: str, old: str, new: str) -> None:
    replace(history, NEED, old, new)
    without = since(history)
    apply_changes(history, [{"file": NEED, "append": AMENDED % field}])

    assert without == [(NEED, "change-not-recorded", field)]
    assert since(history) == []


def test_an_old_amendment_does_not_cover_a_new_change(history: Path) -> None:
    apply_changes(history, [{"file": NEED, "append": AMENDED % "indicators"}])
    commit(history, "amended")
    replace(history, NEED, "weight: 60", "weight: 50")

    assert since(history, "HEAD") == [(NEED, "change-not-recorded", "indicators")]


def test_an_amendment_of_another_field_does_not_cover_the_change(history: Path) -> None:
    replace(history, NEED, "weight: 60", "weight: 50")
    apply_changes(history, [{"file": NEED, "append": AMENDED % "title"}])

    assert since(history) == [(NEED, "change-not-recorded", "indicators")]


def test_other_fields_of_a_published_need_are_free(history: Path) -> None:
    replace(history, NEED, 'target_trl: "8"', 'target_trl: "6"')

    assert since(history) == []


def test_line_ends_and_order_of_fields_are_no_change(history: Path) -> None:
    raw = (history / NEED).read_bytes()
    (history / NEED).write_bytes(raw.replace(b"\n", b"\r\n"))

    assert since(history) == []


def test_a_need_archived_from_a_report_may_be_corrected(history: Path) -> None:
    replace(history, REPORTED, "zh: 高强度可降解包装薄膜", "zh: 高强度可降解薄膜")

    assert since(history) == []


@pytest.mark.parametrize("path", [NEED, REPORTED, RESULT, "content/awards/cic2026/cic2026-award-001.yml"])
def test_a_logged_record_may_not_be_deleted(history: Path, path: str) -> None:
    (history / path).unlink()

    assert since(history) == [(path, "record-deleted", "")]


@pytest.mark.parametrize("path", [CASE, "content/news/release-held.yml"])
def test_a_record_that_was_never_logged_may_be_deleted(history: Path, path: str) -> None:
    (history / path).unlink()

    assert since(history) == []


def test_a_record_may_not_move(history: Path) -> None:
    (history / "needs/cic2025").mkdir()
    (history / REPORTED).rename(history / "needs/cic2025/cic2026-32-0001.yml")

    assert since(history) == [("needs/cic2025/cic2026-32-0001.yml", "id-reused", "id")]


def test_an_id_may_not_pass_to_another_type(history: Path) -> None:
    (history / CASE).unlink()
    apply_changes(
        history, [{"file": "content/policies/river-trial.yml", "copy_of": "content/policies/notice-2026.yml"}]
    )
    replace(history, "content/policies/river-trial.yml", "id: notice-2026", "id: river-trial")

    assert since(history) == [("content/policies/river-trial.yml", "id-reused", "id")]


def test_lines_may_be_added_to_the_log(history: Path) -> None:
    replace(history, REPORTED, "zh: 高强度可降解包装薄膜", "zh: 高强度可降解薄膜")
    update_log(history)

    assert since(history) == []


@pytest.mark.parametrize("change", ["cut", "dated", "gone"])
def test_lines_of_the_log_may_not_change(history: Path, change: str) -> None:
    log = history / LOG_PATH
    rows = log.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = {"cut": rows[:-1], "dated": [*rows[:-1], rows[-1].replace("2026-11-21}", "2026-11-20}")], "gone": []}
    log.write_text("".join(changed[change]), encoding="utf-8")

    assert since(history) == [(LOG_PATH, "log-rewritten", "")]


SOLUTION = "content/solutions/cic2026/cic2026-31-0002-p02.yml"
CONTEST = "content/contests/cic2026/ct-cic2026-31-0002.yml"
DOCKING = "content/dockings/cic2026/dk-cic2026-31-0002-01.yml"
LEDGER = "content/editions/cic2026/points.yml"
DECIDED = "status: verified, verifier: delta-exchange, certificate_no: DX-2026-001, verified_on: 2026-11-06"
EXCHANGE = "exchange_verifier"


@pytest.mark.parametrize("path", [SOLUTION, CONTEST, DOCKING])
def test_a_record_of_the_chain_may_not_be_deleted_whether_it_is_in_the_log_or_not(base: Path, path: str) -> None:
    (base / LOG_PATH).unlink()
    commit(base, "without a log")
    (base / path).unlink()

    assert since(base, "HEAD") == [(path, "record-deleted", "")]


@pytest.mark.parametrize(
    ("path", "old", "new", "where"),
    [
        (SOLUTION, "status: not_selected", "status: eligible", "status"),
        (DOCKING, "stage: contract_signed", "stage: proposed", "stage"),
        (DOCKING, "{status: verified,", "{status: requested,", "verification.status"),
        (DOCKING, f"verification: {{{DECIDED}}}\n", "", "verification.status"),
        ("content/awards/cic2026/cic2026-award-001.yml", "status: conferred", "status: nominated", "status"),
    ],
)
def test_every_state_table_is_enforced(history: Path, path: str, old: str, new: str, where: str) -> None:
    replace(history, path, old, new)

    assert since(history) == [(path, "status-change-forbidden", where)]


def test_only_the_exchange_verifies(history: Path) -> None:
    replace(history, DOCKING, DECIDED, "status: requested")
    commit(history, "asked for")
    replace(history, DOCKING, "status: requested", DECIDED)

    assert since(history, "HEAD") == [(DOCKING, "move-not-by-role", "verification.status")]
    assert since(history, "HEAD", EXCHANGE) == []


def test_the_exchange_makes_no_other_change_of_state(history: Path) -> None:
    replace(history, DOCKING, "stage: contract_signed", "stage: terminated")

    assert since(history, "before", EXCHANGE) == [(DOCKING, "move-not-by-role", "stage")]


@pytest.mark.parametrize(("role", "codes"), [("organizer", ["verification-changed"]), (EXCHANGE, [])])
def test_only_the_exchange_corrects_what_it_has_certified(history: Path, role: str, codes: list[str]) -> None:
    replace(history, DOCKING, "DX-2026-001", "DX-2026-002")

    assert [code for _, code, _ in since(history, "before", role)] == codes


@pytest.mark.parametrize("role", ["organizer", EXCHANGE])
def test_a_docking_does_not_enter_the_repository_verified(base: Path, role: str) -> None:
    text = (base / DOCKING).read_text(encoding="utf-8")
    (base / DOCKING).unlink()
    commit(base, "without the docking")
    (base / DOCKING).write_text(text, encoding="utf-8")

    assert since(base, "HEAD", role) == [(DOCKING, "status-change-forbidden", "verification.status")]


def test_a_docking_may_enter_at_any_stage(base: Path) -> None:
    text = (base / DOCKING).read_text(encoding="utf-8").replace(DECIDED, "status: requested")
    (base / DOCKING).unlink()
    commit(base, "without the docking")
    (base / DOCKING).write_text(text, encoding="utf-8")

    assert since(base, "HEAD") == []


def test_a_digest_may_be_added_and_none_changed(history: Path) -> None:
    replace(history, SOLUTION, '"]', '", "sha256:%s"]' % ("5" * 64))
    added = since(history)
    replace(history, SOLUTION, '"sha256:3', '"sha256:4')

    assert added == []
    assert since(history) == [(SOLUTION, "sealed-digest-changed", "sealed_digests")]


@pytest.mark.parametrize(("deadline", "is_refused"), [("2026-10-09", True), ("2026-10-11", False)])
def test_a_deadline_is_not_moved_earlier_once_a_solution_is_in(
    history: Path, deadline: str, is_refused: bool
) -> None:
    need = "needs/cic2026/cic2026-31-0002.yml"
    replace(history, need, "proposal_deadline: 2026-10-10", f"proposal_deadline: {deadline}")
    apply_changes(history, [{"file": need, "append": AMENDED % "proposal_deadline"}])

    assert since(history) == ([(need, "deadline-moved-earlier", "proposal_deadline")] if is_refused else [])


@pytest.mark.parametrize("change", ["cut", "changed", "gone"])
def test_lines_of_a_ledger_may_not_change(history: Path, change: str) -> None:
    ledger = history / LEDGER
    rows = ledger.read_text(encoding="ascii").splitlines(keepends=True)
    changed = {"cut": rows[:-1], "changed": [*rows[:-1], rows[-1].replace("30", "31")]}
    if change == "gone":
        ledger.unlink()
    else:
        ledger.write_text("".join(changed[change]), encoding="ascii")

    assert since(history) == [(LEDGER, "ledger-rewritten", "")]


def test_lines_may_be_added_to_a_ledger(history: Path) -> None:
    ledger = history / LEDGER
    ledger.write_text(ledger.read_text(encoding="ascii") + "- {seq: 3}\n", encoding="ascii")

    assert since(history) == []


@pytest.mark.parametrize("words", [["--role", "nobody"], ["--role", ""]])
def test_a_role_that_is_none_is_wrong_usage(history: Path, words: list[str]) -> None:
    result = CliRunner().invoke(cli, ["check", "--root", str(history), "--since", "before", *words])

    assert result.exit_code == 2


def test_a_repository_inside_a_larger_one_is_compared_with_its_own_folder(tmp_path: Path, base: Path) -> None:
    larger = tmp_path / "larger"
    (larger / "needs").mkdir(parents=True)
    (larger / "needs/note.txt").write_text("not ours", encoding="utf-8")
    base.rename(larger / "inner")
    commit(larger, "before")
    (larger / "inner" / REPORTED).unlink()

    assert since(larger / "inner", "HEAD") == [(REPORTED, "record-deleted", "")]


@pytest.mark.parametrize("revision", ["nowhere", "--help", "", "HEAD:needs"])
def test_a_revision_that_is_none_is_refused(history: Path, revision: str) -> None:
    with pytest.raises(UnknownRevisionError):
        since(history, revision)


def test_a_folder_without_git_has_no_revisions(base: Path) -> None:
    with pytest.raises(UnknownRevisionError):
        since(base, "HEAD")


@pytest.mark.parametrize("written", ['"id": ', "id : ", "\ufeffid: "])
def test_an_id_written_otherwise_hides_no_record(base: Path, written: str) -> None:
    replace(base, DOCKING, "id: dk-cic2026", f"{written}dk-cic2026")
    commit(base, "before")
    replace(base, DOCKING, "stage: contract_signed", "stage: proposed")
    changed = since(base, "HEAD")
    (base / DOCKING).unlink()

    assert changed == [(DOCKING, "status-change-forbidden", "stage")]
    assert since(base, "HEAD") == [(DOCKING, "record-deleted", "")]


def test_a_record_with_old_line_ends_is_compared_too(base: Path) -> None:
    raw = (base / DOCKING).read_bytes()
    (base / DOCKING).write_bytes(b"example: false\r" + raw.replace(b"example: false\n", b"").replace(b"\n", b"\r"))
    commit(base, "before")
    (base / DOCKING).write_bytes(raw.replace(b"stage: contract_signed", b"stage: proposed"))

    assert since(base, "HEAD") == [(DOCKING, "status-change-forbidden", "stage")]


@pytest.mark.parametrize("name", ["rules", "payout"])
def test_rules_and_payout_may_not_be_deleted(history: Path, name: str) -> None:
    path = f"content/editions/cic2026/{name}.yml"
    (history / path).unlink()

    assert since(history) == [(path, "record-deleted", "")]


AWARD = "content/awards/cic2026/cic2026-award-001.yml"
MANAGER = "content/managers/manager-one.yml"
RULES = "content/editions/cic2026/rules.yml"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("organization: delta-transfer", "organization: clear-river", "recipient"),
        ("notice_to: 2026-10-16", "notice_to: 2026-10-17", "notice_to"),
        ("category: best_service_institution", "category: craftsmanship", "category"),
    ],
)
def test_an_award_that_was_on_notice_is_not_rewritten(history: Path, old: str, new: str, where: str) -> None:
    replace(history, AWARD, old, new)

    assert since(history) == [(AWARD, "award-rewritten", where)]


def test_a_suspension_is_ended_and_not_rewritten(base: Path) -> None:
    entry = "suspensions:\n  - {from: 2026-09-21, reason: {zh: 核查。, en: Under review.}}\n"
    apply_changes(base, [{"file": MANAGER, "append": entry}])
    commit(base, "before")
    replace(base, MANAGER, "from: 2026-09-21,", "from: 2026-09-21, to: 2026-11-20,")
    ended = since(base, "HEAD")
    commit(base, "ended")
    replace(base, MANAGER, "to: 2026-11-20", "to: 2026-10-01")

    assert ended == []
    assert since(base, "HEAD") == [(MANAGER, "past-rewritten", "suspensions")]


def test_the_rules_are_free_before_anything_is_told(base: Path) -> None:
    (base / AWARD).unlink()
    (base / "content/editions/cic2026/payout.yml").unlink()
    commit(base, "before")
    replace(base, RULES, "publish_notice_days: 5", "publish_notice_days: 7")

    assert since(base, "HEAD") == []


def test_a_payout_is_made_again_when_the_ledger_has_grown(history: Path) -> None:
    ledger, payout = "content/editions/cic2026/points.yml", "content/editions/cic2026/payout.yml"
    known = read_ledgers(history).lines["cic2026"]
    taken_back = reversals_of(known, known[0].docking, "award_fraud", date(2026, 11, 10))
    added = [*linked(known, taken_back)]
    apply_changes(history, [{"file": ledger, "append": "".join(f"{row_of(line)}\n" for line in added)}])
    replace(history, payout, f"ledger_head: {known[-1].hash}", f"ledger_head: {added[-1].hash}")
    replace(history, payout, "undistributed: 0", "undistributed: 300000")

    assert [found for found in since(history) if found[0] == payout] == []
