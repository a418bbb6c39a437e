"""Progress: the state of a need, and of a solution, is the one that its contests and dockings bear out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from site_builder.compute.dockings import is_successful, rules_of
from site_builder.load.contract.states import has_flag, states_with
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.records import Contest, Docking, Need, Solution
from site_builder.validate.registry import CHAIN, catalogue_rule


@catalogue_rule("need", rests_on=CHAIN)
def check_needs_progress(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need whose status and whose contests and dockings say different things (3.3, 32).

    Needs archived from public reports have no chain. A need that allows several dockings may have one that succeeded
    while others go on.
    """
    contests = catalogue.grouped(Contest, "need")
    dockings = catalogue.grouped(Docking, "need")
    solutions = catalogue.grouped(Solution, "need")
    for need in catalogue.all(Need):
        if need.provenance == "reported":
            continue
        open_contests = [contest for contest in contests.get(need.id, ()) if not contest.closed_on]
        yield from _contest(need, open_contests)
        yield from _docking(need, catalogue, dockings.get(need.id, ()), solutions.get(need.id, ()))


def _contest(need: Need, open_contests: Sequence[Record]) -> Iterator[Problem]:
    if has_flag(need, "contest") and not open_contests:
        yield Problem(need.path, 0, "need-without-contest", "status")
    elif open_contests and not has_flag(need, "contest"):
        facts = {"contest": open_contests[0].id, "status": need.status}
        yield Problem(need.path, 0, "need-beside-contest", "status", facts)


def _docking(
    need: Need, catalogue: Catalogue, dockings: Sequence[Docking], solutions: Sequence[Solution]
) -> Iterator[Problem]:
    status = need.status
    succeeded = [docking for docking in dockings if _succeeded(docking, catalogue)]
    running = [docking for docking in dockings if docking not in succeeded and not has_flag(docking, "terminated")]
    is_chosen = any(has_flag(solution, "awaits_docking") for solution in solutions)
    if succeeded and not has_flag(need, "after_success") and not need.multi_award:
        facts = {"docking": succeeded[0].id, "status": status}
        yield Problem(need.path, 0, "need-beside-success", "status", facts)
    elif has_flag(need, "docking") and not running and not is_chosen and not (succeeded and need.multi_award):
        yield Problem(need.path, 0, "need-without-docking", "status")
    elif has_flag(need, "success") and not succeeded:
        yield Problem(need.path, 0, "need-without-success", "status")
    elif running and not has_flag(need, "docking") and not (has_flag(need, "success") and succeeded):
        yield Problem(need.path, 0, "need-beside-docking", "status", {"docking": running[0].id, "status": status})


def _succeeded(docking: Docking, catalogue: Catalogue) -> bool:
    return is_successful(docking, rules_of(catalogue, docking.edition))


@catalogue_rule("solution", rests_on=CHAIN)
def check_solutions_progress(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each solution whose status and whose need, contest and dockings say different things (3.4, 32)."""
    dockings = catalogue.grouped(Docking, "solution")
    contested = {
        solution_id
        for contest in catalogue.all(Contest)
        if not contest.closed_on
        for solution_id in contest.solutions
    }
    for solution in catalogue.all(Solution):
        status, need = solution.status, catalogue.get(Need, solution.need)
        if has_flag(solution, "chosen") and need and not has_flag(need, "after_choice"):
            facts = {"status": status, "need": need.id, "need_status": need.status}
            yield Problem(solution.path, 0, "need-not-docking", "status", facts)
        if has_flag(solution, "contest") and solution.id not in contested:
            yield Problem(solution.path, 0, "solution-without-contest", "status")
        own = dockings.get(solution.id, ())
        if own:
            yield from _as_docked(solution, own, catalogue)
        elif status in states_with("solution", "docking_runs", "docking_succeeded"):
            yield Problem(solution.path, 0, "solution-without-docking", "status", {"status": status})


def _as_docked(solution: Solution, dockings: Sequence[Docking], catalogue: Catalogue) -> Iterator[Problem]:
    went: dict[str, list[Docking]] = {"docking_succeeded": [], "docking_runs": [], "docking_ended": []}
    for docking in dockings:
        running = "docking_ended" if has_flag(docking, "terminated") else "docking_runs"
        went["docking_succeeded" if _succeeded(docking, catalogue) else running].append(docking)
    flag, own = next((flag, own) for flag, own in went.items() if own)
    if not has_flag(solution, flag):
        expected = ", ".join(sorted(states_with("solution", flag)))
        facts = {"docking": own[0].id, "stage": own[0].stage, "status": solution.status, "expected": expected}
        yield Problem(solution.path, 0, "solution-not-as-docked", "status", facts)
