"""Conflicts of interest: which juror may not score which solution, and on which ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.records import ConflictRule


@dataclass(frozen=True)
class JurorTies:
    """A juror as the rule sees one: ``body`` is the employer, ``manager`` the id of who is a technology manager.

    Here and below a body is the id of an organisation on record, or a name that is on none; empty where unknown.
    """

    code: str
    body: str
    manager: str
    declared: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A solution as the rule sees it: the true solver and owner, and who handles solution or need.

    ``managers`` are technology managers, ``institutions`` service institutions together with whoever employed one of
    these managers on the day on which the contest opened.
    """

    solution: str
    solver: str
    owner: str
    managers: frozenset[str]
    institutions: frozenset[str]


@dataclass(frozen=True)
class PastDocking:
    """A docking: the bodies that were its parties, its first day, and its last, ``None`` while it runs."""

    parties: frozenset[str]
    began_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Surroundings:
    """What conflicts are looked for in: the day the contest opened, parents of organisations by id, past dockings."""

    opened_on: date
    parents: Mapping[str, str]
    dockings: tuple[PastDocking, ...]


@dataclass(frozen=True, order=True)
class Conflict:
    """One ground on which *juror* may not score *solution*."""

    juror: str
    solution: str
    ground: str


def find_conflicts(
    juror: JurorTies, case: Case, around: Surroundings, rules: tuple[ConflictRule, ...]
) -> Iterator[Conflict]:
    """Yield each ground of *rules* on which *juror* may not score the solution of *case*.

    Args:
        juror: who would score.
        case: what would be scored.
        around: where to look for ties between the two.
        rules: ``conflicts`` of the edition's rules, ``{ground, years}`` each.

    Source: domain analysis, rule 36; the grounds and years are the organiser's to set.
    """
    for rule in rules:
        if _TESTS[rule.ground](juror, case, around, rule.years or 0):
            yield Conflict(juror.code, case.solution, rule.ground)


def root_of(body: str, parents: Mapping[str, str]) -> str:
    """Return the uppermost parent of *body*, itself where it has none; a circle ends where it began."""
    seen: set[str] = set()
    while body in parents and body not in seen:
        seen.add(body)
        body = parents[body]
    return body


def years_before(day: date, years: int) -> date:
    """Return the same day *years* earlier, 28 February for 29 February, and never before the first day there is."""
    if day.year <= years:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _same_organization(juror: JurorTies, case: Case, around: Surroundings, years: int) -> bool:
    return bool(juror.body) and juror.body in (case.solver, case.owner)


def _same_group(juror: JurorTies, case: Case, around: Surroundings, years: int) -> bool:
    root = root_of(juror.body, around.parents)
    others = (body for body in (case.solver, case.owner) if body and body != juror.body)
    return bool(juror.body) and any(root_of(body, around.parents) == root for body in others)


def _declared(juror: JurorTies, case: Case, around: Surroundings, years: int) -> bool:
    return case.solution in juror.declared


def _past_docking(juror: JurorTies, case: Case, around: Surroundings, years: int) -> bool:
    if not juror.body or not case.solver or juror.body == case.solver:
        return False
    since = years_before(around.opened_on, years)
    return any(
        {juror.body, case.solver} <= docking.parties
        and docking.began_on <= around.opened_on
        and (docking.ended_on is None or docking.ended_on >= since)
        for docking in around.dockings
    )


def _own_case(juror: JurorTies, case: Case, around: Surroundings, years: int) -> bool:
    return bool(juror.manager and juror.manager in case.managers) or bool(
        juror.body and juror.body in case.institutions
    )


_TESTS: Mapping[str, Callable[[JurorTies, Case, Surroundings, int], bool]] = {
    "same_organization": _same_organization,
    "same_group": _same_group,
    "declared": _declared,
    "past_docking": _past_docking,
    "own_case": _own_case,
}
