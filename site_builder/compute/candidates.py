"""Who may receive an award: computed from the records by the basis that the rules give each category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from site_builder.compute.dockings import STAGE_AT_LEAST, has_reached, is_cross_region, is_successful, rules_of
from site_builder.compute.payout import payout_of
from site_builder.compute.points import INSTITUTION, is_suspended, standing_lines, standings
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, R
from site_builder.records import (
    AwardCategory,
    AwardGroup,
    Contest,
    Docking,
    Event,
    Need,
    Organization,
    Rules,
    Solution,
    TechnologyManager,
)

SOLUTION, PERSON, ORGANIZATION = "solution", "person", "organization"


@dataclass(frozen=True)
class Candidate:
    """One who is eligible: of which kind, which record, by which figures, with the records that bear it out.

    ``figures`` are counts, points or yuan by a key of ``awards.figures`` in the phrases, the weightier first;
    ``evidence`` pairs of record type and id, of a ledger ``("ledger", "3")`` for its line 3.
    """

    kind: str
    id: str
    figures: Mapping[str, int] = field(default_factory=dict)
    evidence: tuple[tuple[str, str], ...] = ()


def basis_of(group: AwardGroup, category: AwardCategory) -> str | None:
    """Return the basis of *category*: its own, else what its *group* is computed from."""
    basis: str | None = category.basis or group.computed_from
    return basis


def candidates_for(
    catalogue: Catalogue, rules: Rules, group: AwardGroup, category: AwardCategory, day: date
) -> list[Candidate]:
    """Return who is eligible for *category* on *day*, in order; none where the rules give it no basis.

    Records suspended on that day are left out, and organisations of a kind that the category does not allow.

    Source: notice 沪科〔2021〕303号, 四: who each award is for; the bases are defaults (domain model 3.7).
    """
    find = _FINDERS.get(basis_of(group, category) or "")
    if find is None:
        return []
    return [one for one in find(_Facts(catalogue, rules, group, category, day)) if _may_receive(one, catalogue, day)]


@dataclass(frozen=True)
class _Facts:
    catalogue: Catalogue
    rules: Rules
    group: AwardGroup
    category: AwardCategory
    day: date

    @property
    def edition(self) -> str:
        return str(self.rules.edition)

    def of_edition(self, kind: type[R]) -> Iterator[R]:
        return (record for record in self.catalogue.all(kind) if record["edition"] == self.edition)

    def allows(self, organization: str | None) -> bool:
        record = self.catalogue.get(Organization, organization)
        types = self.category.org_types
        return record is not None and (not types or record.org_type in types)


def _may_receive(candidate: Candidate, catalogue: Catalogue, day: date) -> bool:
    if candidate.kind == PERSON:
        manager = catalogue.get(TechnologyManager, candidate.id)
        return manager is not None and not is_suspended(manager, day)
    if candidate.kind == ORGANIZATION:
        organization = catalogue.get(Organization, candidate.id)
        return organization is not None and not is_suspended(organization, day)
    solution = catalogue.get(Solution, candidate.id)
    solver = catalogue.get(Organization, solution.solver_org) if solution else None
    return solution is not None and (solver is None or not is_suspended(solver, day))


def _selected_solutions(facts: _Facts) -> Iterator[Candidate]:
    allowed = facts.group.solution_statuses
    contests = {contest.selected: contest for contest in facts.of_edition(Contest) if contest.selected}
    dockings = {docking.solution: docking for docking in facts.of_edition(Docking) if docking.solution}
    for solution in facts.of_edition(Solution):
        if allowed and solution.status not in allowed:
            continue
        contest, docking = contests.get(solution.id), dockings.get(solution.id)
        evidence = [(SOLUTION, solution.id)]
        ranks = [row.rank for row in contest.aggregates if row.solution == solution.id] if contest else []
        if contest:
            evidence.append(("contest", contest.id))
        if docking:
            evidence.append(("docking", docking.id))
        yield Candidate(SOLUTION, solution.id, {"rank": ranks[0]} if ranks else {}, tuple(evidence))


def _managers(facts: _Facts) -> Iterator[Candidate]:
    ledger = facts.catalogue.ledgers.get(facts.edition, ())
    if facts.rules.payout is None:
        return
    lines = standing_lines(ledger)
    for line in payout_of(ledger, facts.rules.payout, facts.catalogue).lines:
        own = tuple(("ledger", str(one.seq)) for one in lines if one.beneficiary == line.manager)
        yield Candidate(PERSON, line.manager, {"rank": line.rank, "points": line.points, "yuan": line.amount}, own)


def _institutions(facts: _Facts) -> Iterator[Candidate]:
    ledger = facts.catalogue.ledgers.get(facts.edition, ())
    for standing in standings(ledger, INSTITUTION, facts.day):
        if facts.allows(standing.beneficiary):
            dockings = dict.fromkeys(line.docking for line in standing_lines(standing.lines))
            figures = {"points": standing.points, "dockings": standing.dockings}
            yield Candidate(
                ORGANIZATION, standing.beneficiary, figures, tuple(("docking", docking) for docking in dockings)
            )


def _owners(facts: _Facts) -> Iterable[Candidate]:
    needs: dict[str, list[Need]] = {}
    for need in facts.of_edition(Need):
        if need.owner and has_flag(need, "published") and facts.allows(need.owner):
            needs.setdefault(need.owner, []).append(need)
    successes = [one for one in facts.of_edition(Docking) if is_successful(one, facts.rules)]
    found = []
    for owner, own in needs.items():
        ids = {need.id for need in own}
        docked = [docking for docking in successes if docking.need in ids]
        evidence = (*(("need", need.id) for need in own), *(("docking", docking.id) for docking in docked))
        found.append(Candidate(ORGANIZATION, owner, {"dockings": len(docked), "needs": len(own)}, evidence))
    return _ranked(found)


def _parties_across_regions(facts: _Facts) -> Iterable[Candidate]:
    least = facts.category.stage_at_least or STAGE_AT_LEAST
    dockings: dict[str, list[str]] = {}
    for docking in facts.of_edition(Docking):
        if has_reached(docking, least) and is_cross_region(docking, facts.catalogue):
            for party in docking.parties:
                if party.org and party.role != "other" and facts.allows(party.org):
                    dockings.setdefault(party.org, []).append(docking.id)
    return _ranked(
        Candidate(ORGANIZATION, key, {"dockings": len(own)}, tuple(("docking", docking) for docking in own))
        for key, own in dockings.items()
    )


def _mobilisers(facts: _Facts) -> Iterable[Candidate]:
    evidence: dict[str, dict[tuple[str, str], None]] = {}
    for need in facts.of_edition(Need):
        for organization in (need.mobilized_by, need.collected_by):
            if organization and has_flag(need, "published") and facts.allows(organization):
                evidence.setdefault(organization, {})["need", need.id] = None
    for event in facts.of_edition(Event):
        for organizer in event.organizers:
            if not has_flag(event, "cancelled") and facts.allows(organizer.org):
                evidence.setdefault(organizer.org, {})["event", event.id] = None
    return _ranked(
        Candidate(
            ORGANIZATION,
            key,
            {name: sum(kind == one for kind, _ in own) for name, one in (("needs", "need"), ("events", "event"))},
            tuple(own),
        )
        for key, own in evidence.items()
    )


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda one: ([-value for value in one.figures.values()], one.id))


_FINDERS: dict[str, Callable[[_Facts], Iterable[Candidate]]] = {
    "selected_solution": _selected_solutions,
    "points_ledger": _managers,
    "institution_points": _institutions,
    "needs_docked": _owners,
    "cross_region_docking": _parties_across_regions,
    "mobilisation": _mobilisers,
}


def candidates_of_edition(
    catalogue: Catalogue, edition: str, day: date
) -> Iterator[tuple[AwardGroup, AwardCategory, list[Candidate]]]:
    """Yield each award category of *edition* that has a basis, with its group and its candidates on *day*."""
    rules = rules_of(catalogue, edition)
    for group in rules.award_groups if rules else ():
        for category in group.categories:
            if rules and basis_of(group, category):
                yield group, category, candidates_for(catalogue, rules, group, category, day)
