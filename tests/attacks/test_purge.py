"""What is purged opens nowhere any more; what is still needed is not purged; what was purged is on record."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from forms.inbox.errors import CannotOpenError, NotAllowedError, PurgedError
from forms.inbox.sealed.rotation import rotate
from forms.inbox.store import Inbox
from forms.model import Actor
from site_builder.model import Text
from tests.inboxes import Opened, attached, new_inbox, numbered

ROOT = Path(__file__).resolve().parents[2]
REVIEWER, ORGANIZER = Actor("r01", "reviewer"), Actor("o01", "organizer")
AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path, lambda: AT)


def run(opened: Opened, *words: str, lang: str = "en") -> Result:
    fixed = ["--inbox", str(opened.path), "--root", str(ROOT), "--lang", lang]
    return CliRunner().invoke(cli, ["inbox", "purge", *fixed, *words])


def rejected(opened: Opened, number: int = 1, edition: str = "demo") -> str:
    """Return the receipt of a need to *edition*, with an attachment, that was rejected on 21 November 2026."""
    inbox, sent = opened.inbox, numbered(number, [attached(opened.inbox, number)])
    sent.public["edition"] = edition
    receipt = inbox.receive(sent, f"{number}").number
    tip = inbox.act(receipt, "start_review", REVIEWER, expected_tip=inbox.read(receipt).tip).tip
    inbox.act(receipt, "reject", REVIEWER, expected_tip=tip, note=Text(zh="不属于征集范围。", en="Out of scope."))
    return receipt


def test_a_purged_submission_opens_neither_here_nor_in_an_earlier_clone_with_todays_keys(
    opened: Opened, tmp_path: Path
) -> None:
    receipt = rejected(opened)
    shutil.copytree(opened.path / "objects", tmp_path / "objects-of-a-clone")

    result = run(opened, receipt, "--en", "Asked for by the submitter.")

    assert (result.exit_code, result.output) == (
        0,
        f"{receipt}  Need 1\nPurged: 1. Nobody can open what was sealed in them any more.\n",
    )
    with pytest.raises(PurgedError):
        opened.inbox.sealed(receipt, opened.identity)
    with pytest.raises(PurgedError):
        opened.inbox.attachment(receipt, 1, opened.identity)
    assert list((opened.path / "jiebang" / "data-keys").iterdir()) == []


def test_the_public_part_and_a_record_of_the_purge_stay(opened: Opened) -> None:
    receipt = rejected(opened)
    before = opened.inbox.read(receipt)
    run(opened, receipt, "--zh", "申请人要求。", "--en", "Asked for by the submitter.")
    after = opened.inbox.read(receipt)

    assert (after.public, after.envelope.state) == (before.public, before.envelope.state)
    last = after.events[-1]
    assert (last.action, last.actor, last.role) == ("purge", "organizer", "organizer")
    assert last.note == Text(zh="申请人要求。", en="Asked for by the submitter.")
    assert after.envelope.purged_at == last.at


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ([], 2, "receipt numbers, --edition, or --due"),
        (["{receipt}"], 1, "Say why, in Chinese or in English."),
        (["{receipt}", "--en", "why", "--role", "reviewer"], 1, "Your role does not allow this"),
        (["JB-20261121-000000", "--en", "why"], 1, "JB-20261121-000000"),
    ],
    ids=["nothing named", "no reason", "a reviewer", "no such receipt"],
)
def test_a_purge_is_refused_without_what_it_takes(opened: Opened, words: list[str], status: int, says: str) -> None:
    receipt = rejected(opened)
    result = run(opened, *(word.format(receipt=receipt) for word in words))

    assert (result.exit_code, says in result.output) == (status, True), result.output
    assert opened.inbox.sealed(receipt, opened.identity) == numbered(1).sealed


def test_what_the_desk_is_not_done_with_is_not_purged(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1), "1").number
    result = run(opened, receipt, "--en", "why")

    assert (result.exit_code, result.output.partition(":")[0]) == (1, f"Nothing is destroyed of {receipt}")
    assert opened.inbox.sealed(receipt, opened.identity) == numbered(1).sealed


def test_nothing_more_happens_to_a_purged_submission(opened: Opened) -> None:
    receipt = rejected(opened)
    run(opened, receipt, "--en", "why")

    for action, actor in (("reopen", REVIEWER), ("reveal", ORGANIZER), ("purge", ORGANIZER)):
        with pytest.raises(NotAllowedError):
            opened.inbox.act(receipt, action, actor, expected_tip=opened.inbox.read(receipt).tip, note=Text(en="x"))


def test_whoever_opens_it_afterwards_is_told_that_it_is_destroyed(opened: Opened, tmp_path: Path) -> None:
    receipt = rejected(opened)
    run(opened, receipt, "--en", "why")
    words = ["inbox", "reveal", "--inbox", str(opened.path), "--identity", str(tmp_path / "organizer.txt")]

    result = CliRunner().invoke(cli, [*words, "--lang", "en", receipt])

    assert (result.exit_code, result.output) == (
        1,
        "What was sealed here has been destroyed; nobody can open it any more.\n",
    )


def test_due_purges_what_is_past_the_days_of_its_edition_and_nothing_else(opened: Opened) -> None:
    old = rejected(opened, 1)
    no_rule = rejected(opened, 2, "cic2024")
    waiting = opened.inbox.receive(numbered(3), "3").number

    early = run(opened, "--due", "--date", "2027-11-21")
    dry = run(opened, "--due", "--date", "2027-11-22", "--dry-run")
    due = run(opened, "--due", "--date", "2027-11-22")

    assert early.output == "Purged: 0. Nobody can open what was sealed in them any more.\n"
    assert dry.output == f"{old}  Need 1\nWould be purged: 1. Nothing was changed.\n"
    assert due.output.startswith(f"{old}  Need 1\nPurged: 1.")
    assert opened.inbox.read(old).events[-1].note["zh"] == "按本届规则保存至2027年11月21日。"
    for receipt, number in ((no_rule, 2), (waiting, 3)):
        assert opened.inbox.sealed(receipt, opened.identity) == numbered(number).sealed


def test_an_edition_is_purged_whole_but_for_what_the_desk_is_not_done_with(opened: Opened) -> None:
    first, other = rejected(opened, 1), rejected(opened, 2, "cic2024")
    result = run(opened, "--edition", "demo", "--en", "The edition is over.")

    assert (result.exit_code, result.output.splitlines()[0]) == (0, f"{first}  Need 1")
    assert opened.inbox.sealed(other, opened.identity) == numbered(2).sealed


def test_a_purge_that_was_cut_off_is_finished_by_the_next(opened: Opened) -> None:
    receipt = rejected(opened)
    tip = opened.inbox.read(receipt).tip
    opened.inbox.act(
        receipt, "purge", ORGANIZER, expected_tip=tip, note=Text(en="why")
    )  # killed before the keys went

    run(opened, "--due")

    assert list((opened.path / "jiebang" / "data-keys").iterdir()) == []


def test_a_rotation_brings_no_destroyed_key_back(opened: Opened) -> None:
    receipt, other = rejected(opened, 1), rejected(opened, 2)
    run(opened, receipt, "--en", "why")

    assert sorted(rotate(opened.inbox, opened.identity)) == sorted([receipt, other])
    with pytest.raises(PurgedError):
        opened.inbox.sealed(receipt, opened.identity)
    assert opened.inbox.sealed(other, opened.identity) == numbered(2).sealed


def test_a_clone_of_the_history_without_the_keys_opens_nothing_and_says_so(opened: Opened, tmp_path: Path) -> None:
    receipt = opened.inbox.receive(numbered(1), "1")
    shutil.copytree(opened.path, tmp_path / "copy.git")
    shutil.rmtree(tmp_path / "copy.git" / "jiebang" / "data-keys")

    with pytest.raises(CannotOpenError):
        Inbox.open(tmp_path / "copy.git").sealed(receipt.number, opened.identity)
