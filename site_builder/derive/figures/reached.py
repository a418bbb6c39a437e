"""The needs of an edition that came as far as a step of its report, so that each number of it leads to a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_builder.derive.facets import ListPage, pages_of
from site_builder.derive.figures.funnel import STEPS
from site_builder.derive.figures.report import ReportPage
from site_builder.derive.needs import NeedRow
from site_builder.records import Edition


@dataclass(frozen=True)
class ReachedList:
    """One page of the needs of *edition* that reached ``step``, one of ``STEPS``."""

    edition: Edition
    step: str
    rows: ListPage[NeedRow]

    @property
    def path(self) -> str:
        """Return the address of the first page below the root."""
        return f"editions/{self.edition.id}/reached/{self.step.replace('_', '-')}/"


def reached_lists(report: ReportPage, needs: Sequence[NeedRow]) -> Iterator[ReachedList]:
    """Yield every page of the *needs* that reached each step of *report*, none where nothing is counted."""
    if report.counted is None:
        return
    reached = report.counted.reached
    for place, step in enumerate(STEPS):
        own = tuple(row for row in needs if row.need.id in reached and reached[row.need.id][place])
        for page in pages_of(own):
            yield ReachedList(report.edition, step, page)
