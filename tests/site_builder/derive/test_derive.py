"""Facts derived from records: stages by day, pages of lists, calendars, counters, who names whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.derive.chain.awards import award_row_on, district_awards_on, edition_awards_on
from site_builder.derive.days.calendar import events_pages_on, first_day_of, last_day_of
from site_builder.derive.days.stages import Stage, stage_on
from site_builder.derive.facets import FACETS, facets_of, pages_of
from site_builder.derive.figures.counters import counters_of
from site_builder.derive.figures.statistics import statistics_page
from site_builder.derive.needs import need_rows_on
from site_builder.derive.refs import backlinks_of, refs_in
from site_builder.derive.results import assessment_of, result_rows
from site_builder.model import Catalogue, Record, Text
from site_builder.records import Award, Event, Evidence, Need, Result
from site_builder.validate.repository import check_repository
from tests.site import DAY, REPOSITORY

DEADLINE = date(2026, 11, 25)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return check_repository(REPOSITORY, DAY).catalogue


def need(**values: object) -> Record:
    given_values = {
        "id": "x-31-0001",
        "status": "published",
        "open_for_proposals": True,
        "proposal_deadline": DEADLINE,
    }
    return Need({**given_values, **values}, "needs/x/x-31-0001.yml", "0" * 64)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (DEADLINE - timedelta(days=8), Stage("posting", "open", True, 8, 1)),
        (DEADLINE - timedelta(days=7), Stage("posting", "closing", True, 7, 1)),
        (DEADLINE, Stage("posting", "closing", True, 0, 1)),
        (DEADLINE + timedelta(days=1), Stage("posting", "closed", False, None, 1)),
    ],
)
def test_an_open_need_closes_the_day_after_its_deadline(day: date, stage: Stage) -> None:
    assert stage_on(need(), day) == stage


@pytest.mark.parametrize(
    ("status", "stage", "badge", "step"),
    [
        ("on_hold", "posting", "on_hold", 1),
        ("expired", "posting", "expired", 1),
        ("withdrawn", "posting", "withdrawn", 1),
        ("in_contest", "bipin", "in_contest", 1),
        ("docking", "docking", "docking", 2),
        ("solved", "docking", "solved", 3),
        ("unsolved", "docking", "unsolved", 2),
        ("archived", "posting", "archived", 0),
    ],
)
def test_a_need_that_is_not_published_is_never_open(status: str, stage: str, badge: str, step: int) -> None:
    assert stage_on(need(status=status), DEADLINE) == Stage(stage, badge, False, None, step, status)


def test_published_does_not_imply_open() -> None:
    assert stage_on(need(open_for_proposals=False), DEADLINE).is_open is False


def test_an_archive_entry_is_never_open() -> None:
    entry = need(provenance="reported", open_for_proposals=None, proposal_deadline=None)

    assert stage_on(entry, DEADLINE) == Stage("posting", "reported", False, None, 1)


@given(st.lists(st.integers(), max_size=200), st.integers(min_value=1, max_value=50))
def test_pages_of_a_list_hold_every_row_once_and_in_order(rows: list[int], a_page: int) -> None:
    pages = list(pages_of(rows, a_page))

    assert [row for page in pages for row in page.rows] == rows
    assert [page.number for page in pages] == list(range(1, pages[0].last + 1))
    assert {page.total for page in pages} == {len(rows)}


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2021", date(2021, 1, 1)),
        ("2021-Q4", date(2021, 10, 1)),
        ("2018-11", date(2018, 11, 1)),
        ("2022-12-15", date(2022, 12, 15)),
    ],
)
def test_a_period_starts_on_its_first_day(period: str, day: date) -> None:
    assert first_day_of(period) == day


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "day"),
    [
        ("2026-11", None, date(2026, 11, 30)),
        ("2026-Q4", None, date(2026, 12, 31)),
        ("2026", None, date(2026, 12, 31)),
        ("2026-11-05", None, date(2026, 11, 5)),
        ("2026-10", "2026-11-05", date(2026, 11, 5)),
        ("2026-10", "2026-11", date(2026, 11, 30)),
    ],
)
def test_an_event_is_over_after_the_last_day_of_its_period(starts_on: str, ends_on: str | None, day: date) -> None:
    values = {"starts_on": starts_on, "ends_on": ends_on}
    event = Event(values, "content/events/x.yml", "0" * 64)

    assert last_day_of(event) == day


def test_an_award_does_not_show_a_need_that_is_not_published(catalogue: Catalogue) -> None:
    hidden = need(id="x-31-0001", status="approved")
    with_hidden = replace(catalogue, records={**catalogue.records, "need": {hidden.id: hidden}})
    award = next(catalogue.all(Award))
    evidence = Evidence({"type": "need", "id": hidden.id})
    naming = award.with_values(need=hidden.id, evidence=(evidence,))

    row = award_row_on(naming, with_hidden, None, DAY)

    assert (row.need, row.evidence) == (None, ((evidence, None),))


def test_every_event_of_a_year_stands_in_its_calendar_or_among_the_undated(catalogue: Catalogue) -> None:
    for page in events_pages_on(catalogue, DAY):
        dated = {event.id for month in page.months for week in month.weeks for day in week for event in day.events}
        in_month = {event.id for month in page.months for event in month.undated}

        assert dated | in_month | {e.id for e in page.undated} == {e.id for e in page.events}


def test_open_needs_come_first_by_deadline(catalogue: Catalogue) -> None:
    rows = need_rows_on(catalogue, DAY)
    is_open = [row.stage.is_open for row in rows]
    deadlines = [row.need["proposal_deadline"] for row in rows if row.stage.is_open]

    assert is_open == sorted(is_open, reverse=True)
    assert deadlines == sorted(deadlines)


def test_the_counts_of_a_facet_agree_with_its_rows(catalogue: Catalogue) -> None:
    needs, results = need_rows_on(catalogue, DAY), result_rows(catalogue)
    for name in FACETS:
        for facet, own_needs, own_results in facets_of(name, catalogue, needs, results):
            assert (facet.needs, facet.results) == (len(own_needs), len(own_results))
            assert facet.open_needs == sum(row.stage.is_open for row in own_needs)


def test_regions_share_out_every_need_once(catalogue: Catalogue) -> None:
    needs = need_rows_on(catalogue, DAY)

    assert sum(facet.needs for facet, _, _ in facets_of("regions", catalogue, needs, ())) == len(needs)


def test_statistics_are_counted_from_records(catalogue: Catalogue) -> None:
    needs, results = need_rows_on(catalogue, DAY), result_rows(catalogue)
    page = statistics_page(catalogue, needs, results)
    posted = [row for row in needs if row.need["provenance"] == "submitted"]
    counted = {counter.key: counter.count for counter in page.counters}

    assert page.counters == counters_of(catalogue, needs, results)
    assert counted["posted"] == len(posted)
    assert counted["posted"] + counted["archive"] == counted["needs"] == len(needs)
    assert sum(tally.count for tally in page.by_region) == len(needs)
    assert sum(tally.count for tally in page.by_month) == len(posted)
    assert sum(tally.count for tally in page.by_status) == len(posted)
    assert sum(totals.recorded for totals in page.totals) == len(needs)


def test_the_eleven_awards_of_minhang_agree_with_the_report(catalogue: Catalogue) -> None:
    [minhang] = [page for page in district_awards_on(catalogue, DAY) if page.district == "310112"]
    reported = [rows for edition, rows in minhang.editions if edition.id == "cic2022"]
    [compared] = minhang.reported

    assert [len(rows) for rows in reported] == [11]
    assert (compared.reported, compared.recorded, compared.is_equal) == (11, 11, True)
    assert [part.reported for part in compared.parts] == [2, 1, 3, 4, 1]
    assert [part.recorded for part in compared.parts] == [2, 1, 3, 4, 1]


def test_award_names_are_those_of_their_edition(catalogue: Catalogue) -> None:
    names = {
        awards.edition.id: {c.code: c.name["zh"] for c in awards.categories}
        for awards in edition_awards_on(catalogue, DAY)
    }

    assert names["cic2021"]["best_service_institution"] == "最佳服务机构奖"
    assert names["cic2022"]["best_service_institution"] == "优秀服务机构奖"


def test_whoever_is_named_knows_who_names_it(catalogue: Catalogue) -> None:
    backlinks = backlinks_of(catalogue)
    for kind in catalogue.records:
        for record in catalogue.all_called(kind):
            for target in refs_in(record):
                assert record in backlinks[target]


@pytest.mark.parametrize(
    ("values", "grade"),
    [
        ({}, "D"),
        ({"trl": "5", "pilot": "bench", "negotiable": True}, "C"),
        ({"trl": "5", "pilot": "bench", "negotiable": True, "ipr_status": "granted", "holder": "x"}, "B"),
    ],
)
def test_the_rough_assessment_looks_only_at_what_is_stated(values: dict[str, object], grade: str) -> None:
    result = Result(values, "x", "0" * 64)

    assert assessment_of(result).grade == grade


def test_a_complete_result_is_graded_a() -> None:
    values = {
        "trl": "7", "pilot": "pilot", "negotiable": True, "ipr_status": "granted", "holder": "x",
        "evidence": Text(zh="试验", en="test"), "application": Text(zh="河道", en="rivers"),
    }  # fmt: skip
    result = Result(values, "x", "0" * 64)

    assert assessment_of(result).grade == "A"
