"""The numbers of home page and statistics: each is the length of a list, and says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from site_builder.derive.chain.chain import has_page
from site_builder.derive.lists import is_posted
from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.records import Award, Solution


@dataclass(frozen=True)
class Counter:
    """How many entries the list at ``path`` below the root has; ``key`` is one of ``counter.*`` in the phrases."""

    key: str
    path: str
    count: int


def counters_of(catalogue: Catalogue, needs: Sequence[NeedRow], results: Sequence[ResultRow]) -> tuple[Counter, ...]:
    """Return every counter in the order of pages; what is counted is what its list shows."""
    return (
        Counter("open", "needs/open/", sum(row.stage.is_open for row in needs)),
        Counter("needs", "needs/", len(needs)),
        Counter("posted", "needs/posted/", sum(map(is_posted, needs))),
        Counter("archive", "needs/archive/", sum(not is_posted(row) for row in needs)),
        Counter("results", "results/", len(results)),
        Counter("solutions", "solutions/", sum(map(has_page, catalogue.all(Solution)))),
        Counter("contests", "contests/", len(catalogue.records["contest"])),
        Counter("dockings", "dockings/", len(catalogue.records["docking"])),
        Counter("awards", "awards/", sum(not has_flag(award, "revoked") for award in catalogue.all(Award))),
        Counter("editions", "editions/", len(catalogue.records["edition"])),
        Counter("organizations", "organizations/", len(catalogue.records["organization"])),
        Counter("policies", "policies/", len(catalogue.records["policy"])),
    )
