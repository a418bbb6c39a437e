"""What the states of a record mean for the check; the moves between them are in ``site_builder/states/``."""

from __future__ import annotations

PRIVATE = frozenset({"draft", "submitted", "under_review", "returned", "rejected"})
PUBLISHED = frozenset(
    "published on_hold in_contest docking solved unsolved withdrawn expired archived".split()
)  # fmt: skip
MAY_BE_OPEN = frozenset({"published", "in_contest"})
DOCKING_OR_LATER = frozenset({"docking", "solved", "unsolved", "archived"})

PRIVATE_SOLUTION = frozenset({"draft", "submitted", "screening", "returned", "ineligible"})
"""States in which a solution exists only in the inbox."""
CHOSEN = frozenset({"selected", "docking", "docked"})
"""States of a solution that was chosen and still stands."""
SHOWN = CHOSEN | {"lapsed"}
"""States in which a solution has been chosen, so that its solver is named."""
ACTIVE_SOLUTION = CHOSEN | {"eligible", "shortlisted", "in_contest"}
"""States in which a solution counts against the limits of its solver."""
