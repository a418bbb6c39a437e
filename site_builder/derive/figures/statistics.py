"""Numbers: what the records add up to, beside what was publicly reported; never typed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.derive.facets import values_of
from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.records import Award, Docking, Edition, Solution, Statistic


@dataclass(frozen=True)
class Tally:
    """How many carry one value: ``key`` is its code, ``share`` is of the largest, 0 to 1."""

    key: str
    count: int
    share: float


@dataclass(frozen=True)
class Counters:
    """The counters of the home page; every one is derived from records."""

    open_needs: int
    needs: int
    results: int
    organizations: int
    managers: int
    awards: int
    editions: int
    archive_needs: int
    solutions: int
    dockings: int


@dataclass(frozen=True)
class StatisticsPage:
    """Derived tallies and reported figures, side by side."""

    counters: Counters
    by_region: tuple[Tally, ...]
    by_domain: tuple[Tally, ...]
    by_track: tuple[Tally, ...]
    by_status: tuple[Tally, ...]
    by_edition: tuple[tuple[Edition, int], ...]
    by_month: tuple[Tally, ...]
    reported: tuple[tuple[Edition | None, tuple[Statistic, ...]], ...]
    reports: tuple[Edition, ...] = ()


def total_of_parts(statistic: Statistic) -> int:
    """Return what the reported parts of *statistic* add up to."""
    return sum(part.quantity.value for part in statistic.parts)


def counters_of(catalogue: Catalogue, needs: Iterable[NeedRow], results: Iterable[ResultRow]) -> Counters:
    """Return the home page's counters."""
    rows = tuple(needs)
    archive = sum(row.need.provenance == "reported" for row in rows)
    return Counters(
        open_needs=sum(row.stage.is_open for row in rows),
        needs=len(rows) - archive,
        results=sum(has_flag(row.result, "offered") for row in results),
        organizations=len(catalogue.records["organization"]),
        managers=len(catalogue.records["technology_manager"]),
        awards=sum(not has_flag(award, "revoked") for award in catalogue.all(Award)),
        editions=len(catalogue.records["edition"]),
        archive_needs=archive,
        solutions=sum(1 for _ in catalogue.all(Solution)),
        dockings=sum(1 for _ in catalogue.all(Docking)),
    )


def tallies_of(rows: Iterable[NeedRow], field: str, keys: Iterable[str]) -> tuple[Tally, ...]:
    """Return how many needs carry each of *keys* in *field*, in that order."""
    counts = Counter(value for row in rows for value in values_of(row.need, field))
    return _tallies((key, counts[key]) for key in keys)


def _tallies(pairs: Iterable[tuple[str, int]]) -> tuple[Tally, ...]:
    found = tuple(pairs)
    most = max((count for _, count in found), default=0) or 1
    return tuple(Tally(key, count, count / most) for key, count in found)


def statistics_page(
    catalogue: Catalogue, needs: tuple[NeedRow, ...], results: tuple[ResultRow, ...]
) -> StatisticsPage:
    """Return the statistics page: tallies of this repository's records beside reported figures by edition."""
    own = tuple(row for row in needs if row.need.provenance != "reported")
    months = Counter(row.need.published_on.strftime("%Y-%m") for row in own if row.need.published_on)
    statuses = Counter(row.need.status for row in own)
    order = tuple(catalogue.codes["need_status"])
    editions = sorted(catalogue.all(Edition), key=lambda edition: (-edition.year, edition.id))
    return StatisticsPage(
        counters=counters_of(catalogue, needs, results),
        by_region=tallies_of(own, "region", catalogue.codes["region"]),
        by_domain=tallies_of(own, "tech_domains", catalogue.codes["tech_domain"]),
        by_track=tallies_of(own, "track", catalogue.codes["track"]),
        by_status=_tallies((status, statuses[status]) for status in order if statuses[status]),
        by_edition=tuple((e, sum(row.need.edition == e.id for row in needs)) for e in editions),
        by_month=_tallies(sorted(months.items())),
        reported=tuple(_reported(catalogue, editions)),
    )


def _reported(
    catalogue: Catalogue, editions: list[Edition]
) -> Iterable[tuple[Edition | None, tuple[Statistic, ...]]]:
    for edition in [*editions, None]:
        key = edition.id if edition else None
        if found := tuple(s for s in catalogue.all(Statistic) if s.edition == key):
            yield edition, found
