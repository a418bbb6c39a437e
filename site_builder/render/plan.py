"""Which pages there are: address, section, template and facts of each; the same in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from site_builder.derive.chain.awards import (
    AwardsPage,
    EditionAwards,
    awards_naming,
    computed_rows,
    district_awards_on,
    edition_awards_on,
)
from site_builder.derive.chain.chain import Chain, chain_on
from site_builder.derive.chain.chain_links import chain_links, linked_page, linked_result
from site_builder.derive.chain.ledger_rows import LedgerRows, ledger_rows_of
from site_builder.derive.chain.steps import need_sheet
from site_builder.derive.days.calendar import events_pages_on
from site_builder.derive.days.rounds import next_round_on
from site_builder.derive.facets import (
    FACETS,
    RESULTS_SHOWN,
    Facet,
    FacetPage,
    FacetResultsPage,
    facets_of,
    pages_of,
)
from site_builder.derive.figures.reached import reached_lists
from site_builder.derive.figures.report import ReportPage, reports_on
from site_builder.derive.figures.statistics import statistics_page
from site_builder.derive.forms import FormSettings
from site_builder.derive.home import home_page_on
from site_builder.derive.lists import need_lists
from site_builder.derive.needs import NeedRow, need_page_on, need_rows_on
from site_builder.derive.other_languages import other_language_pages
from site_builder.derive.records import Naming, RowsPage, naming_of, record_page_on, records_pages, rows_pages
from site_builder.derive.results import ResultRow, result_page, result_rows
from site_builder.load.folders import FOLDERS
from site_builder.load.standards.places import REGION
from site_builder.model import Catalogue, Code, Record
from site_builder.render.forms.plan_forms import plan_forms
from site_builder.render.plan_chain import plan_chain
from site_builder.render.planned import PlannedPage as PlannedPage
from site_builder.render.planned import paged
from site_builder.validate.every.addresses import slug_of

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
    naming: Naming
    chain: Chain
    ledger: LedgerRows
    awards: tuple[EditionAwards, ...]
    reports: tuple[ReportPage, ...]


def plan_pages(
    catalogue: Catalogue,
    day: date,
    forms: FormSettings = FormSettings(),  # noqa: B008 - frozen
    *,
    has_examples: bool = False,
) -> Iterator[PlannedPage]:
    """Yield every page of the catalogue of one world as it stands on *day*.

    Args:
        catalogue: the records of that world alone.
        day: calendar day of the challenge.
        forms: where forms are sent.
        has_examples: there is an example world too, to which the home page leads.
    """
    facts = _facts_on(catalogue, day)
    facets = {name: facets_of(name, catalogue, facts.needs, facts.results) for name in FACETS}
    regions = tuple(facet for facet, _, _ in facets["regions"])
    home = home_page_on(catalogue, facts.needs, facts.results, regions, day, forms)
    home = replace(home, has_examples=has_examples)
    yield PlannedPage("", "home", "home.html", home)
    yield from _catalogue_pages(facts)
    yield from _facet_pages(facts, facets)
    yield from plan_chain(facts.chain, facts.ledger)
    yield from _award_pages(facts)
    yield from _record_pages(facts)
    others = other_language_pages(catalogue)
    for other in others:
        yield PlannedPage(other.path, "events", "other_language.html", other)
    for page in events_pages_on(catalogue, day):
        shown = replace(page, languages=tuple(other.language for other in others))
        yield PlannedPage("events/" if page.is_first else f"events/{page.year}/", "events", "events.html", shown)
    statistics = statistics_page(catalogue, facts.needs, facts.results)
    reported = tuple(report.edition for report in facts.reports)
    yield PlannedPage("statistics/", "statistics", "statistics.html", replace(statistics, reports=reported))
    for report in facts.reports:
        yield PlannedPage(f"editions/{report.edition.id}/report/", "editions", "report.html", report)
        for reached in reached_lists(report, facts.needs):
            yield PlannedPage(paged(reached.path, reached.rows.number), "editions", "reached.html", reached)
    yield from plan_forms(catalogue, day, forms)
    yield PlannedPage("search/", "search", "search.html", forms)


def _facts_on(catalogue: Catalogue, day: date) -> _Facts:
    needs, results = need_rows_on(catalogue, day), result_rows(catalogue)
    chain = chain_on(catalogue, day)
    awards = edition_awards_on(catalogue, day)
    return _Facts(
        catalogue,
        day,
        needs,
        results,
        naming_of(catalogue, needs, results),
        chain,
        ledger_rows_of(chain),
        awards,
        tuple(reports_on(catalogue, awards, day)),
    )


def _catalogue_pages(facts: _Facts) -> Iterator[PlannedPage]:
    for needs in pages_of(facts.needs):
        yield PlannedPage(paged("needs/", needs.number), "needs", "needs.html", needs)
    for part in need_lists(facts.needs, next_round_on(facts.catalogue, facts.day)):
        yield PlannedPage(paged(part.path, part.rows.number), "needs", "need_list.html", part)
    for row in facts.needs:
        awards = awards_naming(facts.naming.records, "need", row.need.id)
        page = need_sheet(need_page_on(row, facts.catalogue, facts.day, awards), facts.chain)
        yield PlannedPage(f"needs/{row.need.id}/", "needs", "need.html", page)
    for results in pages_of(facts.results):
        yield PlannedPage(paged("results/", results.number), "results", "results.html", results)
    for result in facts.results:
        links = chain_links(result.result, facts.chain, facts.ledger, facts.naming.records)
        page_of_result = linked_result(result_page(result, facts.catalogue), links, facts.catalogue)
        yield PlannedPage(f"results/{result.result.id}/", "results", "result.html", page_of_result)


Facets = dict[str, tuple[tuple[Facet, tuple[NeedRow, ...], tuple[ResultRow, ...]], ...]]


def _facet_pages(facts: _Facts, facets: Facets) -> Iterator[PlannedPage]:
    index = tuple((name, tuple(facet for facet, _, _ in found)) for name, found in facets.items())
    yield PlannedPage("browse/", "needs", "browse.html", index)
    for name, found in facets.items():
        siblings = tuple(facet for facet, _, _ in found) if name in ("tracks", "regions", "domains") else ()
        for facet, needs, results in found:
            parent = _region_above(facet.code.code, facts.catalogue) if name == "districts" else None
            for rows in pages_of(needs):
                shown = results[:RESULTS_SHOWN] if rows.number == 1 else ()
                page = FacetPage(facet, siblings, rows, shown, parent)
                yield PlannedPage(paged(f"{name}/{facet.slug}/", rows.number), "needs", "facet.html", page)
            if len(results) > RESULTS_SHOWN:
                yield from _facet_result_pages(facet, results)


def _region_above(district: str, catalogue: Catalogue) -> Code | None:
    """Return the region with whose code that of *district* begins, the narrowest one."""
    above = (region for region in catalogue.codes[REGION].values() if district.startswith(region.code))
    return max(above, key=lambda region: len(region.code), default=None)


def _facet_result_pages(facet: Facet, results: tuple[ResultRow, ...]) -> Iterator[PlannedPage]:
    for rows in pages_of(results):
        path = paged(f"{facet.name}/{facet.slug}/results/", rows.number)
        yield PlannedPage(path, "results", "facet_results.html", FacetResultsPage(facet, rows))


def _award_pages(facts: _Facts) -> Iterator[PlannedPage]:
    editions = tuple(awards for awards in facts.awards if awards.has_page)
    districts = district_awards_on(facts.catalogue, facts.day)
    shown = tuple(awards for awards in editions if awards.total)
    rules_only = tuple(awards for awards in editions if not awards.total)
    yield PlannedPage("awards/", "awards", "awards.html", (shown, rules_only, districts))
    for awards in editions:
        yield from _edition_award_pages(computed_rows(awards, facts.chain, facts.ledger))
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
    for kind, (section, template, group_field, newest_by) in _LISTS.items():
        for page in records_pages(kind, facts.catalogue, group_field, newest_by):
            yield PlannedPage(paged(f"{FOLDERS[kind]}/", page.number), section, template, page)
    reported = {report.edition.id for report in facts.reports}
    awards_told = {awards.edition.id: awards.reported for awards in facts.awards}
    for kind, (section, _, _, _) in _PAGES.items():
        for record in facts.catalogue.all_called(kind):
            path = f"{FOLDERS[kind]}/{record.id}/"
            record_page = record_page_on(record, facts.catalogue, facts.naming, facts.day)
            if kind == "edition":
                told = awards_told.get(record.id, ())
                record_page = replace(record_page, has_report=record.id in reported, reported_awards=told)
            links = chain_links(record, facts.chain, facts.ledger, facts.naming.records)
            yield PlannedPage(path, section, f"{kind}.html", linked_page(record_page, links))
            for rows in _rows_pages(record, facts):
                rows_path = paged(f"{path}{FOLDERS[rows.kind]}/", rows.rows.number)
                yield PlannedPage(rows_path, section, "record_rows.html", rows)


def _rows_pages(record: Record, facts: _Facts) -> Iterator[RowsPage]:
    """Yield the further pages of needs and results of *record*; an edition has one with all its needs in any case."""
    if record.type != "edition":
        yield from rows_pages(record, facts.naming)
        return
    for page in pages_of(facts.naming.needs.get(("edition", record.id), ())):
        yield RowsPage(record, "need", page)
