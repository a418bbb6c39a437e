"""What the states of a record mean for the check; the moves between them are in ``site_builder/states/``."""

from __future__ import annotations

PRIVATE = frozenset({"draft", "submitted", "under_review", "returned", "rejected"})
PUBLISHED = frozenset(
    "published on_hold in_contest docking solved unsolved withdrawn expired archived".split()
)  # fmt: skip
MAY_BE_OPEN = frozenset({"published", "in_contest"})
CLOSED_FOR_A_REASON = frozenset({"withdrawn", "on_hold", "unsolved"})

PRIVATE_SOLUTION = frozenset({"draft", "submitted", "screening", "returned", "ineligible"})
"""States in which a solution exists only in the inbox."""
