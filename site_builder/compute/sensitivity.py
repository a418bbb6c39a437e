"""How firm a ranking is: which change of a weight, or which single sheet left out, would swap the first two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from site_builder.compute.ranking import FULL, Ballot, ranking_of
from site_builder.compute.rubric import Rubric


@dataclass(frozen=True)
class WeightSwap:
    """The smallest change of one weight, in whole points, that swaps the first two; 0 where none does."""

    criterion: str
    weight: int
    change: int


@dataclass(frozen=True)
class Sensitivity:
    """What would swap *first* and *second*: changes of weights in order of the rubric, and jurors' sheets."""

    first: str
    second: str
    weights: tuple[WeightSwap, ...]
    sheets: tuple[str, ...]


def sensitivity_of(ballot: Ballot) -> Sensitivity | None:
    """Return what would swap the first two of *ballot*, ``None`` where there are no two."""
    standings = ranking_of(ballot).standings
    if len(standings) < 2:
        return None
    first, second = standings[0].solution, standings[1].solution
    pair = replace(ballot, received={solution: ballot.received[solution] for solution in (first, second)})
    weights = tuple(_weight_swap(pair, code, first) for code in ballot.rubric.codes)
    sheets = tuple(sheet.juror for sheet in ballot.sheets if _leads(pair.without(sheet.juror), second))
    return Sensitivity(first, second, weights, tuple(sorted(sheets, key=lambda juror: (len(juror), juror))))


def with_weight(rubric: Rubric, code: str, weight: int) -> Rubric:
    """Return *rubric* with another weight for one criterion, the others scaled so that all still sum to 100."""
    old = next(criterion.weight for criterion in rubric.criteria if criterion.code == code)
    scale = (FULL - weight) / (FULL - old) if old != FULL else Fraction(0)
    criteria = tuple(
        replace(criterion, weight=Fraction(weight) if criterion.code == code else criterion.weight * scale)
        for criterion in rubric.criteria
    )
    return replace(rubric, criteria=criteria)


def _weight_swap(pair: Ballot, code: str, first: str) -> WeightSwap:
    weight = int(next(criterion.weight for criterion in pair.rubric.criteria if criterion.code == code))
    if weight == FULL:
        return WeightSwap(code, weight, 0)  # nothing else has a share that could grow
    for change in _changes(weight):
        changed = replace(pair, rubric=with_weight(pair.rubric, code, weight + change))
        if not _leads(changed, first):
            return WeightSwap(code, weight, change)
    return WeightSwap(code, weight, 0)


def _changes(weight: int) -> Iterator[int]:
    """Yield every change that leaves a weight between 0 and 100, the smallest first, up before down."""
    for size in range(1, FULL + 1):
        yield from (change for change in (size, -size) if 0 <= weight + change <= FULL)


def _leads(ballot: Ballot, solution: str) -> bool:
    standings = ranking_of(ballot).standings
    return bool(standings) and standings[0].solution == solution
