"""The sealed part of a solution: every indicator of the need is answered exactly once."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.problems import Problem
from site_builder.records import Need, Solution


def check_responses(sealed: Solution, need: Need) -> Iterator[Problem]:
    """Yield each indicator of *need* that the *sealed* part does not answer exactly once, and each it does not have.

    Source: domain analysis, rule 29.
    """
    known = [indicator.code for indicator in need.indicators]
    answered: set[str] = set()
    for number, response in enumerate(sealed.indicator_responses):
        code, where = response.code, f"indicator_responses.{number}.code"
        facts = {"indicator": code, "need": need.id}
        if code not in known:
            yield Problem(sealed.path, 0, "indicator-not-of-need", where, {**facts, "known": ", ".join(known)})
        elif code in answered:
            yield Problem(sealed.path, 0, "indicator-answered-twice", where, facts)
        answered.add(code)
    for code in known:
        if code not in answered:
            facts = {"indicator": code, "need": need.id}
            yield Problem(sealed.path, 0, "indicator-unanswered", "indicator_responses", facts)
