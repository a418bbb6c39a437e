"""The states of a need and the moves between them, as data.

Source: domain model 3.3. Drafts and what is under review exist only in the inbox; the public tree starts at approved.
"""

from __future__ import annotations

from typing import NamedTuple

PRIVATE = frozenset({"draft", "submitted", "under_review", "returned", "rejected"})
PUBLISHED = frozenset(
    "published on_hold in_contest docking solved unsolved withdrawn expired archived".split()
)  # fmt: skip
MAY_BE_OPEN = frozenset({"published", "in_contest"})
CLOSED_FOR_A_REASON = frozenset({"withdrawn", "on_hold", "unsolved"})


class Move(NamedTuple):
    """One allowed change of status: who makes it and on which condition.

    The check reads ``start`` and ``end``; ``who`` and ``condition`` are for the drawing of the states.
    """

    start: str
    end: str
    who: str
    condition: str


_BEFORE_DOCKING = "draft submitted under_review returned approved published on_hold in_contest expired".split()
_FINAL = "solved unsolved withdrawn expired rejected".split()

MOVES: tuple[Move, ...] = (
    Move("draft", "submitted", "need_owner", "all mandatory fields, attestation complete"),
    Move("submitted", "under_review", "reviewer", "formal check started"),
    Move("under_review", "returned", "reviewer", "comment"),
    Move("returned", "submitted", "need_owner", "content changed"),
    Move("under_review", "rejected", "reviewer and organizer", "comment"),
    Move("under_review", "approved", "reviewer", "formal, authenticity and validity passed"),
    Move("approved", "published", "organizer", "zh and en complete, translation reviewed or labelled, id assigned"),
    Move("published", "on_hold", "organizer", "reason; not open for solutions"),
    Move("on_hold", "published", "organizer", ""),
    Move("published", "in_contest", "organizer, session_organizer", "two eligible solutions or more"),
    Move("published", "docking", "organizer", "an eligible solution or result chosen without contest"),
    Move("in_contest", "docking", "organizer, session_organizer", "contest closed with a result"),
    Move("in_contest", "published", "organizer", "contest without award, deadline not passed"),
    Move("published", "expired", "organizer", "deadline passed, no eligible solution"),
    Move("expired", "published", "organizer", "new deadline"),
    Move("docking", "solved", "organizer", "a docking of the need succeeded"),
    Move("docking", "published", "organizer", "docking terminated"),
    Move("docking", "unsolved", "organizer", "docking terminated"),
    Move("in_contest", "unsolved", "organizer", ""),
    Move("expired", "unsolved", "organizer", ""),
    *(Move(start, "withdrawn", "organizer", "the owner asks; reason; the page stays") for start in _BEFORE_DOCKING),
    *(Move(start, "archived", "organizer", "after the edition closed") for start in _FINAL),
)


def next_states_of(status: str) -> tuple[str, ...]:
    """Return the states to which a need may go from *status*, in the order of the table."""
    return tuple(move.end for move in MOVES if move.start == status)
