"""Conflicts of interest: which ties keep a juror from a solution, and which do not."""

from __future__ import annotations

from datetime import date

import pytest

from site_builder.compute.conflicts import (
    Case,
    JurorTies,
    PastDocking,
    Surroundings,
    find_conflicts,
    root_of,
    years_before,
)
from site_builder.records import ConflictRule

GROUNDS = ("same_organization", "same_group", "declared", "past_docking", "own_case")
RULES = tuple(ConflictRule({"ground": ground, "years": 3}) for ground in GROUNDS)
CASE = Case("p01", "solver", "owner", frozenset({"manager-lin"}), frozenset({"agency"}))
PARENTS = {"solver": "group", "sister": "group", "owner": "holding", "daughter": "solver", "a": "b", "b": "a"}
OPENED = date(2026, 10, 12)


def docked(first: str, second: str, began: date, ended: date | None = None) -> PastDocking:
    return PastDocking(frozenset({first, second}), began, ended)


DOCKINGS = (
    docked("recent", "solver", date(2024, 1, 10), date(2024, 6, 1)),
    docked("old", "solver", date(2020, 1, 10), date(2023, 10, 11)),
    docked("just", "solver", date(2020, 1, 10), date(2023, 10, 12)),
    docked("running", "solver", date(2020, 1, 10)),
    docked("later", "solver", date(2026, 10, 13)),
    docked("elsewhere", "owner", date(2026, 1, 10)),
)
AROUND = Surroundings(OPENED, PARENTS, DOCKINGS)


def grounds(body: str = "", manager: str = "", declared: str = "", case: Case = CASE) -> list[str]:
    juror = JurorTies("juror-1", body, manager, frozenset(declared.split()))
    return [conflict.ground for conflict in find_conflicts(juror, case, AROUND, RULES)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("solver", ["same_organization"]),
        ("owner", ["same_organization"]),
        ("group", ["same_group"]),
        ("sister", ["same_group"]),
        ("daughter", ["same_group"]),
        ("holding", ["same_group"]),
        ("recent", ["past_docking"]),
        ("old", []),
        ("just", ["past_docking"]),
        ("running", ["past_docking"]),
        ("later", []),
        ("elsewhere", []),
        ("agency", ["own_case"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_the_body_of_a_juror_decides(body: str, found: list[str]) -> None:
    assert grounds(body) == found


def test_a_manager_does_not_judge_an_own_case() -> None:
    assert grounds(manager="manager-lin") == ["own_case"]
    assert grounds(manager="manager-zhou") == []


def test_who_declares_an_interest_is_believed() -> None:
    assert grounds(declared="p01") == ["declared"]
    assert grounds(declared="p02") == []


def test_several_grounds_are_all_told() -> None:
    assert grounds("solver", "manager-lin", "p01") == ["same_organization", "declared", "own_case"]


def test_only_grounds_of_the_rules_count() -> None:
    juror = JurorTies("juror-1", "solver", "", frozenset())

    assert list(find_conflicts(juror, CASE, AROUND, RULES[1:])) == []


def test_an_unknown_solver_and_an_unknown_employer_are_not_the_same() -> None:
    assert grounds("", case=Case("p01", "", "", frozenset(), frozenset())) == []


def test_a_circle_of_parents_ends() -> None:
    assert root_of("a", PARENTS) in ("a", "b")
    assert root_of("daughter", PARENTS) == "group"


@pytest.mark.parametrize(
    ("day", "before"), [(date(2026, 10, 12), date(2023, 10, 12)), (date(2028, 2, 29), date(2025, 2, 28))]
)
def test_years_are_counted_back_by_the_calendar(day: date, before: date) -> None:
    assert years_before(day, 3) == before
