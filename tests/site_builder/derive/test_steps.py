"""The three steps of a need and what became of it, on a day and for each way in which it can go on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from site_builder.derive.chain.chain import chain_on
from site_builder.derive.chain.steps import NeedSheet, need_sheet
from site_builder.derive.needs import need_page_on, need_row_on
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Record
from site_builder.records import Contest, Docking, Need, Solution

NEED = "x-31-0001"
DEADLINE = date(2026, 11, 25)
BEFORE, AFTER = DEADLINE - timedelta(days=3), DEADLINE + timedelta(days=20)
SOLUTION = {"need": NEED, "received_on": date(2026, 11, 1)}
DOCKING = {"need": NEED, "stage": "proposed", "proposed_on": date(2026, 12, 1)}
TERMINATED = {**DOCKING, "stage": "terminated", "terminated_on": date(2026, 12, 5)}
SIGNED = {**DOCKING, "stage": "contract_signed", "contract_signed_on": date(2026, 12, 4)}
CONTEST = {"need": NEED, "opened_on": date(2026, 11, 26), "solutions": ("x-p01", "x-p02")}
CLOSED = {**CONTEST, "closed_on": date(2026, 11, 30)}


def sheet(
    day: date, status: str = "published", *others: tuple[type[Record], dict[str, Any]], **more: Any
) -> NeedSheet:
    values = {"id": NEED, "provenance": "submitted", "status": status, "open_for_proposals": status == "published"}
    days = {"published_on": date(2026, 9, 1), "proposal_deadline": DEADLINE}
    need = Need({**values, **days, **more}, "needs/x/x-31-0001.yml", "0" * 64)
    records: dict[str, dict[str, Record]] = {kind: {} for kind in read_schemas().types}
    records["need"][need.id] = need
    for number, (kind, given) in enumerate(others):
        record = kind({"id": f"x-{number}", **given}, "", "0" * 64)
        records[kind.type][record.id] = record
    catalogue = Catalogue(records, read_schemas().codes)
    return need_sheet(need_page_on(need_row_on(need, catalogue, day), catalogue, day, ()), chain_on(catalogue, day))


@pytest.mark.parametrize(
    ("page", "states", "outcome"),
    [
        (sheet(BEFORE), "done current upcoming", None),
        (sheet(AFTER), "done ended not_reached", "deadline"),
        (sheet(AFTER, "published", (Solution, SOLUTION)), "done done current", "deadline"),
        (sheet(AFTER, "expired"), "done ended not_reached", "deadline"),
        (sheet(BEFORE, "on_hold"), "done current upcoming", None),
        (sheet(AFTER, "on_hold"), "done ended not_reached", "deadline"),
        (sheet(AFTER, "in_contest", (Contest, CONTEST)), "done current upcoming", "contest_opened"),
        (sheet(AFTER, "docking", (Contest, CLOSED), (Docking, DOCKING)), "done done current", "proposed"),
        (sheet(AFTER, "solved", (Docking, SIGNED), closed_on=DEADLINE), "done done done", "contract_signed"),
        (sheet(AFTER, "archived", (Docking, SIGNED)), "done done done", "contract_signed"),
        (sheet(AFTER, "archived"), "done ended not_reached", "deadline"),
        (sheet(AFTER, "unsolved", (Docking, TERMINATED)), "done done ended", "terminated"),
        (sheet(BEFORE, "withdrawn", closed_on=BEFORE), "done ended not_reached", "closed"),
        (sheet(AFTER, "archived", provenance="reported"), "", None),
    ],
)
def test_a_closed_need_does_not_wait_at_its_take_up(page: NeedSheet, states: str, outcome: str | None) -> None:
    assert " ".join(step.state for step in page.steps) == states
    assert (page.outcome.what if page.outcome else None) == outcome


def test_each_day_of_a_step_says_which_day_it_is() -> None:
    posting, bipin, docking = sheet(AFTER, "solved", (Contest, CLOSED), (Docking, SIGNED)).steps

    assert (posting.on, posting.note) == (date(2026, 9, 1), "posted")
    assert (bipin.on, bipin.note) == (date(2026, 11, 30), "contest_closed")
    assert (docking.on, docking.words["en"]) == (date(2026, 12, 4), "Contract signed")


@pytest.mark.parametrize(("days", "is_told"), [(61, False), (60, True), (7, True), (0, True), (-1, False)])
def test_the_days_left_are_told_from_sixty_days_on(days: int, is_told: bool) -> None:
    assert sheet(DEADLINE - timedelta(days=days)).stage.counts_down is is_told
