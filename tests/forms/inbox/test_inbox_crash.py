"""Killed at any moment: every receipt that a client saw is in the inbox, and nothing half-written is."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from forms.inbox.errors import SecondSolutionError
from forms.model import Actor
from tests.inboxes import new_inbox, numbered
from tests.killing import kill_often

pytestmark = pytest.mark.slow


def test_kill_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    opened, count = kill_often(tmp_path, rounds=6, seed=4)

    assert (count.lost, count.broken, count.unequal) == (0, 0, 0)
    assert count.listed == count.shown + count.in_flight
    assert count.shown > 20  # it was at work when it was killed
    fsck = subprocess.run(["git", "-C", opened.path, "fsck", "--full", "--strict"], capture_output=True, check=False)
    assert fsck.returncode == 0


def test_request_cut_off_between_its_key_and_its_branch_is_completed_when_sent_again(tmp_path: Path) -> None:
    opened = new_inbox(tmp_path)
    receipt = opened.inbox.receive(numbered(1), "key")
    branch = opened.path / "refs" / "heads" / "s" / receipt.number
    branch.unlink()  # what a kill between the two leaves
    assert list(opened.inbox.entries()) == []

    assert opened.inbox.receive(numbered(1), "key") == receipt
    assert [row.receipt for row in opened.inbox.entries()] == [receipt.number]


def test_solution_that_is_completed_later_stands_in_the_way_of_the_next_one(tmp_path: Path) -> None:
    inbox, organizer = (opened := new_inbox(tmp_path)).inbox, Actor("account-1", "organizer")
    solution = replace(numbered(1), form="solution", record="solution", mark=inbox.mark_of("need-1", "solver"))
    cut_off = inbox.receive(solution, "first").number
    (opened.path / "refs" / "heads" / "s" / cut_off).unlink()
    other = inbox.receive(solution, "second").number

    with pytest.raises(SecondSolutionError) as refused:
        inbox.receive(solution, "first")
    assert refused.value.receipt == other

    inbox.act(other, "mark_spam", organizer, expected_tip=inbox.read(other).tip)
    assert inbox.receive(solution, "first").number == cut_off
    with pytest.raises(SecondSolutionError) as refused:
        inbox.receive(solution, "third")
    assert refused.value.receipt == cut_off


def test_lock_that_a_killed_process_left_does_not_block(tmp_path: Path) -> None:
    opened = new_inbox(tmp_path)
    receipt = opened.inbox.receive(numbered(1), "key")
    (opened.path / "refs" / "heads" / "s" / f"{receipt.number}.lock").write_text("", encoding="ascii")

    again = opened.inbox.resubmit(receipt.number, receipt.secret, numbered(2), "key-2")

    assert again.number == receipt.number
    assert opened.inbox.read(receipt.number).public == numbered(2).public
