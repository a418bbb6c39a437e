"""Solvers: nobody takes up the need of its own house, nor floods a need or an edition with solutions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.conflicts import root_of
from site_builder.compute.dockings import rules_of
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Docking, Need, Organization, Solution
from site_builder.text_forms.folding import compared
from site_builder.validate.need.owners import names_of
from site_builder.validate.registry import catalogue_rule


@catalogue_rule("docking")
def check_hidden_solvers(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each docking that names a solver whom its solution does not name (27, 45)."""
    for docking in catalogue.all(Docking):
        solution = catalogue.get(Solution, docking.solution)
        if solution is None or solution.solver_org:
            continue
        for number, party in enumerate(docking.parties):
            if party.role == "solver" and party.org:
                facts = {"solution": solution.id}
                yield Problem(docking.path, 0, "party-solver-not-hidden", f"parties.{number}.org", facts)


@catalogue_rule("solution")
def check_solvers(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each solution whose solver is the need owner or of its group, by id or by name (26).

    Who stands behind a stub without a name is known only to the private folder, and checked there.
    """
    heads = ((org.id, org.parent or org.successor_of) for org in catalogue.all(Organization))
    above = {org: head for org, head in heads if head}
    for solution in catalogue.all(Solution):
        need = catalogue.get(Need, solution.need)
        owner = catalogue.get(Organization, need.owner) if need else None
        if owner is None:
            continue
        label, solver = solution.team_label, catalogue.get(Organization, solution.solver_org)
        names = {compared(name) for name in names_of(owner)}
        if solver and root_of(solver.id, above) == root_of(owner.id, above):
            facts = {"solver": solver.id, "owner": owner.id}
            yield Problem(solution.path, 0, "solver-is-owner", "solver_org", facts)
        elif {compared(text) for text in label.values()} & names:
            facts = {"solver": label["zh"], "owner": owner.id}
            yield Problem(solution.path, 0, "solver-is-owner", "team_label", facts)


@catalogue_rule("solution")
def check_solver_limits(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each solver's second active solution to a need, and the one that exceeds the edition's limit (30)."""
    active: dict[tuple[str, str], list[Solution]] = {}
    for solution in sorted(catalogue.all(Solution), key=lambda record: (record.received_on, record.id)):
        if solution.solver_org and has_flag(solution, "active"):
            active.setdefault((solution.edition, solution.solver_org), []).append(solution)
    for (edition, solver), own in active.items():
        first: dict[str, Solution] = {}
        for solution in own:
            if (other := first.setdefault(solution.need, solution)) is not solution:
                facts = {"solver": solver, "need": solution.need, "other": other.id}
                yield Problem(solution.path, 0, "solution-twice", "solver_org", facts)
        rules = rules_of(catalogue, edition)
        most = rules.solutions_per_solver if rules else None
        if most and len(own) > most:
            facts = {"solver": solver, "count": str(len(own)), "bound": str(most)}
            yield Problem(own[most].path, 0, "too-many-solutions", "solver_org", facts)
