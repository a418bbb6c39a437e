"""Solutions in the way of a row: a solver has one active solution to a need, in the inbox or in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Claim:
    """A row that takes up a need: its key, where it stands, the need, the solver in plain form."""

    key: str
    place: str
    need: str
    solver: str


ActiveFinder = Callable[[Claim], str]
"""A claim -> the receipt of another active solution of that solver to that need, or empty."""


def none_active(claim: Claim) -> str:
    """Return that there is no other solution: nobody looks into an inbox."""
    return ""


@dataclass
class Claims:
    """The claims of the rows of one file, in their order; ``active`` knows those of the inbox."""

    active: ActiveFinder = none_active
    taken: dict[tuple[str, str], Claim] = field(default_factory=dict)

    def second(self, claim: Claim) -> str:
        """Return where the other solution is, empty where *claim* is the first; from then on it stands."""
        if other := self.active(claim):
            return other
        first = self.taken.setdefault((claim.need, claim.solver), claim)
        return "" if first.key == claim.key else first.place
