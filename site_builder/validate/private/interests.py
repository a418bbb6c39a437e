"""Who is who in a contest: jurors and solutions with the bodies behind them, public or sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from site_builder.compute.ballots import judged_solutions
from site_builder.compute.conflicts import Case, Conflict, JurorTies, PastDocking, Surroundings, find_conflicts
from site_builder.compute.dockings import rules_of
from site_builder.compute.points import employer_on
from site_builder.model import Catalogue
from site_builder.records import Contest, Docking, Juror, Need, Organization, Solution, TechnologyManager
from site_builder.text_forms.folding import compared
from site_builder.validate.private.private import Private


@dataclass(frozen=True)
class Bodies:
    """Finds the body behind an id or a name: the id of an organisation on record, else the name in plain form."""

    catalogue: Catalogue
    private: Private
    by_name: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, private: Private) -> Bodies:
        """Return what finds bodies in *catalogue* and *private*."""
        by_name: dict[str, str] = {}
        for organization in catalogue.all(Organization):
            names = (*organization.name.values(), *organization.aliases)
            by_name |= {compared(name): organization.id for name in names if name}
        return cls(catalogue, private, by_name)

    def body(self, written: str | None) -> str:
        """Return the body that an id or a name stands for, empty where nothing is written."""
        if not written or self.catalogue.get(Organization, written):
            return written or ""
        key = compared(written)
        return self.by_name.get(key, key)

    def is_off_record(self, written: str) -> bool:
        """Return whether no organisation on record has this id or name."""
        return self.catalogue.get(Organization, self.body(written)) is None

    def solver_of(self, solution: Solution) -> str:
        """Return the true solver of *solution*, empty where neither stub nor private part tells."""
        sealed = self.private.solutions.get(solution.id)
        return self.body((sealed.solver if sealed else None) or solution.solver_org)

    def owner_of(self, need: Need | None) -> str:
        """Return the true owner of *need*, empty where neither the need nor the private part tells."""
        sealed = self.private.owners.get(need.id) if need else None
        written = next(filter(None, (sealed.owner, *sealed.names)), None) if sealed else None
        return self.body(written or (need.owner if need else None))


def conflicts_in(contest: Contest, bodies: Bodies) -> frozenset[Conflict]:
    """Return every conflict of interest in *contest*, waived or not, by the rules of its edition."""
    catalogue, panel = bodies.catalogue, bodies.private.panels.get(contest.id)
    rules = rules_of(catalogue, contest.edition)
    if panel is None or rules is None:
        return frozenset()
    around = _surroundings(contest, bodies)
    jurors = [_juror(juror, bodies) for juror in panel.jurors]
    cases = [_case(solution, contest, bodies) for solution in judged_solutions(contest, catalogue)]
    found = (find_conflicts(juror, case, around, rules.conflicts) for juror in jurors for case in cases)
    return frozenset(conflict for conflicts in found for conflict in conflicts)


def _juror(juror: Juror, bodies: Bodies) -> JurorTies:
    body = bodies.body(juror.organization or juror.employer)
    return JurorTies(juror.code, body, juror.manager or "", frozenset(juror.declared))


def _case(solution: Solution, contest: Contest, bodies: Bodies) -> Case:
    catalogue = bodies.catalogue
    need = catalogue.get(Need, solution.need)
    handled: list[Need | Solution] = [solution, *([need] if need else [])]
    managers = {record.technology_manager for record in handled} - {None}
    on_record = (catalogue.get(TechnologyManager, manager) for manager in managers)
    employers = {employer_on(manager, contest.opened_on) for manager in on_record if manager}
    institutions = {record.service_institution for record in handled}
    return Case(
        solution=solution.id,
        solver=bodies.solver_of(solution),
        owner=bodies.owner_of(need),
        managers=frozenset(manager for manager in managers if manager),
        institutions=frozenset(body for body in (*employers, *institutions) if body),
    )


def _surroundings(contest: Contest, bodies: Bodies) -> Surroundings:
    catalogue = bodies.catalogue
    parents = {org.id: org.parent for org in catalogue.all(Organization) if org.parent}
    dockings = tuple(_past_docking(docking, bodies) for docking in catalogue.all(Docking))
    return Surroundings(contest.opened_on, parents, dockings)


def _past_docking(docking: Docking, bodies: Bodies) -> PastDocking:
    ended = (docking.completed_on, docking.terminated_on)
    return PastDocking(
        frozenset(_parties(docking, bodies)),
        docking.proposed_on,
        max((day for day in ended if day), default=None),
    )


def _parties(docking: Docking, bodies: Bodies) -> Iterator[str]:
    """Yield the true parties of *docking*, also those that it shows under a label."""
    catalogue = bodies.catalogue
    yield from (party.org for party in docking.parties if party.org)
    solution = catalogue.get(Solution, docking.solution)
    owner = bodies.owner_of(catalogue.get(Need, docking.need))
    yield from (body for body in (owner, bodies.solver_of(solution) if solution else "") if body)
