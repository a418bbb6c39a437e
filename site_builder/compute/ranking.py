"""The ranking of a contest from its score sheets, in exact fractions; the order of sheets does not matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from site_builder.compute.rubric import Rubric

FULL = 100  # points that the best possible solution gets
FEWEST_TO_TRIM = 3  # with two, dropping both extremes would leave nothing


@dataclass(frozen=True)
class ScoredSheet:
    """The scores of one juror by solution and criterion; a solution from which the juror is recused is not there."""

    juror: str
    scores: Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True)
class Ballot:
    """All that the ranking of one contest rests on.

    ``received`` is the day on which each solution came in; ``bids`` the last bid for each in yuan, empty where no
    prices were bid. Every sheet scores every criterion of each solution that it scores at all.
    """

    rubric: Rubric
    received: Mapping[str, date]
    sheets: tuple[ScoredSheet, ...]
    bids: Mapping[str, int]

    def without(self, juror: str) -> Ballot:
        """Return the ballot without the sheet of *juror*."""
        return replace(self, sheets=tuple(sheet for sheet in self.sheets if sheet.juror != juror))


@dataclass(frozen=True)
class Placing:
    """Where one solution stands; scores are out of 100, ``by_criterion`` holds means on the scale of the rubric.

    ``score`` ranks: ``by_sheets``, with ``price`` mixed in where prices were bid. ``by_sheets`` is the trimmed mean
    where the rubric drops extremes, else the mean.
    """

    solution: str
    rank: int
    score: Fraction
    by_sheets: Fraction
    mean: Fraction
    median: Fraction
    trimmed: Fraction
    price: Fraction | None
    by_criterion: Mapping[str, Fraction]
    sheets: int
    passes: bool


@dataclass(frozen=True)
class Ranking:
    """All standings, best first, and each juror's leaning: above 0 scores higher than the panel, below 0 lower."""

    standings: tuple[Placing, ...]
    leanings: Mapping[str, Fraction]
    is_trimmed: bool


def ranking_of(ballot: Ballot) -> Ranking:
    """Return the ranking of *ballot*.

    Equal scores are told apart by the means of the tie-break criteria in turn, then by the day received, then by id,
    so no two solutions share a rank. A solution that nobody scored has no rank: nothing is not 0 points.

    Source: domain analysis 2.3 and 3.7; extremes are dropped and prices mixed in as the rules of the edition say.
    """
    totals = {solution: own for solution in ballot.received if (own := totals_of(ballot, solution))}
    trims = is_trimmed(ballot)
    unranked = [_standing(ballot, solution, own, trims) for solution, own in totals.items()]
    ordered = sorted(unranked, key=lambda standing: _order(ballot, standing))
    ranked = tuple(replace(standing, rank=rank) for rank, standing in enumerate(ordered, start=1))
    return Ranking(ranked, _leanings(ballot, totals), trims)


def is_trimmed(ballot: Ballot) -> bool:
    """Return whether extremes are dropped: for all solutions of a contest or for none, so that like meets like."""
    fewest = ballot.rubric.drop_extremes_from
    return 0 < fewest <= len(ballot.sheets)


def total_of(scores: Mapping[str, Fraction], rubric: Rubric) -> Fraction:
    """Return the weighted total of one solution on one sheet, out of 100."""
    return sum((c.weight * scores[c.code] for c in rubric.criteria), Fraction(0)) / rubric.scale_max


def totals_of(ballot: Ballot, solution: str) -> dict[str, Fraction]:
    """Return the weighted totals of *solution* by juror."""
    return {
        sheet.juror: total_of(sheet.scores[solution], ballot.rubric)
        for sheet in ballot.sheets
        if solution in sheet.scores
    }


def mean_of(values: Iterable[Fraction]) -> Fraction:
    """Return the mean, 0 of nothing."""
    found = list(values)
    return sum(found, Fraction(0)) / len(found) if found else Fraction(0)


def median_of(values: Iterable[Fraction]) -> Fraction:
    """Return the value in the middle, or the mean of the two in the middle; 0 of nothing."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return mean_of(ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1])


def trimmed_mean_of(values: Iterable[Fraction]) -> Fraction:
    """Return the mean without the highest and the lowest value, the mean of all where there are fewer than three."""
    ordered = sorted(values)
    return mean_of(ordered[1:-1] if len(ordered) >= FEWEST_TO_TRIM else ordered)


def rounded(value: Fraction, places: int = 2) -> str:
    """Return *value* as a decimal number with *places* digits, halves away from zero."""
    scale = 10**places
    whole = (abs(value) * scale + Fraction(1, 2)) // 1
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{whole // scale}.{whole % scale:0{places}}"


def price_score_of(ballot: Ballot, solution: str) -> Fraction | None:
    """Return 100 × lowest bid / own bid, 0 without a bid; ``None`` where the price does not count."""
    if not ballot.rubric.price_weight or not ballot.bids:
        return None
    own = ballot.bids.get(solution)
    return Fraction(FULL * min(ballot.bids.values()), own) if own else Fraction(0)


def _standing(ballot: Ballot, solution: str, totals: Mapping[str, Fraction], trims: bool) -> Placing:
    own = list(totals.values())
    mean, trimmed = mean_of(own), trimmed_mean_of(own)
    by_sheets = trimmed if trims else mean
    price = price_score_of(ballot, solution)
    share = Fraction(ballot.rubric.price_weight, FULL)
    score = by_sheets if price is None else (1 - share) * by_sheets + share * price
    return Placing(
        solution=solution,
        rank=0,
        score=score,
        by_sheets=by_sheets,
        mean=mean,
        median=median_of(own),
        trimmed=trimmed,
        price=price,
        by_criterion={code: criterion_mean_of(ballot, solution, code) for code in ballot.rubric.codes},
        sheets=len(own),
        passes=score >= ballot.rubric.pass_mark,
    )


def criterion_mean_of(ballot: Ballot, solution: str, code: str) -> Fraction:
    """Return the mean of what all sheets give *solution* for criterion *code*, on the scale of the rubric."""
    return mean_of(sheet.scores[solution][code] for sheet in ballot.sheets if solution in sheet.scores)


def _order(ballot: Ballot, standing: Placing) -> tuple[Sequence[Fraction], date, str]:
    ties = [-standing.by_criterion[code] for code in ballot.rubric.tie_break]
    return [-standing.score, *ties], ballot.received[standing.solution], standing.solution


def _leanings(ballot: Ballot, totals: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Fraction]:
    means = {solution: mean_of(own.values()) for solution, own in totals.items()}
    return {
        juror: mean_of(own[juror] - means[solution] for solution, own in totals.items() if juror in own)
        for juror in sorted((sheet.juror for sheet in ballot.sheets), key=lambda juror: (len(juror), juror))
    }
