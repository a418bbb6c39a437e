"""The report of an edition says what anyone finds who counts the files again, and its charts stand on their own."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.derive.chain.awards import edition_awards_on
from site_builder.derive.figures.compared import Compared
from site_builder.derive.figures.fitting import fits
from site_builder.derive.figures.funnel import STEPS, BreakdownRow, EditionRecords, Month, Step, months_of, percent_of
from site_builder.derive.figures.report import ReportPage, reports_on
from site_builder.model import Catalogue
from site_builder.phrases import read_phrases
from site_builder.records import Solution
from site_builder.render.bodies import BodyRenderer
from site_builder.render.charts import funnel_chart, matrix_chart, months_chart
from site_builder.render.planned import PlannedPage
from site_builder.validate.repository import check_repository
from tests.site import DAY, REPOSITORY

NOT_POSTED = {"draft", "submitted", "under_review", "returned", "rejected", "approved"}
SIGNED = {"contract_signed", "completed"}
NAMES = {step: f"Name of {step}" for step in STEPS}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return check_repository(REPOSITORY, DAY).catalogue


@pytest.fixture(scope="module")
def reports(catalogue: Catalogue) -> dict[str, ReportPage]:
    return {report.edition.id: report for report in reports_on(catalogue, edition_awards_on(catalogue, DAY), DAY)}


@pytest.fixture(scope="module")
def bodies(catalogue: Catalogue, reports: Mapping[str, ReportPage]) -> dict[tuple[str, str], str]:
    found = {}
    for lang in ("zh", "en"):
        renderer = BodyRenderer(read_phrases(lang), catalogue.codes)
        for edition, report in reports.items():
            page = PlannedPage(f"editions/{edition}/report/", "editions", "report.html", report)
            found[lang, edition] = renderer.render_body(page).body
    return found


def files_of(pattern: str) -> list[dict[str, Any]]:
    """Return the records of the demo edition as their authors wrote them, read by nothing of ours."""
    paths = sorted(REPOSITORY.glob(pattern))
    records = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) for path in paths]  # noqa: S506
    return [record for record in records if record.get("edition") == "demo"]


class Recount:
    """The demo edition counted again from its files, by other means than the builder's."""

    def __init__(self) -> None:
        self.needs = [n for n in files_of("needs/demo/*.yml") if n["status"] not in NOT_POSTED]
        self.solutions = files_of("content/solutions/demo/*.yml")
        self.contests = files_of("content/contests/demo/*.yml")
        self.dockings = files_of("content/dockings/demo/*.yml")
        self.awards = files_of("content/awards/demo/*.yml")
        running = [d for d in self.dockings if d["stage"] != "terminated"]
        self.signed = [d for d in running if d["stage"] in SIGNED]
        self.verified = [d for d in running if d.get("verification", {}).get("status") == "verified"]
        self.by_step = {
            "published": {n["id"] for n in self.needs},
            "with_solutions": {s["need"] for s in self.solutions},
            "docked": {d["need"] for d in running},
            "contracted": {d["need"] for d in self.signed},
            "verified": {d["need"] for d in self.verified},
        }

    def counts(self, needs: Iterable[Mapping[str, Any]]) -> list[int]:
        ids = {need["id"] for need in needs}
        return [len(ids & found) for found in self.by_step.values()]

    def months(self) -> dict[str, list[int]]:
        days = (
            [n["published_on"] for n in self.needs],
            [s["received_on"] for s in self.solutions],
            [d["contract_signed_on"] for d in self.signed],
            [d["verification"]["verified_on"] for d in self.verified],
        )
        counted = [Counter(day[:7] for day in column) for column in days]
        return {month: [column[month] for column in counted] for month in sorted(set().union(*counted))}


@pytest.fixture(scope="module")
def recount() -> Recount:
    return Recount()


class Tables(HTMLParser):
    """Collects the tables of a page below the id of their section: rows of cells as text."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.by_section: dict[str, list[list[str]]] = {}
        self.section, self.cell = "", False
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self.section = given.get("aria-labelledby") or ""
        elif tag == "tr":
            self.by_section.setdefault(self.section, []).append([])
        elif tag in ("th", "td"):
            self.by_section[self.section][-1].append("")
            self.cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.cell = False

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.by_section[self.section][-1][-1] += data.strip()


def numbers_of(cells: Iterable[str]) -> list[int]:
    return [int(cell.replace(",", "")) for cell in cells]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_funnel_on_the_page_equals_a_recount_of_the_files(
    bodies: Mapping[tuple[str, str], str], recount: Recount, lang: str
) -> None:
    rows = Tables(bodies[lang, "demo"]).by_section["funnel"]

    assert numbers_of(row[1] for row in rows[-len(STEPS) :]) == recount.counts(recount.needs)


@pytest.mark.parametrize(
    ("section", "field"), [("regions", "region"), ("domains", "tech_domains"), ("tracks", "track")]
)
def test_each_breakdown_on_the_page_equals_a_recount_of_the_files(
    bodies: Mapping[tuple[str, str], str], catalogue: Catalogue, recount: Recount, section: str, field: str
) -> None:
    codes = catalogue.codes[{"tech_domains": "tech_domain"}.get(field, field)]
    _, *rows, total = Tables(bodies["en", "demo"]).by_section[section]
    shown = {row[0]: numbers_of(row[-len(STEPS) :]) for row in rows}
    expected = {
        code.name["en"]: recount.counts(n for n in recount.needs if key in (n[field], *n[field]))
        for key, code in codes.items()
    }

    assert {name: counts for name, counts in shown.items() if any(counts)} == {
        name: counts for name, counts in expected.items() if any(counts)
    }
    assert numbers_of(total[-len(STEPS) :]) == recount.counts(recount.needs)


def test_the_months_on_the_page_equal_a_recount_of_the_files(
    reports: Mapping[str, ReportPage], bodies: Mapping[tuple[str, str], str], recount: Recount
) -> None:
    counted = reports["demo"].counted
    assert counted is not None
    _, *rows, total = Tables(bodies["en", "demo"]).by_section["months"]

    assert {m.key: list(m.counts) for m in counted.months if any(m.counts)} == recount.months()
    assert [numbers_of(row[1:]) for row in rows] == [list(month.counts) for month in counted.months]
    assert numbers_of(total[1:]) == [
        len(recount.needs),
        len(recount.solutions),
        len(recount.signed),
        len(recount.verified),
    ]


def test_the_rows_of_each_breakdown_add_up_to_all_needs(reports: Mapping[str, ReportPage], recount: Recount) -> None:
    counted = reports["demo"].counted
    assert counted is not None
    region, domains, track = counted.breakdowns

    for breakdown in (region, track):
        assert tuple(map(sum, zip(*(row.counts for row in breakdown.rows), strict=True))) == breakdown.counts
    assert sum(row.counts[0] for row in domains.rows) == sum(len(need["tech_domains"]) for need in recount.needs)
    assert domains.is_overlapping


def test_every_step_holds_the_share_that_its_numbers_give(reports: Mapping[str, ReportPage]) -> None:
    counted = reports["demo"].counted
    assert counted is not None
    pairs = list(zip(counted.steps, counted.steps[1:], strict=False))

    assert pairs != []
    assert [after.share for _, after in pairs] == [percent_of(after.count, before.count) for before, after in pairs]


def test_solutions_contests_and_dockings_are_those_of_the_files(
    reports: Mapping[str, ReportPage], recount: Recount
) -> None:
    counted = reports["demo"].counted
    assert counted is not None
    solutions, contests, dockings = counted.solutions, counted.contests, counted.dockings

    assert {t.key: t.count for t in solutions.by_kind} == Counter(s["solver_type"] for s in recount.solutions)
    assert {t.key: t.count for t in solutions.by_region} == Counter(s["solver_region"] for s in recount.solutions)
    assert contests.total == len(recount.contests)
    assert contests.total == contests.selected + contests.none_selected + contests.running
    assert contests.solutions == len({s for contest in recount.contests for s in contest["solutions"]})
    assert contests.jurors == sum(int(contest["panel_size"]) for contest in recount.contests)
    assert {t.key: t.count for t in dockings.by_stage} == Counter(d["stage"] for d in recount.dockings)
    assert dockings.verified == len(recount.verified)


def test_each_measure_of_money_is_summed_by_itself_and_tells_what_it_leaves_out(
    reports: Mapping[str, ReportPage], bodies: Mapping[tuple[str, str], str], recount: Recount
) -> None:
    counted = reports["demo"].counted
    assert counted is not None
    invested = [int(n["intended_investment"]["amount"]) for n in recount.needs if "intended_investment" in n]
    contracts = [int(d["contract_amount"]["amount"]) for d in recount.signed if "contract_amount" in d]

    assert [(a.measure, a.yuan, a.exact, a.other) for a in counted.amounts] == [
        ("intended_investment", sum(invested), len(invested), len(recount.needs) - len(invested)),
        ("contract_amount", sum(contracts), len(contracts), len(recount.signed) - len(contracts)),
    ]
    pools = [group["pool"] for group in reports["demo"].awards.pools]
    measures = (sum(invested), sum(contracts), *pools)
    added = {one + other for one, other in itertools.combinations(measures[:3], 2)} | {sum(measures)}
    assert [f"{total:,}" for total in added if f"CNY {total:,}" in bodies["en", "demo"]] == []


def test_awards_and_prizes_are_those_of_the_files(reports: Mapping[str, ReportPage], recount: Recount) -> None:
    awards = reports["demo"].awards
    standing = [award for award in recount.awards if award["status"] != "revoked"]

    assert {c.code: c.standing for c in awards.categories if c.standing} == Counter(a["category"] for a in standing)
    assert awards.revoked == len(recount.awards) - len(standing)
    assert awards.prizes == sum(int(a["prize"]["amount"]) for a in standing if "prize" in a)


def test_points_are_those_of_the_ledger_and_the_payout_that_of_its_record(
    catalogue: Catalogue, reports: Mapping[str, ReportPage]
) -> None:
    counted = reports["demo"].counted
    assert counted is not None
    lines = catalogue.ledgers.get("demo", ())

    assert (counted.points is None) == (lines == ())
    if counted.points is not None:
        assert counted.points.points == sum(line.points for line in lines)
        assert counted.points.points == counted.points.manager_points + counted.points.institution_points
    if counted.payout is not None:
        paid = sum(line["amount"] for line in counted.payout["lines"])
        assert paid + counted.payout["undistributed"] == counted.payout["pool"]


def compared(report: ReportPage, statistic: str) -> Compared:
    return next(item for item in report.compared if item.statistic.id == statistic)


def test_the_awards_of_2022_agree_where_they_can(reports: Mapping[str, ReportPage]) -> None:
    report = reports["cic2022"]
    minhang, shanghai = (compared(report, f"stat-cic2022-awards-{place}") for place in ("minhang", "shanghai"))

    assert (minhang.derived, minhang.verdict, minhang.parts, minhang.parts_total) == (
        11,
        "agree",
        (2, 1, 3, 4, 1),
        11,
    )
    assert (shanghai.statistic["quantity"]["value"], shanghai.derived, shanghai.verdict) == (37, 11, "partial")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_archive_reports_only_what_was_reported(bodies: Mapping[tuple[str, str], str], lang: str) -> None:
    body = bodies[lang, "cic2022"]

    assert "<svg" not in body
    assert sorted(Tables(body).by_section) == ["awards", "reported"]
    assert "2 + 1 + 3 + 4 + 1 = 11" in body


def test_an_edition_of_which_nothing_is_known_has_no_report(reports: Mapping[str, ReportPage]) -> None:
    assert sorted(reports) == [
        *(f"cic{year}" for year in (2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024)),
        "demo",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_has_a_title_a_description_with_its_numbers_and_no_script(
    bodies: Mapping[tuple[str, str], str], lang: str
) -> None:
    body = bodies[lang, "demo"]
    charts = re.findall(r'<svg class="jb-chart".*?</svg>', body, re.DOTALL)

    assert len(charts) == 3
    assert "<script" not in body
    for chart in charts:
        ids = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        title = re.search(r'<title id="(\S+)">([^<]+)</title>', chart)
        described = re.search(r'<desc id="(\S+)">([^<]+)</desc>', chart)
        assert ids and title and described
        assert ids.groups() == (title.group(1), described.group(1))
        drawn = Counter(re.findall(r'<text class="jb-chart__number[^>]*>([\d,]+)</text>', chart))
        assert drawn - Counter(re.findall(r"\d+", described.group(2))) == Counter()


@given(st.lists(st.integers(min_value=0, max_value=100_000), min_size=1, max_size=12))
def test_no_bar_of_any_chart_leaves_its_drawing(counts: list[int]) -> None:
    steps = [Step(STEPS[n % len(STEPS)], count) for n, count in enumerate(counts)]
    rows = [
        BreakdownRow("x", (), tuple(counts[(n + place) % len(counts)] for place in range(len(STEPS)))) for n in (0, 1)
    ]
    months = [Month("2026-07", (count, 0, count, 1)) for count in counts]
    four = dict(list(NAMES.items())[:4])
    charts = (
        funnel_chart("en", "a", "t", steps, NAMES),
        matrix_chart("en", "b", "t", NAMES, rows, ["one", "two"]),
        months_chart("en", "c", "t", four, months, ["Jul"] * len(months)),
    )

    for chart in charts:
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', chart)
        assert size
        for x, y, width, height in re.findall(r'x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"', chart):
            assert float(x) >= 0 and float(x) + float(width) <= float(size.group(1))
            assert float(y) >= 0 and float(y) + float(height) <= float(size.group(2)) + 0.5


def test_a_name_in_a_chart_is_escaped() -> None:
    chart = funnel_chart("en", "a", "<b>", [Step("published", 3)], {"published": "<script>"})

    assert "<script>" not in chart
    assert "<b>" not in chart


@pytest.mark.parametrize(
    ("count", "value", "qualifier", "is_so"),
    [
        (11, 11, "exact", True),
        (11, 11, None, True),
        (10, 11, "exact", False),
        (201, 200, "over", True),
        (200, 200, "over", False),
        (200, 200, "at_least", True),
        (590, 600, "nearly", True),
        (600, 600, "nearly", False),
        (400, 600, "nearly", False),
        (104, 100, "about", True),
        (106, 100, "about", False),
    ],
)
def test_a_count_fits_a_reported_figure_as_its_words_say(
    count: int, value: int, qualifier: str | None, is_so: bool
) -> None:
    assert fits(count, value, qualifier) is is_so


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 3, 33), (2, 3, 67), (1, 8, 13), (0, 5, 0), (5, 5, 100), (0, 0, None)]
)
def test_a_share_is_in_whole_per_cent(part: int, whole: int, percent: int | None) -> None:
    assert percent_of(part, whole) == percent


def test_months_in_which_nothing_happened_are_shown_between_others() -> None:
    days = ("2025-11-30", "2026-02-01")
    received = [Solution({"id": day, "received_on": date.fromisoformat(day)}, "", "") for day in days]

    assert [(m.key, m.counts[1]) for m in months_of(EditionRecords(solutions=received))] == [
        ("2025-11", 1),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 1),
    ]
