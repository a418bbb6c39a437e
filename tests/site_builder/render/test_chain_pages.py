"""The pages from need to award: every number on them equals what is recomputed from the records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.compute.dockings import is_cross_region, rules_of, success_of
from site_builder.compute.ledger import linked
from site_builder.compute.payout import payout_of
from site_builder.compute.points import INSTITUTION, MANAGER, missing_lines, reversals_of, standings
from site_builder.derive.chain.awards import computed_rows, edition_awards_on
from site_builder.derive.chain.chain import Chain, chain_on, has_page
from site_builder.derive.chain.contests import contest_page
from site_builder.derive.chain.dockings import docking_page, steps_of_docking
from site_builder.derive.chain.ledger_rows import ledger_rows_of
from site_builder.derive.chain.solutions import solution_rows
from site_builder.derive.chain.standings import standings_pages
from site_builder.derive.chain.timeline import timeline_of
from site_builder.derive.needs import need_rows_on
from site_builder.model import Catalogue
from site_builder.records import Contest, Docking, Solution
from site_builder.validate.repository import check_repository
from site_builder.worlds import EXAMPLE
from tests.site import DAY, REPOSITORY, built_repository

pytestmark = pytest.mark.slow

EDITION = "demo"
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def site() -> Path:
    return built_repository() / "site"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return check_repository(REPOSITORY, DAY).catalogue


@pytest.fixture(scope="module")
def chain(catalogue: Catalogue) -> Chain:
    return chain_on(catalogue, DAY)


@pytest.fixture(scope="module")
def reversed_chain(catalogue: Catalogue) -> Chain:
    """Return the chain with a ledger of its own in which one docking's points are taken back."""
    lines = tuple(linked((), missing_lines((), catalogue, EDITION)))
    back = reversals_of(lines, lines[0].docking, "correction", DAY)
    ledger = (*lines, *linked(lines, back))
    return chain_on(replace(catalogue, ledgers={EDITION: ledger}), DAY)


def read(site: Path, lang: str, path: str) -> str:
    world = "" if any(word in path for word in ("cic20", "archive", "districts")) else EXAMPLE
    return (site / lang / world / path / "index.html").read_text(encoding="utf-8")


def tables_of(page: str) -> dict[str, str]:
    """Return the HTML under each heading of second rank by its id."""
    parts = re.split(r'<h2 id="([a-z-]+)"', page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows_of(html: str, attribute: str) -> list[tuple[str, int]]:
    """Return who stands in each row of a table of standings, with the number in *attribute*."""
    pattern = (
        rf'<tr[^>]*>(?:(?!</tr>).)*?/(?:managers|organizations)/([a-z0-9-]+)/"(?:(?!</tr>).)*?{attribute}="(\d+)"'
    )
    return [(who, int(number)) for who, number in re.findall(pattern, html, re.DOTALL)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("kind", "heading"), [(MANAGER, "managers"), (INSTITUTION, "institutions")])
def test_the_standings_on_the_page_equal_the_recomputed_ones(
    site: Path, catalogue: Catalogue, lang: str, kind: str, heading: str
) -> None:
    shown = rows_of(tables_of(read(site, lang, f"awards/{EDITION}/standings"))[heading], "data-points")
    ledger = catalogue.ledgers.get(EDITION, ())

    assert shown != []
    assert shown == [(s.beneficiary, s.points) for s in standings(ledger, kind, DAY)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_payout_on_the_page_equals_the_recomputed_one_and_sums_to_the_pool(
    site: Path, catalogue: Catalogue, lang: str
) -> None:
    if not catalogue.records["payout"]:
        pytest.skip("no payout on record")
    html = tables_of(read(site, lang, f"awards/{EDITION}/standings"))["payout"]
    rules = rules_of(catalogue, EDITION)
    assert rules is not None
    again = payout_of(catalogue.ledgers[EDITION], rules["payout"], catalogue)

    assert rows_of(html, "data-yuan") == [(line.manager, line.amount) for line in again.lines]
    assert sum(int(yuan) for yuan in re.findall(r'data-yuan="(\d+)"', html)) == rules["payout"]["pool"]


@pytest.mark.parametrize("lang", LANGS)
def test_each_total_is_the_sum_of_the_lines_it_links_to(site: Path, catalogue: Catalogue, lang: str) -> None:
    tables = tables_of(read(site, lang, f"awards/{EDITION}/standings"))
    anchors = set(re.findall(r'id="line-(\d+)"', tables["ledger"]))
    points = {str(line.seq): line.points for line in catalogue.ledgers.get(EDITION, ())}

    assert anchors == set(points)
    for heading in ("managers", "institutions"):
        for row in re.findall(r"<tr><td.*?</tr>", tables[heading], re.DOTALL):
            total = re.search(r'data-points="(\d+)"', row)
            assert total is not None
            assert int(total[1]) == sum(points[seq] for seq in re.findall(r"#line-(\d+)", row))


def test_the_ledger_shows_every_line_and_strikes_out_what_was_taken_back(reversed_chain: Chain) -> None:
    [page] = list(standings_pages(reversed_chain, ledger_rows_of(reversed_chain)))
    lines = reversed_chain.catalogue.ledgers[EDITION]
    taken_back = {line.reverses: line.seq for line in lines if line.reverses}

    assert [row.line for row in page.ledger] == list(lines)
    assert taken_back != {}
    assert {row.line.seq: row.reversed_by for row in page.ledger if row.reversed_by} == taken_back
    for row in (*page.managers, *page.institutions):
        assert row.standing.points == sum(own.line.points for own in row.lines)


def test_every_solution_is_counted_and_only_public_ones_have_a_page(
    site: Path, catalogue: Catalogue, chain: Chain
) -> None:
    shown = {path.parent.name for path in (site / "zh" / EXAMPLE / "solutions").glob("*/index.html")} - {"page"}
    hidden = [solution for solution in catalogue.all(Solution) if not has_page(solution)]

    assert shown == {row.solution.id for row in solution_rows(chain)}
    assert hidden != []
    assert len(shown) + len(hidden) == len(catalogue.records["solution"])
    assert [s.id for s in hidden if s["public_consent"] or s["status"] in ("selected", "docking", "docked")] == []
    for lang in LANGS:
        assert f"{len(catalogue.records['solution'])}" in read(site, lang, "solutions")


def test_a_solution_that_is_not_public_stands_in_its_contest_without_a_link(
    site: Path, catalogue: Catalogue, chain: Chain
) -> None:
    entries = [e for contest in catalogue.all(Contest) for e in contest_page(contest, chain).entries]
    hidden = [entry.row for entry in entries if not entry.row.is_shown]

    assert hidden != []
    assert [row for row in hidden if row.solver is not None] == []
    for row in hidden:
        contest = chain.contest_of[row.solution.id]
        page = read(site, "en", f"contests/{contest.id}")
        assert row.solution["team_label"]["en"] in page
        assert f"solutions/{row.solution.id}/" not in page


def test_a_timeline_tells_the_number_of_solutions_and_goes_by_day(catalogue: Catalogue, chain: Chain) -> None:
    for row in need_rows_on(catalogue, DAY):
        entries = timeline_of(row.need, chain)
        days = [entry.on or date.max for entry in entries]
        received = sum(solution["need"] == row.need.id for solution in catalogue.all(Solution))

        assert days == sorted(days)
        assert sum(entry.count for entry in entries if entry.what == "received") == received
        assert all(entry.is_ahead == (entry.on is not None and entry.on > DAY) for entry in entries)
        if row.need["provenance"] == "reported":
            assert entries == ()


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_a_need_says_how_many_solutions_came(site: Path, catalogue: Catalogue, lang: str) -> None:
    for row in need_rows_on(catalogue, DAY):
        count = sum(solution["need"] == row.need.id for solution in catalogue.all(Solution))
        page = read(site, lang, f"needs/{row.need.id}")
        told = re.findall(r"已收到 (\d+) 个方案" if lang == "zh" else r"Solutions received: (\d+)</a>", page)

        assert told == ([str(count)] if count else [])


def test_what_follows_from_a_docking_is_derived(catalogue: Catalogue, chain: Chain) -> None:
    ledger = ledger_rows_of(chain)
    for docking in catalogue.all(Docking):
        page = docking_page(docking, chain, ledger)
        lines = [line for line in catalogue.ledgers.get(EDITION, ()) if line.docking == docking.id]

        assert page.success == success_of(docking, rules_of(catalogue, docking["edition"]))
        assert page.is_cross_region == is_cross_region(docking, catalogue)
        assert [row.line for row in page.lines] == lines
        assert page.points == sum(line.points for line in lines)


@pytest.mark.parametrize(
    ("values", "states"),
    [
        ({"stage": "proposed"}, ["current", *["upcoming"] * 4]),
        ({"stage": "intent_signed", "intent_signed_on": DAY}, ["done", "done", "current", "upcoming", "upcoming"]),
        ({"stage": "completed", "completed_on": DAY}, ["done"] * 5),
        ({"stage": "terminated", "intent_signed_on": DAY, "terminated_on": DAY}, ["done", "done", "ended"]),
    ],
)
def test_the_stages_of_a_docking_are_done_up_to_the_one_it_stands_at(
    values: dict[str, Any], states: list[str]
) -> None:
    docking = Docking({"id": "dk-x", "proposed_on": DAY, **values}, "x", "0" * 64)

    assert [step.state for step in steps_of_docking(docking)] == states


def computed_awards(chain: Chain) -> Iterator[Any]:
    ledger = ledger_rows_of(chain)
    for awards in edition_awards_on(chain.catalogue, DAY):
        for category in computed_rows(awards, chain, ledger).categories:
            yield from category.awards


def test_awards_rest_on_what_their_page_says(chain: Chain) -> None:
    rows = [row for row in computed_awards(chain) if row.award["edition"] == EDITION]

    assert rows != []
    for row in rows:
        if row.award["solution"]:
            assert row.computed.solution.solution.id == row.award["solution"]
        if row.award["category"] == "yrd_collaborative_innovation":
            crossing = [basis.is_cross_region for basis in row.computed.dockings]
            assert crossing == [row.award["status"] != "revoked"]
        if row.award["category"] == "craftsmanship":
            assert row.computed.payout["amount"] == row.award["prize"]["amount"]
            assert row.computed.payout["rank"] == row.award["rank"]


@pytest.mark.parametrize("lang", LANGS)
def test_referrals_are_never_called_funded(site: Path, lang: str) -> None:
    page = read(site, lang, "referrals")
    said = {"zh": "候选和推荐都不等于立项或资助", "en": "Neither means that it was approved or funded"}[lang]

    assert said in page
    assert len(re.findall(r"已资助|is funded|was funded", page)) == 0


@pytest.mark.parametrize("lang", LANGS)
def test_the_eleven_awards_of_minhang_are_shown_to_agree_part_by_part(site: Path, lang: str) -> None:
    for path in ("awards/cic2022", "awards/districts/310112"):
        assert "11 = 2 + 1 + 3 + 4 + 1 = 11 ✓" in read(site, lang, path)
