"""Solutions as far as they may be shown: rows, and the page of one with consent or once selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.derive.chain.chain import Chain, Titled, has_page, titled
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import published_need
from site_builder.load.contract.states import has_flag
from site_builder.model import LogEntry
from site_builder.records import Aggregate, Award, Contest, Docking, Need, Organization, Result, Solution


@dataclass(frozen=True)
class SolutionRow:
    """A solution in a list or a table; ``is_shown`` says whether title and solver may be told."""

    solution: Solution
    need: Need | None
    solver: Organization | None
    is_shown: bool

    @property
    def number(self) -> str:
        """Return the last part of the id, which numbers the solutions of a need: ``p01``."""
        return self.solution.id.rpartition("-")[2].upper()


@dataclass(frozen=True)
class SolutionsPage:
    """All solutions that have a page, newest first; ``received`` counts those that have none as well."""

    rows: tuple[SolutionRow, ...]
    number: int
    last: int
    total: int
    received: int


@dataclass(frozen=True)
class SolutionPage:
    """Everything that the page of a solution shows."""

    row: SolutionRow
    facts: Facts
    results: tuple[Result, ...]
    contest: Titled | None
    aggregate: Aggregate | None
    dockings: tuple[Docking, ...]
    awards: tuple[Award, ...]
    history: tuple[LogEntry, ...]


def solution_row(solution: Solution, chain: Chain) -> SolutionRow:
    """Return *solution* as a row."""
    is_shown = has_page(solution)
    solver = chain.catalogue.get(Organization, solution.solver_org) if is_shown else None
    return SolutionRow(solution, published_need(chain.catalogue, solution.need), solver, is_shown)


def solution_rows(chain: Chain) -> tuple[SolutionRow, ...]:
    """Return the solutions that have a page, the latest received first."""
    shown = (solution for solution in chain.catalogue.all(Solution) if has_page(solution))
    rows = [solution_row(solution, chain) for solution in shown]
    return tuple(sorted(rows, key=lambda row: (-row.solution.received_on.toordinal(), row.solution.id)))


def aggregates_of(contest: Contest) -> Mapping[str, Aggregate]:
    """Return the published aggregates of *contest* by solution, none while it is open."""
    return {item.solution: item for item in contest.aggregates} if contest.closed_on else {}


def solution_page(row: SolutionRow, chain: Chain) -> SolutionPage:
    """Return the page of the solution in *row*."""
    solution, catalogue = row.solution, chain.catalogue
    contest = chain.contest_of.get(solution.id)
    results = (catalogue.get(Result, key) for key in solution.results_used)
    return SolutionPage(
        row=row,
        facts=facts_of(solution, catalogue),
        results=tuple(result for result in results if result and has_flag(result, "published")),
        contest=titled(contest, catalogue) if contest else None,
        aggregate=aggregates_of(contest).get(solution.id) if contest else None,
        dockings=chain.dockings_of.get(solution.id, ()),
        awards=chain.awards_of.get(solution.id, ()),
        history=catalogue.log.get(solution.id, ()),
    )
