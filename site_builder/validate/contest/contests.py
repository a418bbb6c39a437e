"""Contests: solutions of one need, a host who may hold it, one outcome."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.contract.states import has_flag, states_with
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Contest, Edition, Solution, SpecialSession
from site_builder.validate.contest.waivers import check_waivers
from site_builder.validate.every.belonging import named_in
from site_builder.validate.registry import CHAIN, Around, catalogue_rule, record_rule

HOSTS = frozenset({"organizer", "session_organizer"})


@record_rule("contest")
def check_contests(contest: Contest, around: Around) -> Iterator[Problem]:
    """Yield a waiver after the end, and each place that names a solution which does not take part (33, 36)."""
    yield from check_waivers(contest)
    places = [("selected", contest.selected)] if contest.selected else []
    places += [(f"aggregates.{number}.solution", item.solution) for number, item in enumerate(contest.aggregates)]
    places += [(f"waivers.{number}.solution", item.solution) for number, item in enumerate(contest.waivers)]
    for where, solution in places:
        if solution not in contest.solutions:
            facts = {"field": where, "value": solution}
            yield Problem(contest.path, 0, "solution-not-in-contest", where, facts)


@catalogue_rule("contest", rests_on=CHAIN)
def check_hosts(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each contest held by somebody who may not (34)."""
    hosts = _hosts(catalogue)
    for contest in catalogue.all(Contest):
        known = hosts.get(contest.edition, ())
        if contest.host_org not in known:
            facts = {"host": contest.host_org, "known": ", ".join(known) or "–"}
            yield Problem(contest.path, 0, "contest-host", "host_org", facts)


def _hosts(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return who may hold contests, by edition: its organisers, and the hosts of its special sessions (34).

    Source: notice 沪科〔2021〕303号: 承办单位或专场承办机构可通过方案“比拼”等方式确定最优解决方案.
    """
    found: dict[str, dict[str, None]] = {}
    for edition in catalogue.all(Edition):
        own = found.setdefault(edition.id, {})
        own |= {item.org: None for item in edition.organizers if item.role in HOSTS and item.org}
    for session in catalogue.all(SpecialSession):
        if session.host_org:
            found.setdefault(session.edition, {})[session.host_org] = None
    return {edition: tuple(own) for edition, own in found.items()}


def _is_half_closed(contest: Contest) -> bool:
    return ("closed_on" in contest) != ("outcome" in contest)


@catalogue_rule("contest", "solution")
def check_contested(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each solution in a state that its contest does not account for, and a second one chosen (32, 33).

    After a docking came to nothing the next solution may be chosen, so one that lost may stand as chosen later.
    """
    for contest in catalogue.all(Contest):
        if not _is_half_closed(contest):
            yield from _states(contest, catalogue)


def _states(contest: Contest, catalogue: Catalogue) -> Iterator[Problem]:
    chosen: list[Solution] = []
    for where, solution in named_in(contest, "solutions", Solution, catalogue):
        known = _fitting(contest, solution.id)
        if solution.status not in known:
            facts = {"solution": solution.id, "status": solution.status, "known": ", ".join(sorted(known))}
            yield Problem(contest.path, 0, "contest-solution-state", where, facts)
        elif has_flag(solution, "chosen"):
            chosen.append(solution)
    for solution in chosen[1:]:
        facts = {"contest": contest.id, "other": chosen[0].id}
        yield Problem(solution.path, 0, "chosen-twice", "status", facts)


def _fitting(contest: Contest, solution: str) -> frozenset[str]:
    if not contest.closed_on:
        return states_with("solution", "contest", "withdrawn")
    if contest.outcome == "no_award":
        return states_with("solution", "lost", "withdrawn")
    others = () if solution == contest.selected else ("lost", "withdrawn")
    return states_with("solution", "named", *others)
