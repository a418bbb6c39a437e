"""Points and payouts at their edges: equal totals, the fewest points that count, the last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from site_builder.compute.dockings import is_size_integration
from site_builder.compute.ledger import linked
from site_builder.compute.payout import ComputedLine, payout_of
from site_builder.compute.points import (
    MANAGER,
    employer_on,
    is_suspended,
    may_earn,
    missing_lines,
    reversals_of,
    standings,
)
from site_builder.compute.ranking import Ballot, ScoredSheet
from site_builder.compute.replay import replay
from site_builder.compute.rubric import Criterion, Rubric
from site_builder.compute.sensitivity import WeightSwap, sensitivity_of
from site_builder.model import PointsLine, Text
from tests.chain import (
    CUTOFF,
    START,
    catalogue,
    docking,
    line,
    manager,
    part,
    payout_rules,
    points_rules,
    rules,
)

DAY = timedelta(days=1)


def places(*lines: PointsLine, on: date = CUTOFF) -> list[tuple[int, int, str]]:
    return [
        (one.rank, one.place, one.beneficiary) for one in standings(catalogue(ledger=lines).ledgers["e"], MANAGER, on)
    ]


def test_equal_totals_share_a_place_and_the_next_place_is_skipped() -> None:
    lines = [line("dk-1", "ann", 70), line("dk-2", "bea", 70), line("dk-3", "cho", 40), line("dk-4", "dai", 90)]

    assert places(*lines) == [(1, 1, "dai"), (2, 2, "ann"), (3, 2, "bea"), (4, 4, "cho")]


def test_three_share_the_first_place() -> None:
    lines = [line(f"dk-{name}", name, 10) for name in ("ann", "bea", "cho", "dai")]

    assert places(*lines[:3], line("dk-4", "dai", 9)) == [(1, 1, "ann"), (2, 1, "bea"), (3, 1, "cho"), (4, 4, "dai")]


def test_who_has_more_dockings_or_an_earlier_success_shares_no_place() -> None:
    two = [line("dk-1", "cho", 35), line("dk-2", "cho", 35)]
    lines = [*two, line("dk-3", "bea", 70), line("dk-4", "ann", 70, START + DAY)]

    assert places(*lines) == [(1, 1, "cho"), (2, 2, "bea"), (3, 3, "ann")]


def test_points_of_the_day_itself_count_and_those_of_the_next_do_not() -> None:
    lines = [line("dk-1", "ann", 70, CUTOFF), line("dk-2", "bea", 80, CUTOFF + DAY)]

    assert places(*lines) == [(1, 1, "ann")]


def test_who_has_one_point_stands_and_who_has_none_does_not() -> None:
    assert places(line("dk-1", "ann", 1), line("dk-2", "bea", 0)) == [(1, 1, "ann")]


def paid(points: dict[str, int], **changed: Any) -> tuple[tuple[ComputedLine, ...], int]:
    known = catalogue(*map(manager, points), ledger=[line(f"dk-{key}", key, value) for key, value in points.items()])
    found = payout_of(known.ledgers["e"], part("payout_rules", **payout_rules(**changed)), known)
    return found.lines, found.undistributed


def test_who_has_just_enough_points_is_paid_and_who_lacks_one_is_not() -> None:
    assert paid({"ann": 50, "bea": 49}, min_points=50) == ((ComputedLine(1, "ann", 50, 500_000),), 0)


def test_without_a_least_number_one_point_is_paid() -> None:
    assert paid({"ann": 1, "bea": 0}) == ((ComputedLine(1, "ann", 1, 500_000),), 0)


def test_nobody_with_enough_points_leaves_the_pool_whole() -> None:
    assert paid({"ann": 49}, min_points=50) == ((), 500_000)


def test_as_many_are_paid_as_the_rules_say() -> None:
    lines, rest = paid({"ann": 3, "bea": 2, "cho": 1}, max_recipients=2)

    assert ([one.manager for one in lines], rest) == (["ann", "bea"], 0)


def test_a_tier_pays_its_first_and_its_last_rank_and_none_beyond() -> None:
    tiers = [part("rank_tier", **{"from": 2, "to": 3, "amount": 50_000})]
    lines, rest = paid({"ann": 4, "bea": 3, "cho": 2, "dai": 1}, method="rank_tiers", rank_tiers=tiers)

    assert [(one.rank, one.manager, one.amount) for one in lines] == [
        (1, "ann", 0),
        (2, "bea", 50_000),
        (3, "cho", 50_000),
        (4, "dai", 0),
    ]
    assert rest == 400_000


@pytest.mark.parametrize(("after", "employer"), [(-1, None), (0, "puhui"), (9, "puhui"), (10, None)])
def test_an_employment_lasts_from_its_first_to_its_last_day(after: int, employer: str | None) -> None:
    lin = manager("lin", ("puhui", START, START + 9 * DAY))

    assert employer_on(lin, START + after * DAY) == employer


@pytest.mark.parametrize(("after", "is_paused"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_suspension_lasts_from_its_first_to_its_last_day(after: int, is_paused: bool) -> None:
    lin = manager("lin", suspensions=[{"from": START, "to": START + 9 * DAY, "reason": "conduct"}])

    assert is_suspended(lin, START + after * DAY) is is_paused
    assert may_earn(lin, START + after * DAY) is not is_paused


@pytest.mark.parametrize(("after", "earns"), [(-1, False), (0, True)])
def test_a_manager_earns_from_the_day_of_signing(after: int, earns: bool) -> None:
    assert may_earn(manager("lin", agreement_signed_on=START), START + after * DAY) is earns


@pytest.mark.parametrize(
    ("owner", "solver", "expected"),
    [
        ("large", "micro", True),
        ("medium", "large", True),
        ("large", "large", False),
        ("large", None, False),
        ("small", "medium", False),
    ],
)
def test_large_and_smaller_come_together_in_either_order(owner: str, solver: str | None, expected: bool) -> None:
    parties = [
        {"role": "need_owner", "org_type": "enterprise", "size_class": owner},
        {"role": "solver", "org_type": "enterprise", "size_class": solver},
    ]
    known = [{name: value for name, value in party.items() if value} for party in parties]

    assert is_size_integration(docking("dk-1", None, {}, parties=known), catalogue()) is expected


def test_where_one_criterion_is_all_no_weight_swaps_and_a_sheet_may() -> None:
    rubric = Rubric((Criterion("fit", Text(), Fraction(100)),), 10, Fraction(1), 1, 0, 60, ("fit",), 0, False)
    scores = {"juror-1": (9, 5), "juror-2": (6, 7)}
    sheets = tuple(
        ScoredSheet(juror, {"p01": {"fit": Fraction(one)}, "p02": {"fit": Fraction(other)}})
        for juror, (one, other) in scores.items()
    )
    found = sensitivity_of(Ballot(rubric, dict.fromkeys(("p01", "p02"), START), sheets, {}))

    assert found is not None
    assert (found.weights, found.sheets) == ((WeightSwap("fit", 100, 0),), ("juror-1",))


def reasons(*lines: PointsLine) -> list[tuple[int, str]]:
    """Return what a replay finds in a ledger over one docking that runs and is worth 70 and 30 points."""
    known = catalogue(docking("dk-1", START, {"lin": 100}), rules(points_rules()), EMPLOYED)
    earned = tuple(linked((), missing_lines((), known, "e")))
    return [(one.seq, one.reason) for one in replay(tuple(linked((), [*earned, *lines])), known, "e")]


EMPLOYED = manager("lin", ("puhui", date(2022, 1, 1), None))


def taken_back(reason: str, docking_id: str = "dk-1") -> tuple[PointsLine, ...]:
    granted = list(linked((), [line(docking_id, "lin", 70), line(docking_id, "puhui", 30)]))
    both = [granted[0], replace(granted[1], beneficiary_type="institution")]
    return reversals_of(both, docking_id, reason, START + DAY)


def test_points_of_a_docking_that_runs_are_not_taken_back_for_its_end() -> None:
    assert reasons(*taken_back("docking_terminated")) == [(3, "nothing-to-reverse")]


def test_nothing_is_taken_back_from_a_docking_that_got_nothing() -> None:
    assert reasons(*taken_back("correction", "dk-2")) == [(3, "nothing-to-reverse")]
