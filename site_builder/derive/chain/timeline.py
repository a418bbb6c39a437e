"""What became of a need, day by day: posted, solutions received, contest, docking, verification, award."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from site_builder.compute.dockings import is_verified
from site_builder.derive.chain.chain import Chain
from site_builder.derive.chain.solutions import SolutionRow, solution_row
from site_builder.load.contract.states import NO_TEXT, has_flag, read_state_tables
from site_builder.model import Record, Text
from site_builder.records import Award, Need, Organization, Solution


@dataclass(frozen=True)
class Occurrence:
    """One thing that happened to a need.

    ``what`` is a key of ``chain.*`` in the phrases, or the stage that a docking reached, with its ``words``; ``on``
    the day, ``until`` the last day where it took several, ``record`` the contest, docking or award, ``verifier`` the
    exchange. ``is_ahead`` marks a day still to come.
    """

    what: str
    on: date | None
    until: date | None = None
    count: int = 0
    record: Record | None = None
    solutions: tuple[SolutionRow, ...] = ()
    verifier: Organization | None = None
    words: Text = NO_TEXT
    is_ahead: bool = field(default=False)


def timeline_of(need: Need, chain: Chain) -> tuple[Occurrence, ...]:
    """Return what the records tell of *need*, by day; an archive entry has no timeline."""
    if need.provenance == "reported":
        return ()
    found = [*_posting(need, chain), *_contests(need, chain), *_dockings(need, chain), *_awards(need, chain)]
    if need.closed_on and has_flag(need, "ended"):
        found.append(Occurrence("closed", need.closed_on, record=need))
    dated = (replace(entry, is_ahead=entry.on is not None and entry.on > chain.day) for entry in found)
    return tuple(sorted(dated, key=lambda entry: entry.on or date.max))


def _posting(need: Need, chain: Chain) -> Iterator[Occurrence]:
    if need.published_on:
        yield Occurrence("posted", need.published_on)
    solutions = chain.solutions.get(need.id, ())
    if solutions:
        days = sorted(solution.received_on for solution in solutions)
        rows = (solution_row(solution, chain) for solution in solutions)
        shown = tuple(row for row in rows if row.is_shown)
        last = days[-1] if days[-1] != days[0] else None
        yield Occurrence("received", days[0], last, len(solutions), solutions=shown)
    if need.proposal_deadline:
        yield Occurrence("deadline", need.proposal_deadline)


def _contests(need: Need, chain: Chain) -> Iterator[Occurrence]:
    for contest in chain.contests.get(need.id, ()):
        yield Occurrence("contest_opened", contest.opened_on, count=len(contest.solutions), record=contest)
        if contest.closed_on:
            chosen = chain.catalogue.get(Solution, contest.selected)
            what = "contest_selected" if chosen else "contest_no_award"
            rows = (solution_row(chosen, chain),) if chosen else ()
            yield Occurrence(what, contest.closed_on, record=contest, solutions=rows)


def _dockings(need: Need, chain: Chain) -> Iterator[Occurrence]:
    for docking in chain.dockings.get(need.id, ()):
        for state in read_state_tables()["docking"].states.values():
            if state.day and isinstance(day := docking[state.day], date):
                yield Occurrence(state.code, day, record=docking, words=state.reached)
        verification = docking.verification
        if verification and is_verified(docking):
            verifier = chain.catalogue.get(Organization, verification.verifier)
            yield Occurrence("verified", verification.verified_on, record=docking, verifier=verifier)


def _awards(need: Need, chain: Chain) -> Iterator[Occurrence]:
    for award in chain.awards.get(need.id, ()):
        yield Occurrence("award", _day_of(award), record=award)


def _day_of(award: Award) -> date | None:
    """Return the day on which *award* came to stand as it does, where that is on record."""
    if has_flag(award, "revoked"):
        return max((change.on for change in award.amendments), default=None)
    day: date | None = award.conferred_on or award.confirmed_on or award.notice_from
    return day
