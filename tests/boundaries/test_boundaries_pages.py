"""The order of things on pages, with records that are written in another order."""

from __future__ import annotations

from datetime import date

from site_builder.derive.chain.chain import chain_on
from site_builder.derive.chain.contests import contest_page
from site_builder.records import Contest
from tests.chain import catalogue, record

DAY = date(2026, 11, 20)
SCORES = {"p01": ("71.00", 3), "p02": ("88.50", 1), "p03": ("80.00", 2)}


def contest(**values: object) -> Contest:
    """Return a contest that is closed; its solutions are written in no order."""
    known = {"edition": "e", "need": "need-1", "solutions": ["p04", "p01", "p03", "p02"], **values}
    made = record("contest", "ct-1", opened_on=date(2026, 10, 1), closed_on=date(2026, 10, 9), **known)
    assert isinstance(made, Contest)
    return made


def entries(one: Contest) -> list[str]:
    solutions = [record("solution", f"p0{n}", edition="e", need="need-1", status="eligible") for n in range(1, 5)]
    return [entry.row.solution.id for entry in contest_page(one, chain_on(catalogue(one, *solutions), DAY)).entries]


def test_entries_of_a_contest_stand_by_rank_and_those_without_one_behind() -> None:
    aggregates = [{"solution": key, "mean": mean, "rank": rank} for key, (mean, rank) in SCORES.items()]

    assert entries(contest(aggregates=aggregates)) == ["p02", "p03", "p01", "p04"]


def test_entries_without_scores_stand_by_number() -> None:
    assert entries(contest()) == ["p01", "p02", "p03", "p04"]
