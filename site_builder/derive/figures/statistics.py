"""Numbers: what the records add up to, beside what was publicly reported; never typed by hand."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.derive.facets import values_of
from site_builder.derive.figures.counters import Counter, counters_of
from site_builder.derive.figures.totals import EditionTotals, totals_by_edition
from site_builder.derive.lists import is_posted, month_of
from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.model import Catalogue
from site_builder.records import Edition, Statistic


@dataclass(frozen=True)
class Tally:
    """How many carry one value: ``key`` is its code, ``share`` is of the largest, 0 to 1."""

    key: str
    count: int
    share: float


@dataclass(frozen=True)
class StatisticsPage:
    """Derived tallies and reported figures, side by side.

    Regions, domains and tracks count all needs on record, as the lists do to which they lead; states and months those
    that came in through the challenge.
    """

    counters: tuple[Counter, ...]
    by_region: tuple[Tally, ...]
    by_domain: tuple[Tally, ...]
    by_track: tuple[Tally, ...]
    by_status: tuple[Tally, ...]
    by_month: tuple[Tally, ...]
    totals: tuple[EditionTotals, ...]
    reported: tuple[tuple[Edition | None, tuple[Statistic, ...]], ...]
    reports: tuple[Edition, ...] = ()


def total_of_parts(statistic: Statistic) -> int:
    """Return what the reported parts of *statistic* add up to."""
    return sum(part.quantity.value for part in statistic.parts)


def tallies_of(rows: Iterable[NeedRow], field: str, keys: Iterable[str]) -> tuple[Tally, ...]:
    """Return how many needs carry each of *keys* in *field*, in that order."""
    counts = Counts(value for row in rows for value in values_of(row.need, field))
    return _tallies((key, counts[key]) for key in keys)


def _tallies(pairs: Iterable[tuple[str, int]]) -> tuple[Tally, ...]:
    found = tuple(pairs)
    most = max((count for _, count in found), default=0) or 1
    return tuple(Tally(key, count, count / most) for key, count in found)


def statistics_page(
    catalogue: Catalogue, needs: tuple[NeedRow, ...], results: tuple[ResultRow, ...]
) -> StatisticsPage:
    """Return the statistics page: tallies of this repository's records beside reported figures by edition."""
    posted = tuple(filter(is_posted, needs))
    months = Counts(month for row in posted if (month := month_of(row)))
    statuses = Counts(row.need.status for row in posted)
    order = tuple(catalogue.codes["need_status"])
    editions = sorted(catalogue.all(Edition), key=lambda edition: (-edition.year, edition.id))
    return StatisticsPage(
        counters=counters_of(catalogue, needs, results),
        by_region=tallies_of(needs, "region", catalogue.codes["region"]),
        by_domain=tallies_of(needs, "tech_domains", catalogue.codes["tech_domain"]),
        by_track=tallies_of(needs, "track", catalogue.codes["track"]),
        by_status=_tallies((status, statuses[status]) for status in order if statuses[status]),
        by_month=_tallies(sorted(months.items())),
        totals=totals_by_edition(catalogue, needs),
        reported=tuple(_reported(catalogue, editions)),
    )


def _reported(
    catalogue: Catalogue, editions: list[Edition]
) -> Iterable[tuple[Edition | None, tuple[Statistic, ...]]]:
    for edition in [*editions, None]:
        key = edition.id if edition else None
        if found := tuple(s for s in catalogue.all(Statistic) if s.edition == key):
            yield edition, found
