"""The home page: what is on record, what is open, what was reported edition by edition, where the needs are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.compute.regions import home_regions
from site_builder.derive.days.calendar import first_day_of, last_day_of
from site_builder.derive.days.rounds import NextRound, next_round_on
from site_builder.derive.facets import Facet
from site_builder.derive.figures.counters import Counter, counters_of
from site_builder.derive.figures.tiles import Tile, tiles_of
from site_builder.derive.figures.totals import EditionTotals, totals_by_edition
from site_builder.derive.forms import FormSettings
from site_builder.derive.lists import newest_first
from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.model import Catalogue, Code
from site_builder.records import Event

CLOSING_SHOWN = 3
NEWEST_SHOWN = 3
RESULTS_SHOWN = 3
EVENTS_SHOWN = 3
SHOWN_COUNTERS = (
    "open",
    "needs",
    "results",
    "solutions",
    "dockings",
    "awards",
    "editions",
    "organizations",
    "policies",
)


@dataclass(frozen=True)
class HomePage:
    """Everything that the home page shows on ``day``.

    ``counters`` are those that are not 0. ``tiles`` are a map of the home regions, empty where they cannot be drawn
    as one; ``elsewhere`` are the regions with needs that have no tile, all of them where there is no map.
    """

    day: date
    counters: tuple[Counter, ...]
    all_needs: int
    open_needs: int
    closing: tuple[NeedRow, ...]
    newest: tuple[NeedRow, ...]
    results: tuple[ResultRow, ...]
    next_round: NextRound
    domains: tuple[Code, ...]
    tiles: tuple[Tile, ...]
    elsewhere: tuple[Facet, ...]
    totals: tuple[EditionTotals, ...]
    events: tuple[Event, ...]
    forms: FormSettings
    has_examples: bool = False


def home_page_on(
    catalogue: Catalogue,
    needs: tuple[NeedRow, ...],
    results: tuple[ResultRow, ...],
    regions: Sequence[Facet],
    day: date,
    forms: FormSettings = FormSettings(),  # noqa: B008 - frozen
) -> HomePage:
    """Return the home page on *day*, with the *regions* that any record carries."""
    counters = counters_of(catalogue, needs, results)
    closing = tuple(row for row in needs if row.stage.is_open)[:CLOSING_SHOWN]
    others = {row.need.id: row for row in needs if row not in closing}
    result_rows = {row.result.id: row for row in results}
    events = (event for event in catalogue.all(Event) if last_day_of(event) >= day)
    home = home_regions(catalogue.codes)
    tiles = tiles_of(region for region in regions if region.code.code in home)
    drawn = {tile.region.code.code for tile in tiles}
    return HomePage(
        day=day,
        counters=tuple(c for key in SHOWN_COUNTERS for c in counters if c.key == key and c.count),
        all_needs=len(needs),
        open_needs=sum(row.stage.is_open for row in needs),
        closing=closing,
        newest=tuple(others[need.id] for need in newest_first(row.need for row in others.values())[:NEWEST_SHOWN]),
        results=tuple(result_rows[r.id] for r in newest_first(row.result for row in results)[:RESULTS_SHOWN]),
        next_round=next_round_on(catalogue, day),
        domains=tuple(catalogue.codes["tech_domain"].values()),
        tiles=tiles,
        elsewhere=tuple(region for region in regions if region.needs and region.code.code not in drawn),
        totals=totals_by_edition(catalogue, needs),
        events=tuple(sorted(events, key=lambda e: (first_day_of(e.starts_on), e.id)))[:EVENTS_SHOWN],
        forms=forms,
    )
