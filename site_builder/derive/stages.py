"""Where a need stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.model import Record

CLOSING_DAYS = 7
STEPS = ("posting", "take_up", "contest", "docking")

# Source: notice 沪科〔2021〕303号, 三(2): 需求张榜, 揭榜比拼, 供需对接.
_STAGE_OF_STATUS = {
    "approved": "posting",
    "published": "posting",
    "on_hold": "posting",
    "expired": "posting",
    "withdrawn": "posting",
    "in_contest": "bipin",
    "docking": "docking",
    "solved": "docking",
    "unsolved": "docking",
    "archived": "posting",
}
_STEP_OF_STATUS = {"published": 1, "on_hold": 1, "expired": 1, "withdrawn": 1, "in_contest": 2, "docking": 3}


@dataclass(frozen=True)
class Stage:
    """The stage of a need on a day.

    ``badge`` is a key of ``badge.*`` in the phrases; ``days_left`` counts whole days to the deadline, 0 on the
    last day, and is ``None`` where the need is not open. ``step`` is the index in ``STEPS`` reached, 4 when all
    four are done.
    """

    stage: str
    badge: str
    is_open: bool
    days_left: int | None
    step: int


def stage_on(need: Record, day: date) -> Stage:
    """Return the stage of *need* on *day*.

    Args:
        need: a checked need.
        day: calendar day in Asia/Shanghai; never the machine's clock.

    Source:
        Notice 沪科〔2021〕303号, 三(2); a published need is not open by that alone (domain model, rule 16).
    """
    status: str = need["status"]
    deadline: date | None = need["proposal_deadline"]
    is_open = status == "published" and bool(need["open_for_proposals"]) and deadline is not None and day <= deadline
    days_left = (deadline - day).days if is_open and deadline else None
    if need["provenance"] == "reported":
        badge = "reported"
    elif is_open:
        badge = "closing" if days_left is not None and days_left <= CLOSING_DAYS else "open"
    else:
        badge = "closed" if status == "published" else status
    step = 4 if status == "solved" else _STEP_OF_STATUS.get(status, 3 if status == "unsolved" else 0)
    return Stage(_STAGE_OF_STATUS[status], badge, is_open, days_left, step)
