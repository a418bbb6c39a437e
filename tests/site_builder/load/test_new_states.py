"""A state is added in its code list and its table, and nowhere else: check, page, form, desk and docs know it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from site_builder.load.contract.states import STATES, has_flag, states_with, table_of
from site_builder.load.yaml_text import parse_mapping
from site_builder.records import Event
from tests.repositories import TESTS

CODES = """need_status:
  - {code: extended, name: {zh: 已延期, en: Extended}}
  - {code: paused, name: {zh: 需求方暂停, en: Paused by its owner}}
  - {code: second_review, name: {zh: 复审中, en: Second review}}
"""
ROWS = """states:
  - {state: extended, stage: posting, step: 1, badge: closed, flags: [published, may_be_open, takes_solutions]}
  - {state: paused, stage: bipin, step: 2, badge: on_hold, flags: [published, needs_reason]}
  - {state: second_review, flags: [private, undecided, in_review]}
"""
MOVES = """moves:
  - {from: under_review, to: second_review, action: start_review, who: [reviewer], condition: {zh: "", en: ""}}
  - {from: second_review, to: approved, action: approve, who: [reviewer], condition: {zh: "", en: ""}}
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what ``tests.new_states`` says where three states of a need were added to the data of a copy."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("site_builder", "forms"):
        shutil.copytree(TESTS.parent / package, folder / package)
    for file, head, new in (
        ("schemas/codes.yml", "need_status:\n", CODES),
        ("states/need.yml", "states:\n", ROWS),
        ("states/need.yml", "moves:\n", MOVES),
    ):
        path = folder / "site_builder" / file
        path.write_text(path.read_text(encoding="utf-8").replace(f"\n{head}", f"\n{new}", 1), encoding="utf-8")
    searched = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(TESTS.parent)])}
    words = [sys.executable, "-P", "-m", "tests.new_states", str(folder)]
    done = subprocess.run(words, env=searched, capture_output=True, text=True, check=False, timeout=300)
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_a_need_in_a_new_state_that_takes_solutions_is_open(facts: Any) -> None:
    badge = '<span class="jb-badge jb-badge--open" data-jb-deadline="2027-01-15">{}</span>'

    assert facts["extended"] == {
        "check": [],
        "has_page": True,
        "can_be_taken_up": True,
        "stage": ["posting", 1],
        "badges": [badge.format("张榜中 · 还剩 55 天"), badge.format("Open · days left: 55")],
    }


def test_a_need_in_a_new_state_that_needs_a_reason_is_asked_for_it_and_shown_as_its_table_says(facts: Any) -> None:
    badge = '<span class="jb-badge jb-badge--on_hold">{}</span>'

    assert facts["paused"] == {
        "check": ["closing-reason-missing", "open-but-not-published"],
        "has_page": True,
        "can_be_taken_up": False,
        "stage": ["bipin", 2],
        "badges": [badge.format("需求方暂停"), badge.format("Paused by its owner")],
    }


def test_a_new_private_state_stays_out_of_the_repository(facts: Any) -> None:
    assert facts["second_review"] == {"check": ["open-but-not-published", "status-not-public"], "has_page": False}


def test_the_desk_reaches_lists_and_leaves_a_new_state(facts: Any) -> None:
    assert facts["desk"] == [
        ["under_review", ["审核中", "Under review"], [True]],
        ["second_review", ["复审中", "Second review"], [True]],
        ["approved", ["审核通过", "Approved"], [True]],
    ]


def test_the_documentation_shows_a_new_state_with_its_flags(facts: Any) -> None:
    assert facts["docs"] == [
        "| `paused` | 需求方暂停 · Paused by its owner | `published` `needs_reason` "
        "| stage bipin; step 2; badge on_hold |",
        "| `second_review` | 复审中 · Second review | `private` `undecided` `in_review` |  |",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - {state: held, badge: closed, flags: [held]}\n", "", "event: its states are not those of event_status"),
        ("flags: [held]", "flags: [hold]", "event: held, hold: not explained, or of no state"),
        ("first: planned", "first: plan", "event: its states are not those of event_status"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(old: str, new: str, said: str) -> None:
    text = (STATES / "event.yml").read_text(encoding="utf-8").replace(old, new)

    with pytest.raises(ValueError, match=said):
        table_of(parse_mapping("event.yml", text)[0])


def test_a_flag_that_no_table_explains_is_an_error() -> None:
    event = Event({"status": "held"}, "", "")

    assert has_flag(event, "held")
    with pytest.raises(KeyError):
        has_flag(event, "hold")
    with pytest.raises(KeyError):
        states_with("event", "held", "hold")
