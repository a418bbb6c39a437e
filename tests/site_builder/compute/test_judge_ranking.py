"""Rankings worked out by hand, and what holds for every ranking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.compute.ranking import (
    Ballot,
    ScoredSheet,
    mean_of,
    median_of,
    ranking_of,
    rounded,
    trimmed_mean_of,
)
from site_builder.compute.rubric import Criterion, Rubric, score_fault
from site_builder.compute.sensitivity import sensitivity_of, with_weight
from site_builder.model import Text

DAY = date(2026, 9, 1)


def rubric(**more: object) -> Rubric:
    """Return a rubric of fit 60 and novelty 40, scored from 0 to 10."""
    criteria = (Criterion("fit", Text(), Fraction(60)), Criterion("novelty", Text(), Fraction(40)))
    plain = Rubric(criteria, 10, Fraction(1, 2), 3, 5, 60, ("fit",), 0, False)
    return replace(plain, **more)  # type: ignore[arg-type]


def ballot(scores: dict[str, list[tuple[float, float]]], **more: object) -> Ballot:
    """Return a ballot from the scores of each solution, one ``(fit, novelty)`` a juror, juror-1 first."""
    count = max(len(own) for own in scores.values())
    sheets = tuple(
        ScoredSheet(
            f"juror-{number + 1}",
            {
                solution: {"fit": Fraction(own[number][0]), "novelty": Fraction(own[number][1])}
                for solution, own in scores.items()
                if number < len(own)
            },
        )
        for number in range(count)
    )
    bids = more.pop("bids", {})
    received = more.pop("received", dict.fromkeys(scores, DAY))
    return Ballot(rubric(**more), received, sheets, bids)  # type: ignore[arg-type]


def order(given_ballot: Ballot) -> list[str]:
    return [standing.solution for standing in ranking_of(given_ballot).standings]


def test_a_total_is_weighted_and_out_of_100() -> None:
    # fit 8 × 60 % + novelty 5 × 40 % = 4.8 + 2.0 of 10
    [standing] = ranking_of(ballot({"p01": [(8, 5)]})).standings

    assert standing.score == 68


def test_mean_median_and_trimmed_mean_stand_side_by_side() -> None:
    # totals: 50, 60, 70, 80, 100; mean 72, median 70, without 50 and 100: 70
    [standing] = ranking_of(ballot({"p01": [(5, 5), (6, 6), (7, 7), (8, 8), (10, 10)]})).standings

    assert (standing.mean, standing.median, standing.trimmed) == (72, 70, 70)
    assert standing.score == standing.trimmed


def test_below_the_stated_number_of_sheets_no_extreme_is_dropped() -> None:
    # totals: 50, 60, 70, 100; mean 70, trimmed 65
    ranking = ranking_of(ballot({"p01": [(5, 5), (6, 6), (7, 7), (10, 10)]}))

    assert not ranking.is_trimmed
    assert (ranking.standings[0].score, ranking.standings[0].trimmed) == (70, 65)


def test_one_generous_sheet_does_not_decide_a_trimmed_ranking() -> None:
    # p02: mean (60·4 + 100) / 5 = 68, trimmed 60; p01: 65 in both
    scores = {"p01": [(6.5, 6.5)] * 5, "p02": [(6, 6)] * 4 + [(10, 10)]}

    assert order(ballot(scores)) == ["p01", "p02"]
    assert order(ballot(scores, drop_extremes_from=0)) == ["p02", "p01"]


def test_a_solution_that_a_juror_may_not_score_has_one_sheet_less() -> None:
    ranking = ranking_of(ballot({"p01": [(8, 8)] * 5, "p02": [(7, 7), (7, 7), (9, 9), (6, 6)]}))

    # p02: four totals 70, 70, 90, 60; the contest has five sheets, so 60 and 90 are dropped here too
    assert [(one.solution, one.sheets, one.score) for one in ranking.standings] == [("p01", 5, 80), ("p02", 4, 70)]


def test_equal_scores_are_told_apart_by_the_criterion_then_by_day_then_by_id() -> None:
    # both 64: fit 8, novelty 4 = 48 + 16; fit 6, novelty 7 = 36 + 28
    assert order(ballot({"p01": [(6, 7)], "p02": [(8, 4)]})) == ["p02", "p01"]
    assert order(ballot({"p01": [(6, 7)], "p02": [(8, 4)]}, tie_break=("novelty",))) == ["p01", "p02"]
    days = {"p01": date(2026, 9, 2), "p02": date(2026, 9, 1)}
    assert order(ballot({"p01": [(7, 7)], "p02": [(7, 7)]}, received=days)) == ["p02", "p01"]
    assert order(ballot({"p02": [(7, 7)], "p01": [(7, 7)]})) == ["p01", "p02"]


def test_a_leaning_is_the_mean_distance_from_the_panel() -> None:
    # p01: 80 and 60, mean 70; p02: 50 and 40, mean 45; juror-1: +10 and +5
    ranking = ranking_of(ballot({"p01": [(8, 8), (6, 6)], "p02": [(5, 5), (4, 4)]}))

    assert ranking.leanings == {"juror-1": Fraction(15, 2), "juror-2": Fraction(-15, 2)}


def test_the_price_is_mixed_in_as_zhejiang_did() -> None:
    # price: 100 × 800,000 / 1,000,000 = 80 and 100; with 25 %: 0.75 × 90 + 20 = 87.5 and 0.75 × 80 + 25 = 85
    bids = {"p01": 1_000_000, "p02": 800_000}
    ranking = ranking_of(ballot({"p01": [(9, 9)], "p02": [(8, 8)]}, bids=bids, price_weight=25))

    assert [(one.price, one.score) for one in ranking.standings] == [(80, Fraction(175, 2)), (100, 85)]


def test_without_weight_the_price_does_not_count() -> None:
    ranking = ranking_of(ballot({"p01": [(9, 9)], "p02": [(8, 8)]}, bids={"p01": 9, "p02": 1}))

    assert [(one.price, one.score) for one in ranking.standings] == [(None, 90), (None, 80)]


def test_thirds_are_exact() -> None:
    [standing] = ranking_of(ballot({"p01": [(7, 7), (7, 7), (8, 8)]})).standings

    assert standing.score == Fraction(220, 3)
    assert rounded(standing.score) == "73.33"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1/2", "0.50"),
        ("1/8", "0.13"),
        ("-1/8", "-0.13"),
        ("-1/1000", "0.00"),
        ("199999/2000", "100.00"),
        ("0", "0.00"),
    ],
)
def test_figures_are_rounded_halves_away_from_zero(value: str, text: str) -> None:
    assert rounded(Fraction(value)) == text


@pytest.mark.parametrize(
    ("score", "fault"),
    [("0", None), ("10", None), ("7.5", None), ("7.3", "score-off-step"), ("10.5", "score-out-of-range"),
     ("-0.5", "score-out-of-range")],
)  # fmt: skip
def test_a_score_is_on_the_scale_and_on_a_step(score: str, fault: str | None) -> None:
    assert score_fault(Fraction(score), rubric()) == fault


def test_means_of_nothing_are_nothing() -> None:
    assert (mean_of([]), median_of([]), trimmed_mean_of([])) == (0, 0, 0)
    assert trimmed_mean_of([Fraction(2), Fraction(4)]) == 3


def test_sensitivity_names_the_smallest_change_of_a_weight() -> None:
    # p01: fit 8, novelty 6 → 72; p02: fit 7, novelty 7 → 70. Equal where fit weighs as much as novelty: 50.
    # At 50 the tie goes to fit, so p01 still leads; at 49 p02 leads. For novelty: from 40 up to 51.
    firm = sensitivity_of(ballot({"p01": [(8, 6)], "p02": [(7, 7)]}))

    assert firm is not None
    assert [(swap.criterion, swap.weight, swap.change) for swap in firm.weights] == [
        ("fit", 60, -11),
        ("novelty", 40, 11),
    ]


def test_where_one_solution_is_better_throughout_no_weight_swaps() -> None:
    firm = sensitivity_of(ballot({"p01": [(8, 8)], "p02": [(7, 7)]}))

    assert firm is not None
    assert [swap.change for swap in firm.weights] == [0, 0]


def test_sensitivity_names_the_sheet_on_which_the_first_rank_rests() -> None:
    # p01: 70, 70, 100 → 80; p02: 78, 78, 78 → 78. Without juror-3: 70 against 78.
    firm = sensitivity_of(ballot({"p01": [(7, 7), (7, 7), (10, 10)], "p02": [(7.8, 7.8)] * 3}))

    assert firm is not None
    assert (firm.first, firm.second, firm.sheets) == ("p01", "p02", ("juror-3",))


def test_a_single_solution_has_no_sensitivity() -> None:
    assert sensitivity_of(ballot({"p01": [(7, 7)]})) is None


def test_other_weights_are_scaled_so_that_all_sum_to_100() -> None:
    three = rubric(criteria=tuple(Criterion(c, Text(), Fraction(w)) for c, w in (("a", 50), ("b", 30), ("c", 20))))

    assert [c.weight for c in with_weight(three, "a", 60).criteria] == [60, 24, 16]


scores = st.integers(0, 20).map(lambda half: Fraction(half, 2))
pairs = st.tuples(scores, scores)
ballots = st.integers(1, 7).flatmap(
    lambda jurors: st.dictionaries(
        st.sampled_from([f"p{number:02}" for number in range(1, 7)]),
        st.lists(pairs, min_size=jurors, max_size=jurors),
        min_size=2,
        max_size=5,
    )
)


@given(ballots)
def test_a_ranking_is_total(given_scores: dict[str, list[tuple[float, float]]]) -> None:
    ranking = ranking_of(ballot(given_scores))

    assert [one.rank for one in ranking.standings] == list(range(1, len(given_scores) + 1))
    assert sorted(one.solution for one in ranking.standings) == sorted(given_scores)
    assert [one.score for one in ranking.standings] == sorted((one.score for one in ranking.standings), reverse=True)


@pytest.mark.slow
@settings(max_examples=40)
@given(ballots, st.randoms(use_true_random=False))
def test_the_order_of_sheets_and_solutions_changes_nothing(given_scores: dict, random) -> None:  # type: ignore[no-untyped-def,type-arg]
    one = ballot(given_scores)
    sheets = random.sample(one.sheets, len(one.sheets))
    received = dict(random.sample(list(one.received.items()), len(one.received)))
    other = replace(one, sheets=tuple(sheets), received=received)

    assert ranking_of(other) == ranking_of(one)
    assert sensitivity_of(other) == sensitivity_of(one)


def test_every_order_of_three_sheets_gives_one_ranking() -> None:
    one = ballot({"p01": [(8, 6), (7, 9), (5, 5)], "p02": [(7, 7), (7, 7), (6, 6)]})

    assert {repr(ranking_of(replace(one, sheets=order))) for order in permutations(one.sheets)} == {
        repr(ranking_of(one))
    }


@given(ballots, st.data())
def test_raising_one_score_never_lowers_the_rank(given_scores: dict, data) -> None:  # type: ignore[no-untyped-def,type-arg]
    one = ballot(given_scores)
    sheet = data.draw(st.sampled_from(one.sheets))
    solution = data.draw(st.sampled_from(sorted(sheet.scores)))
    code = data.draw(st.sampled_from(["fit", "novelty"]))
    higher = data.draw(st.fractions(sheet.scores[solution][code], 10))
    raised = ScoredSheet(sheet.juror, {**sheet.scores, solution: {**sheet.scores[solution], code: higher}})
    other = replace(one, sheets=tuple(raised if own is sheet else own for own in one.sheets))

    assert order(other).index(solution) <= order(one).index(solution)


@given(ballots)
def test_leanings_sum_to_nothing_where_all_score_all(given_scores: dict[str, list[tuple[float, float]]]) -> None:
    assert sum(ranking_of(ballot(given_scores)).leanings.values()) == 0


@settings(max_examples=30)
@given(ballots)
def test_a_change_that_swaps_the_first_two_really_does(given_scores: dict[str, list[tuple[float, float]]]) -> None:
    one = ballot(given_scores)
    firm = sensitivity_of(one)
    assert firm is not None
    for swap in firm.weights:
        for size in range(1, abs(swap.change) + 1):
            for change in (size, -size):
                if not 0 <= swap.weight + change <= 100 or (size == abs(swap.change) and change != swap.change):
                    continue
                changed = order(replace(one, rubric=with_weight(one.rubric, swap.criterion, swap.weight + change)))
                is_swapped = changed.index(firm.second) < changed.index(firm.first)
                assert is_swapped == (change == swap.change)
    for juror in firm.sheets:
        left = order(one.without(juror))
        assert left.index(firm.second) < left.index(firm.first)
