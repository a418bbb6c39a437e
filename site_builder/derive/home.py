"""The home page: what it is, what closes soon, where the needs are, where each role starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.compute.regions import shown_regions
from site_builder.derive.calendar import first_day_of, last_day_of
from site_builder.derive.facets import Facet
from site_builder.derive.figures.statistics import Counters, Tally, counters_of, tallies_of
from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, Code
from site_builder.records import Edition, Event

CLOSING_SHOWN = 3
NEWEST_SHOWN = 4
RESULTS_SHOWN = 3
EVENTS_SHOWN = 3


@dataclass(frozen=True)
class HomePage:
    """Everything that the home page shows."""

    counters: Counters
    closing: tuple[NeedRow, ...]
    newest: tuple[NeedRow, ...]
    results: tuple[ResultRow, ...]
    domains: tuple[Code, ...]
    by_region: tuple[Tally, ...]
    events: tuple[Event, ...]
    editions: tuple[Edition, ...]
    tracks: tuple[Facet, ...]
    has_examples: bool = False


def home_page_on(
    catalogue: Catalogue,
    needs: tuple[NeedRow, ...],
    results: tuple[ResultRow, ...],
    tracks: tuple[Facet, ...],
    day: date,
) -> HomePage:
    """Return the home page on *day*."""
    is_open = tuple(row for row in needs if row.stage.is_open)
    newest = sorted(is_open, key=lambda row: (-(row.need.published_on or date.min).toordinal(), row.need.id))
    closing = is_open[:CLOSING_SHOWN]
    own = tuple(row for row in needs if row.need.provenance != "reported")
    events = (e for e in catalogue.all(Event) if last_day_of(e) >= day)
    return HomePage(
        counters=counters_of(catalogue, needs, results),
        closing=closing,
        newest=tuple(row for row in newest if row not in closing)[:NEWEST_SHOWN],
        results=tuple(row for row in results if has_flag(row.result, "offered"))[:RESULTS_SHOWN],
        domains=tuple(catalogue.codes["tech_domain"].values()),
        by_region=tallies_of(own, "region", shown_regions(catalogue.codes)),
        events=tuple(sorted(events, key=lambda e: (first_day_of(e.starts_on), e.id)))[:EVENTS_SHOWN],
        editions=tuple(sorted(catalogue.all(Edition), key=lambda e: (-e.year, e.id))),
        tracks=tracks,
    )
