"""Which pages there are: address, section, template and facts of each; the same in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.derive.awards import (
    AwardsPage,
    EditionAwards,
    awards_naming,
    district_awards_on,
    edition_awards_on,
)
from site_builder.derive.calendar import events_pages_on
from site_builder.derive.facets import FACETS, Facet, FacetPage, facets_of, pages_of, slug_of
from site_builder.derive.home import home_page_on
from site_builder.derive.needs import NeedRow, need_page_on, need_rows_on
from site_builder.derive.records import record_page_on, records_page
from site_builder.derive.refs import backlinks_of
from site_builder.derive.results import ResultRow, result_page, result_rows
from site_builder.derive.statistics import statistics_page
from site_builder.model import Catalogue
from site_builder.render.environment import FOLDERS


@dataclass(frozen=True)
class PlannedPage:
    """A page to be: ``path`` is its address below the language's root, with a slash at its end."""

    path: str
    section: str
    template: str
    facts: Any


# record type -> (section of the navigation, template, field to group by, field to sort by)
_LISTS = {
    "organization": ("more", "organizations.html", "org_type", ""),
    "technology_manager": ("more", "managers.html", "", ""),
    "edition": ("editions", "editions.html", "", "year"),
    "case": ("more", "records.html", "", "published_on"),
    "policy": ("more", "records.html", "kind", "issued_on"),
    "alliance": ("more", "records.html", "", ""),
    "agreement": ("more", "records.html", "kind", "signed_on"),
    "news": ("more", "records.html", "", "published_on"),
}
_PAGES = {**_LISTS, "event": ("events", "", "", ""), "special_session": ("editions", "", "", "")}


@dataclass(frozen=True)
class _Facts:
    catalogue: Catalogue
    day: date
    needs: tuple[NeedRow, ...]
    results: tuple[ResultRow, ...]


def plan_pages(catalogue: Catalogue, day: date) -> Iterator[PlannedPage]:
    """Yield every page of the catalogue as it stands on *day*."""
    facts = _Facts(catalogue, day, need_rows_on(catalogue, day), result_rows(catalogue))
    facets = {name: facets_of(name, catalogue, facts.needs, facts.results) for name in FACETS}
    tracks = tuple(facet for facet, _, _ in facets["tracks"])
    yield PlannedPage("", "home", "home.html", home_page_on(catalogue, facts.needs, facts.results, tracks, day))
    yield from _catalogue_pages(facts)
    yield from _facet_pages(facts, facets)
    yield from _award_pages(facts)
    yield from _record_pages(facts)
    for page in events_pages_on(catalogue, day):
        yield PlannedPage("events/" if page.is_first else f"events/{page.year}/", "events", "events.html", page)
    statistics = statistics_page(catalogue, facts.needs, facts.results)
    yield PlannedPage("statistics/", "statistics", "statistics.html", statistics)
    yield PlannedPage("search/", "search", "search.html", tuple(slug_of(code) for code in FACETS))


def _paged(path: str, number: int) -> str:
    return path if number == 1 else f"{path}page/{number}/"


def _catalogue_pages(facts: _Facts) -> Iterator[PlannedPage]:
    backlinks = backlinks_of(facts.catalogue)
    for needs in pages_of(facts.needs):
        yield PlannedPage(_paged("needs/", needs.number), "needs", "needs.html", needs)
    for row in facts.needs:
        awards = awards_naming(backlinks, "need", row.need.id)
        page = need_page_on(row, facts.catalogue, facts.day, awards)
        yield PlannedPage(f"needs/{row.need.id}/", "needs", "need.html", page)
    for results in pages_of(facts.results):
        yield PlannedPage(_paged("results/", results.number), "results", "results.html", results)
    for result in facts.results:
        page_of_result = result_page(result, facts.catalogue)
        yield PlannedPage(f"results/{result.result.id}/", "results", "result.html", page_of_result)


Facets = dict[str, tuple[tuple[Facet, tuple[NeedRow, ...], tuple[ResultRow, ...]], ...]]


def _facet_pages(facts: _Facts, facets: Facets) -> Iterator[PlannedPage]:
    index = tuple((name, tuple(facet for facet, _, _ in found)) for name, found in facets.items())
    yield PlannedPage("browse/", "needs", "browse.html", index)
    for name, found in facets.items():
        siblings = tuple(facet for facet, _, _ in found) if name in ("tracks", "regions", "domains") else ()
        for facet, needs, results in found:
            parent = facts.catalogue.codes["region"].get(facet.code.code[:2]) if name == "districts" else None
            for rows in pages_of(needs):
                shown = results if rows.number == 1 else ()
                page = FacetPage(facet, siblings, rows, shown, parent)
                yield PlannedPage(_paged(f"{name}/{facet.slug}/", rows.number), "needs", "facet.html", page)
    for edition in facts.catalogue.all("edition"):
        own = tuple(row for row in facts.needs if row.need["edition"] == edition.id)
        for rows in pages_of(own):
            path = _paged(f"editions/{edition.id}/needs/", rows.number)
            yield PlannedPage(path, "editions", "edition_needs.html", (edition, rows))


def _award_pages(facts: _Facts) -> Iterator[PlannedPage]:
    editions = edition_awards_on(facts.catalogue, facts.day)
    districts = district_awards_on(facts.catalogue, facts.day)
    shown = tuple(awards for awards in editions if awards.total)
    rules_only = tuple(awards for awards in editions if not awards.total)
    yield PlannedPage("awards/", "awards", "awards.html", (shown, rules_only, districts))
    for awards in editions:
        yield from _edition_award_pages(awards)
    for district in districts:
        yield PlannedPage(f"awards/districts/{district.district}/", "awards", "award_district.html", district)


def _edition_award_pages(awards: EditionAwards) -> Iterator[PlannedPage]:
    base = f"awards/{awards.edition.id}/"
    yield PlannedPage(base, "awards", "award_edition.html", AwardsPage(awards, None))
    for category in awards.categories:
        yield PlannedPage(
            f"{base}{slug_of(category.code)}/", "awards", "award_edition.html", AwardsPage(awards, category)
        )


def _record_pages(facts: _Facts) -> Iterator[PlannedPage]:
    backlinks = backlinks_of(facts.catalogue)
    for kind, (section, template, group_field, newest_by) in _LISTS.items():
        page = records_page(kind, facts.catalogue, group_field, newest_by)
        yield PlannedPage(f"{FOLDERS[kind]}/", section, template, page)
    for kind, (section, _, _, _) in _PAGES.items():
        for record in facts.catalogue.all(kind):
            record_page = record_page_on(record, facts.catalogue, backlinks, facts.day)
            yield PlannedPage(f"{FOLDERS[kind]}/{record.id}/", section, f"{kind}.html", record_page)
