"""Where a need stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from site_builder.load.contract.states import has_flag, state_of
from site_builder.model import SHANGHAI
from site_builder.records import Need

CLOSING_DAYS = 7
COUNTED_DAYS = 60
"""From so many days on, the days left are told."""
STEPS = ("posting", "bipin", "docking")


@dataclass(frozen=True)
class Stage:
    """The stage of a need on a day.

    ``badge`` is its colour; it names ``state``, or where that is empty says what ``badge.*`` of the phrases has.
    ``days_left`` counts whole days to the deadline, 0 on the last day, and is ``None`` where the need is not open.
    ``step`` is the index in ``STEPS`` reached, 3 when all three are done.
    """

    stage: str
    badge: str
    is_open: bool
    days_left: int | None
    step: int
    state: str = ""

    @property
    def counts_down(self) -> bool:
        """Return whether the days left are told."""
        return self.days_left is not None and self.days_left <= COUNTED_DAYS


def end_of(deadline: date, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Return the instant at which *deadline* is over: 24:00 of that day in *zone*, summer or winter."""
    return datetime.combine(deadline + timedelta(days=1), time(), zone)


def stage_on(need: Need, day: date) -> Stage:
    """Return the stage of *need* on *day*.

    Args:
        need: a checked need in a state that is not private.
        day: calendar day of the challenge; never the machine's clock.

    Source:
        Notice 沪科〔2021〕303号, 三(2); a published need is not open by that alone (domain model, rule 16).
    """
    state = state_of(need)
    deadline: date | None = need.proposal_deadline
    takes_solutions = has_flag(need, "takes_solutions")
    is_open = takes_solutions and bool(need.open_for_proposals) and deadline is not None and day <= deadline
    days_left = (deadline - day).days if is_open and deadline else None
    if need.provenance == "reported":
        badge = "reported"
    elif is_open:
        badge = "closing" if days_left is not None and days_left <= CLOSING_DAYS else "open"
    else:
        badge = state.badge
    named = "" if takes_solutions or need.provenance == "reported" else state.code
    return Stage(state.stage, badge, is_open, days_left, state.step, named)
