"""The ballot of a contest, put together from records: rules, contest, stubs of solutions, score sheets, bids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from site_builder.compute.ranking import Ballot, ScoredSheet
from site_builder.compute.rubric import Rubric
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.records import Contest, Panel, Sheet, Solution


def judged_solutions(contest: Contest, catalogue: Catalogue) -> tuple[Solution, ...]:
    """Return the solutions that are compared in *contest*: all of them but those withdrawn."""
    found = (catalogue.get(Solution, solution) for solution in contest.solutions)
    return tuple(solution for solution in found if solution and not has_flag(solution, "withdrawn"))


def ballot_of(
    rubric: Rubric, contest: Contest, solutions: Iterable[Solution], sheets: Iterable[Sheet], panel: Panel | None
) -> Ballot:
    """Return the ballot of *contest* from complete sheets, each of which scores every criterion of a solution.

    Bids are those of the last round; they count where the rubric gives the price weight.
    """
    received = {solution.id: solution.received_on for solution in solutions}
    bids = last_bids(panel, contest.price_rounds) if panel and contest.price_rounds else {}
    return Ballot(
        rubric=rubric,
        received=received,
        sheets=tuple(ScoredSheet(sheet.id, scores_by_solution(sheet)) for sheet in sheets),
        bids={solution: price for solution, price in bids.items() if solution in received},
    )


def scores_by_solution(sheet: Sheet) -> dict[str, Mapping[str, Fraction]]:
    """Return the scores of *sheet* by solution and criterion."""
    scores: dict[str, dict[str, Fraction]] = {}
    for score in sheet.scores:
        scores.setdefault(score.solution, {})[score.criterion] = Fraction(score.value)
    return dict(scores)


def last_bids(panel: Panel, last_round: int) -> dict[str, int]:
    """Return the bid in round *last_round* for each solution, in yuan."""
    return {bid.solution: bid.price for bid in panel.bids if bid.round == last_round}
