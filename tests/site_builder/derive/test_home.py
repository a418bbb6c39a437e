"""The home page where nothing is open or nothing is on record, its map and its timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from site_builder.derive.days.rounds import next_round_on
from site_builder.derive.facets import Facet
from site_builder.derive.figures.tiles import tiles_of
from site_builder.derive.figures.totals import totals_by_edition
from site_builder.derive.home import home_page_on
from site_builder.derive.needs import need_rows_on
from site_builder.derive.worlds import worlds_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Code, Record, Text
from site_builder.records import Edition, Statistic, TimelineEntry
from site_builder.validate.repository import check_repository
from tests.site import DAY, REPOSITORY


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return worlds_of(check_repository(REPOSITORY, DAY).catalogue, DAY)[0].catalogue


def of_editions(*editions: dict[str, Any]) -> Catalogue:
    records: dict[str, dict[str, Record]] = {kind: {} for kind in read_schemas().types}
    for given in editions:
        record = Edition({"series": (object(),), **given}, "", "0" * 64)
        records["edition"][record.id] = record
    return Catalogue(records, {**read_schemas().codes, "tech_domain": {}, "region": {}, "track": {}})


def posting(begins: str) -> tuple[TimelineEntry, ...]:
    return (TimelineEntry({"stage": "posting", "from": begins}),)


def region(code: str, needs: int) -> Facet:
    return Facet("regions", Code(code, Text({"zh": code, "en": code})), needs, 0, 0)


@pytest.mark.parametrize(
    ("editions", "edition", "begins"),
    [
        ([], None, ""),
        ([{"id": "a", "year": 2026, "status": "closed"}], None, ""),
        ([{"id": "b", "year": 2027, "status": "planned"}], "b", ""),
        ([{"id": "b", "year": 2025, "status": "planned"}], None, ""),
        ([{"id": "b", "year": 2027, "status": "planned", "timeline": posting("2027-06")}], "b", "2027-06"),
        ([{"id": "b", "year": 2026, "status": "open", "timeline": posting("2026-11-22")}], "b", "2026-11-22"),
        ([{"id": "b", "year": 2026, "status": "open", "timeline": posting("2026-11-23")}], "b", "2026-11-23"),
        ([{"id": "b", "year": 2026, "status": "closed", "timeline": posting("2026-12-01")}], None, ""),
    ],
)
def test_the_next_round_is_what_an_edition_says_and_nothing_else(
    editions: list[dict[str, Any]], edition: str | None, begins: str
) -> None:
    found = next_round_on(of_editions(*editions), date(2026, 11, 22))

    assert (found.edition.id if found.edition else None, found.begins) == (edition, begins)


def test_the_real_site_announces_no_round_and_names_the_last_one(real: Catalogue) -> None:
    found = next_round_on(real, DAY)

    assert (found.edition, found.begins, found.last and found.last.id) == (None, "", "cic2025")


def test_an_empty_repository_has_a_home_page_without_numbers() -> None:
    page = home_page_on(of_editions(), (), (), (), DAY)

    assert (page.counters, page.closing, page.tiles, page.elsewhere, page.totals) == ((), (), (), (), ())


def test_the_tiles_of_the_delta_lie_as_its_regions_do() -> None:
    tiles = tiles_of([region("31", 8), region("32", 4), region("33", 2), region("34", 0)])

    assert {tile.region.code.code: (tile.column, tile.row, tile.share) for tile in tiles} == {
        "31": (2, 0, 1.0),
        "32": (1, 0, 0.5),
        "33": (1, 1, 0.25),
        "34": (0, 0, 0.0),
    }


@pytest.mark.parametrize("codes", [[], ["31"], ["31", "AT-9"]])
def test_there_is_no_map_of_one_region_or_of_regions_whose_place_is_not_known(codes: list[str]) -> None:
    assert tiles_of(region(code, 1) for code in codes) == ()


def test_each_edition_from_2016_on_has_its_totals_with_source_and_day(real: Catalogue) -> None:
    totals = totals_by_edition(real, need_rows_on(real, DAY))
    told = {found.edition.id: found.told.quantity.value for found in totals if found.told}

    assert [found.edition.year for found in totals if found.edition.series] == list(range(2025, 2015, -1))
    assert all(figure.source and figure.source.reported_on for found in totals for figure in found.figures)
    assert (told["cic2016"], told["cic2018"], told["cic2021"]) == (1060, 500, 477)
    assert all(figure.region in (None, *found.edition.regions) for found in totals for figure in found.figures)


def test_where_reported_and_recorded_differ_the_reason_is_told(real: Catalogue) -> None:
    found = {totals.edition.id: totals for totals in totals_by_edition(real, need_rows_on(real, DAY))}

    assert (found["cic2021"].recorded, found["cic2021"].differs, found["cic2021"].why) == (7, True, "fewer")
    assert (found["cic2023"].recorded, found["cic2023"].why) == (0, "none")
    assert found["cic2025"].differs is False  # nothing is reported, so nothing differs


def test_each_reported_figure_has_its_source_and_its_day(real: Catalogue) -> None:
    lacking = [s.id for s in real.all(Statistic) if not (s.source and s.source.reported_on)]

    assert lacking == []
