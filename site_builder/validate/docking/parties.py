"""Parties of a docking: owner and solver, told apart, named only where the need and the solution name them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Docking, Need, Result, Solution
from site_builder.validate.registry import Around, catalogue_rule, record_rule

NEEDED = ("need_owner", "solver")


@record_rule("docking")
def check_parties(docking: Docking, around: Around) -> Iterator[Problem]:
    """Yield each party that a docking lacks, that cannot be told, or that it names twice (45)."""
    roles = {party.role for party in docking.parties}
    for role in NEEDED:
        if role not in roles:
            yield Problem(docking.path, 0, "party-missing", "parties", {"role": role})
    yield from _named(docking)


@catalogue_rule("docking")
def check_parties_as_disclosed(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each party that the need, the solution or the result of its docking names otherwise (45, 19)."""
    for docking in catalogue.all(Docking):
        yield from _owner(docking, catalogue)
        yield from _solver(docking, catalogue)


def _named(docking: Docking) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, party in enumerate(docking.parties):
        where = f"parties.{number}"
        if "org" not in party:
            for name in ("label", "org_type"):
                if name not in party:
                    yield Problem(docking.path, 0, "party-unnamed", where, {"role": party.role, "field": name})
        name = party.org or party.label.zh
        if name and name in seen:
            yield Problem(docking.path, 0, "party-twice", where, {"name": name})
        seen.add(name)


def _owner(docking: Docking, catalogue: Catalogue) -> Iterator[Problem]:
    need = catalogue.get(Need, docking.need)
    if need and need.owner and need.owner_disclosure == "named":
        owners = [(n, party) for n, party in enumerate(docking.parties) if party.role == "need_owner"]
        if owners and not any("org" in party for _, party in owners):
            facts = {"need": need.id, "owner": need.owner}
            yield Problem(docking.path, 0, "owner-behind-label", f"parties.{owners[0][0]}", facts)
    for number, party in enumerate(docking.parties):
        if need is None or party.role != "need_owner" or "org" not in party:
            continue
        where = f"parties.{number}.org"
        if need.owner_disclosure == "anonymous":
            yield Problem(docking.path, 0, "party-not-hidden", where, {"need": need.id})
        elif need.owner and party.org != need.owner:
            facts = {"value": str(party.org), "record": need.id, "expected": need.owner}
            yield Problem(docking.path, 0, "party-other", where, facts)


def _solver(docking: Docking, catalogue: Catalogue) -> Iterator[Problem]:
    solution, result = catalogue.get(Solution, docking.solution), catalogue.get(Result, docking.result)
    source, expected = (solution, solution.solver_org) if solution else (result, result.holder if result else None)
    named = [(n, party.org) for n, party in enumerate(docking.parties) if party.role == "solver"]
    if source and expected and any(org for _, org in named) and expected not in [org for _, org in named]:
        facts = {"value": next(org for _, org in named if org), "record": source.id, "expected": expected}
        yield Problem(docking.path, 0, "party-other", f"parties.{named[0][0]}.org", facts)
