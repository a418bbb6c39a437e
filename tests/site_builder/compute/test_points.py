"""Points and payouts: worked examples, and what must hold whatever the shares, ties and reversals."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.compute.dockings import falls_between_versions, success_of
from site_builder.compute.ledger import first_break, line_of, linked, row_of
from site_builder.compute.payout import payout_of
from site_builder.compute.points import lines_for, missing_lines, reversals_of, standings
from site_builder.compute.replay import replay
from site_builder.compute.shares import split
from site_builder.model import Catalogue, PointsLine, Record
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
    record,
    rules,
)

SIGNED = date(2026, 8, 4)
LIN = manager("lin", ("puhui", date(2022, 1, 1), None))
XU = manager("xu", ("xinqiao", date(2022, 1, 1), None))
ZHOU = manager("zhou", ("puhui", date(2023, 1, 1), date(2026, 6, 30)), ("xinqiao", date(2026, 7, 1), None))
WEI = manager("wei")


def worth(found: tuple[PointsLine, ...]) -> list[tuple[str, int]]:
    return [(item.beneficiary, item.points) for item in found]


def earned(one: Record, *others: Record, **options: Any) -> list[tuple[str, int]]:
    return worth(lines_for(one, catalogue(one, *others, LIN, XU, ZHOU, WEI, **options)))


# What a docking is worth to whom


def test_points_go_to_the_manager_and_to_the_manager_s_institution() -> None:
    assert earned(docking("dk-1", SIGNED, {"lin": 100}), rules(points_rules())) == [("lin", 70), ("puhui", 30)]


def test_two_managers_share_and_so_do_their_institutions() -> None:
    one = docking("dk-1", SIGNED, {"lin": 60, "xu": 40})

    assert earned(one, rules(points_rules())) == [("lin", 42), ("xu", 28), ("puhui", 18), ("xinqiao", 12)]


def test_a_third_of_a_point_goes_by_the_largest_remainder() -> None:
    """60 points: 33 %, 33 % and 34 % of the managers' 42 are 13.86, 13.86 and 14.28; of the rest 5.94 and 12.06."""
    one = docking("dk-1", SIGNED, {"lin": 33, "xu": 33, "zhou": 34})

    found = earned(one, rules(points_rules(base_points=60)))

    assert found == [("zhou", 14), ("lin", 14), ("xu", 14), ("xinqiao", 12), ("puhui", 6)]


@pytest.mark.parametrize(("signed_on", "employer"), [(date(2026, 6, 30), "puhui"), (date(2026, 7, 1), "xinqiao")])
def test_the_institution_is_the_employer_on_the_day_of_success(signed_on: date, employer: str) -> None:
    one = docking("dk-1", signed_on, {"zhou": 100})

    assert earned(one, rules(points_rules())) == [("zhou", 70), (employer, 30)]


@pytest.mark.parametrize(
    ("rule", "points"), [("institution_share_dropped", [("wei", 70)]), ("to_manager", [("wei", 100)])]
)
def test_an_independent_manager_has_no_institution(rule: str, points: list[tuple[str, int]]) -> None:
    one = docking("dk-1", SIGNED, {"wei": 100})

    assert earned(one, rules(points_rules(independent_manager=rule))) == points


def test_a_suspended_manager_earns_nothing_and_nobody_earns_it_instead() -> None:
    paused = manager(
        "he",
        ("puhui", date(2022, 1, 1), None),
        status="suspended",
        suspensions=[{"from": SIGNED, "reason": None}],
    )
    one = docking("dk-1", SIGNED, {"he": 50, "xu": 50})
    before = docking("dk-2", SIGNED - timedelta(days=1), {"he": 50, "xu": 50})

    known = catalogue(one, before, rules(points_rules()), paused, XU)

    assert worth(lines_for(one, known)) == [("xu", 35), ("xinqiao", 15)]
    assert worth(lines_for(before, known)) == [("he", 35), ("xu", 35), ("puhui", 15), ("xinqiao", 15)]


def test_a_manager_earns_only_after_signing_the_agreement() -> None:
    late = manager("late", ("puhui", date(2022, 1, 1), None), agreement_signed_on=SIGNED + timedelta(days=1))
    one = docking("dk-1", SIGNED, {"late": 100})

    assert lines_for(one, catalogue(one, rules(points_rules()), late)) == ()


def test_the_need_owner_has_to_be_an_enterprise() -> None:
    parties = [{"role": "need_owner", "org_type": "hospital"}, {"role": "solver", "org_type": "university"}]
    one = docking("dk-1", SIGNED, {"lin": 100}, parties=parties)

    assert earned(one, rules(points_rules())) == []


def test_the_version_of_the_rules_in_force_on_the_day_of_success_counts() -> None:
    both = rules(points_rules(), points_rules(version=2, **{"from": date(2026, 9, 1)}, cross_region_points=20))
    before, after = (docking("dk-1", on, {"lin": 100}) for on in (date(2026, 8, 31), date(2026, 9, 1)))

    assert earned(before, both, solver_region="32") == [("lin", 70), ("puhui", 30)]
    assert earned(after, both, solver_region="32") == [("lin", 84), ("puhui", 36)]


def test_success_may_ask_for_the_exchange_s_verification() -> None:
    asked = rules(points_rules(docking_success_requires="verified"))
    signed = docking("dk-1", SIGNED, {"lin": 100})
    verified = docking(
        "dk-2", SIGNED, {"lin": 100}, verification={"status": "verified", "verified_on": date(2026, 8, 20)}
    )

    assert earned(signed, asked) == []
    assert [(item.points, item.on) for item in lines_for(verified, catalogue(verified, asked, LIN))] == [
        (70, date(2026, 8, 20)),
        (30, date(2026, 8, 20)),
    ]


def test_where_the_rules_have_no_points_nothing_is_earned() -> None:
    assert earned(docking("dk-1", SIGNED, {"lin": 100}), rules()) == []


def test_a_docking_taken_from_a_report_earns_nothing() -> None:
    assert earned(docking("dk-1", SIGNED, {"lin": 100}, provenance="reported"), rules(points_rules())) == []


def test_a_docking_may_fall_between_two_versions_that_mean_different_things_by_success() -> None:
    later = points_rules(version=2, **{"from": date(2026, 9, 1)})
    both = rules(points_rules(docking_success_requires="verified"), later)
    verified = {"status": "verified", "verified_on": date(2026, 9, 9)}
    one = docking("dk-1", SIGNED, {"lin": 100}, verification=verified)

    assert (success_of(one, both), falls_between_versions(one, both)) == (None, True)


# The ledger


def ledger_of(*dockings: Record) -> Catalogue:
    """Return a catalogue of *dockings* whose ledger holds what they earn."""
    known = catalogue(*dockings, rules(points_rules()), LIN, XU, ZHOU, WEI)
    return replace(known, ledgers={"e": tuple(linked((), missing_lines((), known, "e")))})


def test_a_terminated_docking_loses_its_points_and_gets_none_again() -> None:
    one = docking("dk-1", SIGNED, {"lin": 100})
    lines = ledger_of(one).ledgers["e"]
    ended = docking("dk-1", SIGNED, {"lin": 100}, stage="terminated", terminated_on=date(2026, 10, 9))
    known = catalogue(ended, rules(points_rules()), LIN)

    taken_back = tuple(linked(lines, missing_lines(lines, known, "e")))
    after = (*lines, *taken_back)

    assert [(item.points, item.reverses, item.on) for item in taken_back] == [
        (-70, 1, date(2026, 10, 9)),
        (-30, 2, date(2026, 10, 9)),
    ]
    assert list(missing_lines(after, known, "e")) == []
    assert standings(after, "manager", CUTOFF) == ()
    assert [item.points for item in standings(after, "manager", date(2026, 10, 8))] == [70]
    assert list(replay(after, known, "e")) == []


def test_points_that_were_wrong_are_taken_back_and_posted_again() -> None:
    lines = ledger_of(docking("dk-1", SIGNED, {"lin": 100})).ledgers["e"]
    mended = catalogue(docking("dk-1", SIGNED, {"xu": 100}), rules(points_rules()), LIN, XU)

    assert [(found.seq, found.reason) for found in replay(lines, mended, "e")] == [(1, "not-as-computed")]

    lines += tuple(linked(lines, reversals_of(lines, "dk-1", "correction", date(2026, 9, 1))))
    lines += tuple(linked(lines, missing_lines(lines, mended, "e")))

    assert [(item.beneficiary, item.points) for item in lines] == [
        ("lin", 70), ("puhui", 30), ("lin", -70), ("puhui", -30), ("xu", 70), ("xinqiao", 30),
    ]  # fmt: skip
    assert list(replay(lines, mended, "e")) == []


def test_points_are_not_given_twice() -> None:
    known = ledger_of(docking("dk-1", SIGNED, {"lin": 100}))
    lines = known.ledgers["e"]
    other = line("dk-other", "lin", 1)
    twice = tuple(linked((), [*lines, other, *lines]))

    assert [(found.seq, found.reason) for found in replay(twice, known, "e")] == [
        (3, "unknown-docking"),
        (4, "paid-twice"),
    ]


@given(st.data())
def test_one_changed_byte_of_a_ledger_is_found_with_its_line(data: st.DataObject) -> None:
    known = ledger_of(*(docking(f"dk-{n}", SIGNED, {"lin": 60, "xu": 40}) for n in range(4)))
    rows = [row_of(item) for item in known.ledgers["e"]]
    at = data.draw(st.integers(0, len(rows) - 1))
    byte = data.draw(st.integers(0, len(rows[at]) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda c: c != rows[at][byte]))
    changed = rows[at][:byte] + other + rows[at][byte + 1 :]

    lines = [line_of(row) for row in (*rows[:at], changed, *rows[at + 1 :])]

    readable = [item for item in lines[: at + 1] if item is not None]
    assert lines[at] is None or first_break(readable) == at


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_split_loses_nothing_and_stays_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    if not sum(weights):
        weights[0] = 1

    parts = split(total, weights)

    assert sum(parts) == total
    assert all(
        abs(got * sum(weights) - total * weight) < sum(weights) for got, weight in zip(parts, weights, strict=True)
    )
    assert all(got == 0 for got, weight in zip(parts, weights, strict=True) if weight == 0)


MANAGERS = ("lin", "xu", "zhou", "wei")


@st.composite
def dockings(draw: st.DrawFn) -> list[Record]:
    """Draw dockings with one to four managers, whose shares sum to 100, some terminated after they succeeded."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        chosen = draw(st.lists(st.sampled_from(MANAGERS), min_size=1, max_size=4, unique=True))
        cuts = sorted(
            draw(st.lists(st.integers(1, 99), min_size=len(chosen) - 1, max_size=len(chosen) - 1, unique=True))
        )
        shares = [end - start for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]
        signed_on = START + timedelta(days=draw(st.integers(0, 200)))
        ended = {"stage": "terminated", "terminated_on": signed_on + timedelta(days=9)} if draw(st.booleans()) else {}
        found.append(docking(f"dk-{number}", signed_on, dict(zip(chosen, shares, strict=True)), **ended))
    return found


@given(dockings(), st.integers(1, 500), st.integers(0, 100), st.randoms(use_true_random=False))
def test_points_conserve_the_worth_of_every_docking(
    drawn: list[Record], base: int, percent: int, chance: random.Random
) -> None:
    """Managers with an employer get all of it; an independent one leaves out the institution's part, never more."""
    version = points_rules(base_points=base, manager_percent=percent)
    running = [replace_stage(one) for one in drawn]
    start = catalogue(*running, rules(version), LIN, XU, ZHOU, WEI)
    lines = tuple(linked((), missing_lines((), start, "e")))
    for one in running:
        total = sum(item.points for item in lines if item.docking == one.id)
        has_independent = any(share["manager"] == "wei" for share in one["technology_managers"])
        assert total == base or (has_independent and total < base)

    after = catalogue(*drawn, rules(version), LIN, XU, ZHOU, WEI)
    lines += tuple(linked(lines, missing_lines(lines, after, "e")))
    for one in drawn:
        total = sum(item.points for item in lines if item.docking == one.id)
        assert total == (0 if one["stage"] == "terminated" else sum(item.points for item in lines_for(one, after)))
    assert list(replay(lines, after, "e")) == []
    assert first_break(lines) is None

    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert standings(shuffled, "manager", CUTOFF) == standings(lines, "manager", CUTOFF)


def replace_stage(one: Record) -> Record:
    """Return *one* as it stood before it was terminated."""
    values = {name: value for name, value in one.values.items() if name != "terminated_on"}
    return type(one)(values | {"stage": "contract_signed"}, one.path, one.digest)


# The payout


def paid(points: dict[str, int], **changed: Any) -> list[tuple[str, int]]:
    ledger = [line(f"dk-{key}", key, value) for key, value in points.items()]
    known = catalogue(*(manager(key) for key in points), ledger=ledger)
    rule = part("payout_rules", **payout_rules(**changed))
    return [(item.manager, item.amount) for item in payout_of(known.ledgers["e"], rule, known).lines]


def test_the_worked_example_of_the_rules() -> None:
    """210, 140 and 70 points: floors 250,000, 166,666 and 83,333; the yuan left goes to the fraction .667."""
    assert paid({"a": 210, "b": 140, "c": 70}) == [("a", 250_000), ("b", 166_667), ("c", 83_333)]


def test_equal_points_share_equally_and_the_odd_yuan_goes_by_rank() -> None:
    assert paid({"a": 50, "b": 50, "c": 50}) == [("a", 166_667), ("b", 166_667), ("c", 166_666)]


def test_too_few_points_and_too_low_a_rank_get_nothing() -> None:
    assert paid({"a": 300, "b": 100, "c": 40}, min_points=50, max_recipients=2) == [("a", 375_000), ("b", 125_000)]


TIERS = [
    {"from": 1, "to": 1, "amount": 100_000},
    {"from": 2, "to": 3, "amount": 50_000},
    {"from": 4, "to": 10, "amount": 20_000},
]


def tiered(points: dict[str, int]) -> list[tuple[str, int]]:
    return paid(points, method="rank_tiers", rank_tiers=[part("rank_tier", **tier) for tier in TIERS])


def test_tiers_pay_by_rank() -> None:
    assert tiered({"a": 4, "b": 3, "c": 2, "d": 1}) == [("a", 100_000), ("b", 50_000), ("c", 50_000), ("d", 20_000)]


def test_those_who_are_equal_share_what_their_ranks_get() -> None:
    """Ranks 1 and 2 share 150,000; ranks 3 to 5 share 90,000."""
    equal = tiered({"a": 4, "b": 4, "c": 1, "d": 1, "e": 1})

    assert equal == [("a", 75_000), ("b", 75_000), ("c", 30_000), ("d", 30_000), ("e", 30_000)]


def test_nobody_with_points_leaves_the_pool_undistributed() -> None:
    known = catalogue()

    found = payout_of((), part("payout_rules", **payout_rules()), known)

    assert (found.lines, found.undistributed) == ((), 500_000)


def test_a_suspended_manager_receives_no_cash() -> None:
    ledger = [line("dk-1", "a", 70), line("dk-2", "b", 70)]
    paused = manager("b", suspensions=[{"from": CUTOFF, "reason": None}])
    known = catalogue(manager("a"), paused, ledger=ledger)

    found = payout_of(known.ledgers["e"], part("payout_rules", **payout_rules()), known)

    assert [(item.manager, item.amount) for item in found.lines] == [("a", 500_000)]


@given(
    st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 1000), min_size=0, max_size=10),
    st.integers(0, 10**7),
    st.integers(1, 12),
    st.sampled_from(["proportional", "rank_tiers"]),
    st.booleans(),
)
def test_a_payout_conserves_the_pool_exactly(
    points: dict[str, int], pool: int, most: int, method: str, is_reversed: bool
) -> None:
    ledger = list(linked((), [line(f"dk-{key}", key, value) for key, value in points.items()]))
    if is_reversed and ledger:
        ledger += linked(ledger, reversals_of(ledger, ledger[0].docking, "award_fraud", START))
    known = catalogue(*(manager(key) for key in points))
    tiers = [{**tier, "amount": tier["amount"] * pool // 10**6} for tier in TIERS]
    rule = part(
        "payout_rules",
        **payout_rules(
            pool=pool, method=method, max_recipients=most, rank_tiers=[part("rank_tier", **tier) for tier in tiers]
        ),
    )

    found = payout_of(ledger, rule, known)

    assert sum(item.amount for item in found.lines) + found.undistributed == pool
    assert found.undistributed >= 0 and all(item.amount >= 0 for item in found.lines)
    assert [item.rank for item in found.lines] == list(range(1, len(found.lines) + 1))
    by_rank = [(item.points, item.amount) for item in found.lines]
    assert all(one[0] >= other[0] and one[1] >= other[1] for one, other in itertools.pairwise(by_rank))
    assert method == "rank_tiers" or found.undistributed in (0, pool)


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_ranking_is_total_and_does_not_depend_on_the_order_of_the_ledger(order: list[str]) -> None:
    points = {"a": 70, "b": 70, "c": 70, "d": 140}
    ledger = list(linked((), [line(f"dk-{key}", key, points[key]) for key in order]))

    found = standings(ledger, "manager", CUTOFF)

    assert [(item.rank, item.place, item.beneficiary) for item in found] == [
        (1, 1, "d"), (2, 2, "a"), (3, 2, "b"), (4, 2, "c"),
    ]  # fmt: skip


def test_ranking_breaks_ties_by_dockings_then_by_the_first_success() -> None:
    ledger = [
        line("dk-1", "one-big", 70, date(2026, 7, 1)),
        line("dk-2", "two-small", 35, date(2026, 9, 1)),
        line("dk-3", "two-small", 35, date(2026, 9, 2)),
        line("dk-4", "early", 70, date(2026, 6, 9)),
    ]

    found = standings(list(linked((), ledger)), "manager", CUTOFF)

    assert [item.beneficiary for item in found] == ["two-small", "early", "one-big"]


def test_a_docking_crosses_regions_only_between_two_home_regions() -> None:
    both = rules(points_rules(cross_region_points=20))
    one = docking("dk-1", SIGNED, {"lin": 100})

    worths = {
        region: sum(p for _, p in earned(one, both, solver_region=region)) for region in ("31", "34", "ov", "cn")
    }

    assert worths == {"31": 100, "34": 120, "ov": 100, "cn": 100}


def test_a_record_in_memory_has_the_fields_of_its_schema() -> None:
    assert record("docking", "dk")["technology_managers"] == ()
