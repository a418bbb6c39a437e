"""Waivers: given before the scores they allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.problems import Problem
from site_builder.records import Contest


def check_waivers(contest: Contest) -> Iterator[Problem]:
    """Yield each waiver of *contest* from after its last day (36)."""
    for number, waiver in enumerate(contest.waivers):
        if contest.closed_on and waiver.on > contest.closed_on:
            yield late_waiver(contest, number, contest.closed_on)


def late_waiver(contest: Contest, number: int, day: date) -> Problem:
    """Return that waiver *number* of *contest* is from after *day*."""
    facts = {"juror": contest.waivers[number].juror, "day": day.isoformat()}
    return Problem(contest.path, 0, "waiver-too-late", f"waivers.{number}.on", facts)
