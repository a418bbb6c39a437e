"""Eligibility: awards go where the records lead, and to nobody who was suspended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from site_builder.compute.dockings import STAGE_AT_LEAST, has_reached, is_cross_region
from site_builder.compute.points import is_suspended
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, Record, is_a
from site_builder.problems import Problem
from site_builder.records import Award, Contest, Docking, Organization, Party, Solution, TechnologyManager
from site_builder.validate.award.awards import Category, categories_of
from site_builder.validate.registry import CHAIN, catalogue_rule

ABOUT_SOLUTIONS = frozenset({"solution", "contest", "docking"})


@catalogue_rule("award", rests_on=CHAIN)
def check_eligibility(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each award to someone who could not receive it (48, 52, 54); reported and revoked ones left aside."""
    categories = categories_of(catalogue)
    for award in catalogue.all(Award):
        if award.provenance == "reported" or has_flag(award, "revoked"):
            continue
        yield from _suspended(award, catalogue)
        if solution := catalogue.get(Solution, award.solution):
            yield from _of_solution(award, solution, catalogue)
        category = categories.get((award.edition, award.region), {}).get(award.category)
        if category is None:
            continue
        yield from _solution(award, category, catalogue)
        if _rests_on_docking(category):
            yield from _collaborative(award, category.values.stage_at_least or STAGE_AT_LEAST, catalogue)


def _rests_on_docking(category: Category) -> bool:
    return category.values.basis == "cross_region_docking"


def _solution(award: Award, category: Category, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a solution in a state in which it cannot win (48)."""
    solution, known = catalogue.get(Solution, award.solution), category.group.solution_statuses
    if solution and known and solution.status not in known:
        facts = {"solution": solution.id, "status": solution.status, "known": ", ".join(known)}
        yield Problem(award.path, 0, "award-solution-state", "solution", facts)


def _of_solution(award: Award, solution: Solution, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a solution award to somebody else than the solver, and evidence about another solution (48)."""
    organization, solver = award.recipient.organization, solution.solver_org
    if organization and organization != solver:
        facts = {"organization": organization, "solution": solution.id, "solver": solver or "–"}
        yield Problem(award.path, 0, "award-not-to-the-solver", "recipient.organization", facts)
    for number, item in enumerate(award.evidence):
        record = catalogue.find(item.type, item.id) if item.type in ABOUT_SOLUTIONS else None
        if record and solution.id not in _solutions_of(record):
            facts = {"value": record.id, "solution": solution.id}
            yield Problem(award.path, 0, "evidence-of-another", f"evidence.{number}.id", facts)


def _solutions_of(record: Record) -> tuple[str | None, ...]:
    if is_a(record, Contest):
        return record.solutions
    return (record.solution,) if is_a(record, Docking) else (record.id,)


def _suspended(award: Award, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a recipient who was suspended on the day that the award rests on (54).

    That day is when it was conferred or confirmed, else the last of the notice; where there is none of these, only a
    suspension without an end counts, so that time alone makes no award wrong.
    """
    on = award.conferred_on or award.confirmed_on or award.notice_to or date.max
    recipient, solution = award.recipient, catalogue.get(Solution, award.solution)
    organizations = {recipient.organization, solution.solver_org if solution else None}
    found = [catalogue.get(Organization, name) for name in sorted(name for name in organizations if name)]
    for record in (*found, catalogue.get(TechnologyManager, recipient.manager)):
        if record and is_suspended(record, on):
            facts = {"recipient": record.id}
            yield Problem(award.path, 0, "recipient-suspended", "recipient", facts)


def _collaborative(award: Award, least: str, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield why no docking bears out an award for collaboration across regions (52)."""
    named = [catalogue.get(Docking, item.id) for item in award.evidence if item.type == "docking"]
    dockings = [docking for docking in named if docking]
    if not dockings:
        yield Problem(award.path, 0, "award-without-docking", "evidence")
        return
    across = [docking for docking in dockings if is_cross_region(docking, catalogue)]
    if not across:
        yield Problem(award.path, 0, "award-not-cross-region", "evidence", {"docking": dockings[0].id})
        return
    far_enough = [docking for docking in across if has_reached(docking, least)]
    if not far_enough:
        facts = {"docking": across[0].id, "stage": across[0].stage, "least": least}
        yield Problem(award.path, 0, "award-docking-stage", "evidence", facts)
    elif (organization := award.recipient.organization) not in _parties(far_enough):
        facts = {"organization": organization or "–", "docking": far_enough[0].id}
        yield Problem(award.path, 0, "award-not-a-party", "recipient.organization", facts)


def _parties(dockings: Sequence[Docking]) -> set[str]:
    parties: list[Party] = [party for docking in dockings for party in docking.parties]
    return {party.org for party in parties if party.org}
