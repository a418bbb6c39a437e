"""Choices: the published figures of a contest are those that the rules allow, and bear out who was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from site_builder.compute.ballots import judged_solutions
from site_builder.compute.dockings import rules_of
from site_builder.compute.ranking import FULL
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Contest
from site_builder.validate.registry import catalogue_rule


@catalogue_rule("contest")
def check_choices(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each aggregate published against the rules, and each choice that it does not bear out (37).

    That the aggregates follow from the score sheets is checked where the private folder is at hand.
    """
    for contest in catalogue.all(Contest):
        if not contest.aggregates:
            continue
        rules = rules_of(catalogue, contest.edition)
        how = rules.rubric_rules if rules else None
        if rules and not (how and how.publish_aggregates):
            yield Problem(contest.path, 0, "aggregates-not-allowed", "aggregates", {"edition": contest.edition})
        elif not contest.closed_on:
            yield Problem(contest.path, 0, "aggregates-too-early", "aggregates")
        yield from _choice(contest)
        faults = [*_scores(contest), *_standings(contest, catalogue)]
        yield from faults or _order(contest)


def _scores(contest: Contest) -> Iterator[Problem]:
    for number, item in enumerate(contest.aggregates):
        if not 0 <= Fraction(item.mean) <= FULL:
            facts = {"solution": item.solution, "highest": str(FULL)}
            yield Problem(contest.path, 0, "aggregate-out-of-range", f"aggregates.{number}.mean", facts)


def _standings(contest: Contest, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield each solution that does not stand in the aggregates exactly once."""
    given = [item.solution for item in contest.aggregates]
    judged = [solution.id for solution in judged_solutions(contest, catalogue)]
    for solution in dict.fromkeys([*judged, *given]):
        if given.count(solution) != 1:
            facts = {"solution": solution, "count": str(given.count(solution))}
            yield Problem(contest.path, 0, "aggregate-not-once", "aggregates", facts)


def _order(contest: Contest) -> Iterator[Problem]:
    """Yield ranks that are not 1, 2, 3 … in order of the scores."""
    ranked = sorted(contest.aggregates, key=lambda item: item.rank)
    scores = [Fraction(item.mean) for item in ranked]
    is_counted = [item.rank for item in ranked] == list(range(1, len(ranked) + 1))
    if not is_counted or scores != sorted(scores, reverse=True):
        yield Problem(contest.path, 0, "aggregates-not-in-order", "aggregates", {"contest": contest.id})


def _choice(contest: Contest) -> Iterator[Problem]:
    rank = next((item.rank for item in contest.aggregates if item.solution == contest.selected), None)
    is_explained = contest.decided_by == "owner_on_panel_advice" and "reason" in contest
    if rank is not None and rank != 1 and not is_explained:
        facts = {"solution": contest.selected or "–", "rank": str(rank)}
        yield Problem(contest.path, 0, "choice-not-first", "selected", facts)
