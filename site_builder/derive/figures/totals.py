"""What public reports tell of each edition, beside how many of its needs are on record here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from site_builder.derive.figures.fitting import fits
from site_builder.derive.needs import NeedRow
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue
from site_builder.records import Edition, Statistic

FIGURES_SHOWN = 3
OF_NEEDS = ("needs_published", "needs_valid", "needs_collected")
"""Metrics that count what one need on record is one of."""
_OTHER_REGION = 9


@dataclass(frozen=True)
class EditionTotals:
    """The widest figures reported of an edition, at most ``FIGURES_SHOWN``, and its needs on record.

    ``told`` is the widest figure of its needs, which stands first; ``differs`` whether another number of needs than
    that is on record.
    """

    edition: Edition
    figures: tuple[Statistic, ...]
    recorded: int
    told: Statistic | None

    @property
    def differs(self) -> bool:
        """Return whether a report tells another number of needs than there are on record."""
        told = self.told.quantity if self.told else None
        return told is not None and not fits(self.recorded, told.value, told.qualifier)

    @property
    def why(self) -> str:
        """Return the key under ``differ.*`` in the phrases that says why the two numbers differ."""
        if not self.recorded or self.told is None:
            return "none"
        return "fewer" if self.recorded < self.told.quantity.value else "other"


def totals_by_edition(catalogue: Catalogue, needs: Iterable[NeedRow]) -> tuple[EditionTotals, ...]:
    """Return the totals of each edition of which anything is known, newest first; what is no edition stands last."""
    recorded = Counter(row.need.edition for row in needs)
    figures = catalogue.grouped(Statistic, "edition")
    editions = sorted(catalogue.all(Edition), key=lambda e: (not e.series, -e.year, e.id))
    found = (_totals(e, figures.get(e.id, ()), recorded[e.id]) for e in editions)
    return tuple(totals for totals in found if totals.figures or totals.recorded or totals.edition.series)


def _totals(edition: Edition, statistics: Iterable[Statistic], recorded: int) -> EditionTotals:
    widest = sorted(_reported(statistics, edition), key=lambda s: (_width(s, edition), _place(s), s.id))
    told = next((s for s in widest if s.metric in OF_NEEDS), None)
    first = [told] if told else []
    return EditionTotals(edition, (*first, *(s for s in widest if s is not told))[:FIGURES_SHOWN], recorded, told)


def _reported(statistics: Iterable[Statistic], edition: Edition) -> Iterator[Statistic]:
    """Yield the *statistics* that name their source and are of the edition's own regions."""
    yield from (s for s in statistics if s.source and _width(s, edition) < _OTHER_REGION)


def _width(statistic: Statistic, edition: Edition) -> int:
    """Return how narrow a *statistic* is: 0 of the whole edition, 1 of a region, 2 of a district or a session."""
    if statistic.region and statistic.region not in edition.regions:
        return _OTHER_REGION
    if statistic.district or statistic.session:
        return 2
    return 1 if statistic.region else 0


def _place(statistic: Statistic) -> int:
    return list(read_schemas().codes["metric"]).index(statistic.metric)
