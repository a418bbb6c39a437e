"""Contests: what was compared by which rubric, what the panel's scores add up to, and who decided."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.derive.chain.chain import Chain, titled
from site_builder.derive.chain.solutions import SolutionRow, aggregates_of, solution_row
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import published_need
from site_builder.model import LogEntry, Text
from site_builder.records import (
    Aggregate,
    Contest,
    Criterion,
    Docking,
    Need,
    Organization,
    RubricRules,
    Rules,
    Solution,
    Waiver,
)


@dataclass(frozen=True)
class ContestEntry:
    """A solution in a contest; ``aggregate`` holds mean and rank where they are published."""

    row: SolutionRow
    aggregate: Aggregate | None
    is_selected: bool


@dataclass(frozen=True)
class ContestRow:
    """A contest in a list."""

    contest: Contest
    title: Text
    host: Organization | None
    selected: SolutionRow | None


@dataclass(frozen=True)
class ContestPage:
    """Everything that the page of a contest shows."""

    contest: Contest
    title: Text
    need: Need | None
    facts: Facts
    entries: tuple[ContestEntry, ...]
    selected: ContestEntry | None
    rubric: tuple[Criterion, ...]
    rubric_rules: RubricRules | None
    tie_names: tuple[Text, ...]
    waivers: tuple[tuple[Waiver, SolutionRow | None], ...]
    dockings: tuple[Docking, ...]
    history: tuple[LogEntry, ...]


def contest_row(contest: Contest, chain: Chain) -> ContestRow:
    """Return *contest* as a row."""
    chosen = chain.catalogue.get(Solution, contest.selected)
    return ContestRow(
        contest=contest,
        title=titled(contest, chain.catalogue).title,
        host=chain.catalogue.get(Organization, contest.host_org),
        selected=solution_row(chosen, chain) if chosen else None,
    )


def contest_rows(chain: Chain) -> tuple[ContestRow, ...]:
    """Return all contests, those still open first, then the latest."""

    def order(contest: Contest) -> tuple[bool, int, str]:
        last = contest.closed_on or contest.opened_on
        return contest.closed_on is not None, -last.toordinal(), contest.id

    return tuple(contest_row(contest, chain) for contest in sorted(chain.catalogue.all(Contest), key=order))


def contest_page(contest: Contest, chain: Chain) -> ContestPage:
    """Return the page of *contest*; rubric and rules are those of its edition."""
    catalogue = chain.catalogue
    rules = chain.rules.get(contest.edition)
    entries = _entries(contest, chain)
    rows = {entry.row.solution.id: entry.row for entry in entries}
    return ContestPage(
        contest=contest,
        title=titled(contest, catalogue).title,
        need=published_need(catalogue, contest.need),
        facts=facts_of(contest, catalogue),
        entries=entries,
        selected=next((entry for entry in entries if entry.is_selected), None),
        rubric=rules.rubric if rules else (),
        rubric_rules=rules.rubric_rules if rules else None,
        tie_names=_tie_names(rules),
        waivers=tuple((waiver, rows.get(waiver.solution)) for waiver in contest.waivers),
        dockings=chain.dockings_of.get(contest.selected, ()) if contest.selected else (),
        history=catalogue.log.get(contest.id, ()),
    )


def _tie_names(rules: Rules | None) -> tuple[Text, ...]:
    if rules is None or rules.rubric_rules is None:
        return ()
    names = {criterion.code: criterion.name for criterion in rules.rubric}
    return tuple(names[code] for code in rules.rubric_rules.tie_break if code in names)


def _entries(contest: Contest, chain: Chain) -> tuple[ContestEntry, ...]:
    """Return the solutions of *contest* by rank, those without one by number."""
    aggregates = aggregates_of(contest)
    found = [
        ContestEntry(solution_row(solution, chain), aggregates.get(key), key == contest.selected)
        for key in contest.solutions
        if (solution := chain.catalogue.get(Solution, key))
    ]
    found.sort(key=lambda entry: (entry.aggregate.rank if entry.aggregate else 10**6, entry.row.solution.id))
    return tuple(found)
