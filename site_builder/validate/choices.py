"""Choices: the published figures of a contest are those that the rules allow, and bear out who was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.reckon.dockings import rules_of


def check_choices(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each aggregate published against the rules, and each choice that it does not bear out (37).

    That the aggregates follow from the score sheets is checked where the private folder is at hand.
    """
    for contest in catalogue.all("contest"):
        if not contest["aggregates"]:
            continue
        rules = rules_of(catalogue, contest["edition"])
        how = rules["rubric_rules"] if rules else None
        if rules and not (how and how["publish_aggregates"]):
            yield Problem(contest.path, 0, "aggregates-not-allowed", "aggregates", {"edition": contest["edition"]})
        elif not contest["closed_on"]:
            yield Problem(contest.path, 0, "aggregates-too-early", "aggregates")
        yield from _choice(contest)


def _choice(contest: Record) -> Iterator[Problem]:
    rank = next((item["rank"] for item in contest["aggregates"] if item["solution"] == contest["selected"]), None)
    is_explained = contest["decided_by"] == "owner_on_panel_advice" and "reason" in contest
    if rank is not None and rank != 1 and not is_explained:
        facts = {"solution": contest["selected"], "rank": str(rank)}
        yield Problem(contest.path, 0, "choice-not-first", "selected", facts)
