"""Dockings: the stages with their days, who took part, what follows from them, and the points they earned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.compute.dockings import (
    is_cross_region,
    is_size_integration,
    is_verified,
    owner_region,
    solver_region,
    success_of,
)
from site_builder.compute.points import employer_on, may_earn
from site_builder.derive.chain.chain import Chain, Titled, titled
from site_builder.derive.chain.ledger_rows import LedgerRow, LedgerRows, points_of
from site_builder.derive.chain.referrals import ReferralRow, referral_row
from site_builder.derive.chain.solutions import SolutionRow, solution_row
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import published_need
from site_builder.load.contract.states import State, has_flag, read_state_tables, state_of, states_with
from site_builder.model import LogEntry, Struct, Text
from site_builder.records import (
    Award,
    Case,
    Docking,
    ManagerShare,
    Need,
    Organization,
    Party,
    PointsRules,
    Result,
    Solution,
    TechnologyManager,
)


@dataclass(frozen=True)
class StageStep:
    """A stage of a docking: ``state`` is ``done``, ``current``, ``upcoming`` or ``ended``."""

    stage: str
    state: str
    on: date | None


@dataclass(frozen=True)
class ManagerPart:
    """A manager's share of a docking, with the employer on the day of success; ``may_earn`` where there was one."""

    share: ManagerShare
    manager: TechnologyManager | None
    institution: Organization | None
    may_earn: bool


@dataclass(frozen=True)
class DockingRow:
    """A docking in a list; ``names`` are those of the parties, or their labels."""

    docking: Docking
    title: Text
    names: tuple[Text, ...]
    is_cross_region: bool
    is_verified: bool
    points: int


@dataclass(frozen=True)
class DockingPage:
    """Everything that the page of a docking shows; ``success`` is the day and the points rules it succeeded by."""

    docking: Docking
    title: Text
    facts: Facts
    need: Need | None
    solution: SolutionRow | None
    result: Result | None
    contest: Titled | None
    steps: tuple[StageStep, ...]
    parties: tuple[tuple[Party, Organization | None], ...]
    managers: tuple[ManagerPart, ...]
    success: tuple[date, PointsRules] | None
    regions: tuple[str, str] | None
    is_cross_region: bool
    is_size_integration: bool
    is_verification_asked_for: bool
    is_verification_decided: bool
    is_verified: bool
    verifier: Organization | None
    lines: tuple[LedgerRow, ...]
    points: int
    referrals: tuple[ReferralRow, ...]
    cases: tuple[Case, ...]
    awards: tuple[Award, ...]
    history: tuple[LogEntry, ...]


def docking_row(docking: Docking, chain: Chain, ledger: LedgerRows) -> DockingRow:
    """Return *docking* as a row."""
    return DockingRow(
        docking=docking,
        title=titled(docking, chain.catalogue).title,
        names=tuple(_name(party, chain) for party in docking.parties),
        is_cross_region=is_cross_region(docking, chain.catalogue),
        is_verified=is_verified(docking),
        points=points_of(ledger.by_docking.get(docking.id, ())),
    )


def _name(party: Party, chain: Chain) -> Text:
    organization = chain.catalogue.get(Organization, party.org)
    name: Text = organization.name if organization else party.label
    return name


def docking_rows(chain: Chain, ledger: LedgerRows) -> tuple[DockingRow, ...]:
    """Return all dockings, the furthest stage first, then the latest proposed; terminated ones last."""

    def order(docking: Docking) -> tuple[int, int, str]:
        return -state_of(docking).step, -docking.proposed_on.toordinal(), docking.id

    return tuple(docking_row(docking, chain, ledger) for docking in sorted(chain.catalogue.all(Docking), key=order))


def steps_of_docking(docking: Docking) -> tuple[StageStep, ...]:
    """Return the stages of *docking* with the days that are on record; of a terminated one those it had reached."""
    here = state_of(docking)
    way = [state for state in read_state_tables()["docking"].states.values() if state.step]
    if not here.step:
        reached = (StageStep(state.code, "done", day) for state in way if (day := _day_of(docking, state)))
        return (*reached, StageStep(here.code, "ended", _day_of(docking, here)))
    return tuple(
        StageStep(
            state.code,
            _progress(state.step, here.step, way[-1].step),
            _day_of(docking, state) if state.step <= here.step else None,
        )
        for state in way
    )


def _day_of(docking: Docking, state: State) -> date | None:
    day = docking[state.day] if state.day else None
    return day if isinstance(day, date) else None


def _progress(step: int, reached: int, last: int) -> str:
    if step < reached or step == reached == last:
        return "done"
    return "current" if step == reached else "upcoming"


def docking_page(docking: Docking, chain: Chain, ledger: LedgerRows) -> DockingPage:
    """Return the page of *docking*."""
    catalogue = chain.catalogue
    solution = catalogue.get(Solution, docking.solution)
    result = catalogue.get(Result, docking.result)
    contest = chain.contest_of.get(docking.solution or "")
    regions = owner_region(docking, catalogue), solver_region(docking, catalogue)
    success = success_of(docking, chain.rules.get(docking.edition))
    verification = docking.verification
    lines = ledger.by_docking.get(docking.id, ())
    return DockingPage(
        docking=docking,
        title=titled(docking, catalogue).title,
        need=published_need(catalogue, docking.need),
        facts=facts_of(docking, catalogue, () if docking.contract_signed_on else ("contract_amount",)),
        solution=solution_row(solution, chain) if solution else None,
        result=result if result and has_flag(result, "published") else None,
        contest=titled(contest, catalogue) if contest else None,
        steps=steps_of_docking(docking),
        parties=tuple((party, catalogue.get(Organization, party.org)) for party in docking.parties),
        managers=tuple(_part(share, chain, success) for share in docking.technology_managers),
        success=success,
        regions=(regions[0], regions[1]) if regions[0] and regions[1] else None,
        is_cross_region=is_cross_region(docking, catalogue),
        is_size_integration=is_size_integration(docking, catalogue),
        is_verification_asked_for=_is_verification(docking, "asked_for"),
        is_verification_decided=_is_verification(docking, "decided"),
        is_verified=is_verified(docking),
        verifier=catalogue.get(Organization, verification.verifier) if verification else None,
        lines=lines,
        points=points_of(lines),
        referrals=tuple(referral_row(referral, chain) for referral in chain.referrals.get(docking.id, ())),
        cases=chain.cases.get(docking.need, ()),
        awards=chain.awards_of.get(docking.id, ()),
        history=catalogue.log.get(docking.id, ()),
    )


def _is_verification(docking: Docking, flag: str) -> bool:
    verification = docking.verification
    return verification is not None and verification.status in states_with("verification", flag)


def _part(share: ManagerShare, chain: Chain, success: tuple[date, Struct] | None) -> ManagerPart:
    manager = chain.catalogue.get(TechnologyManager, share.manager)
    if manager is None or success is None:
        return ManagerPart(share, manager, None, False)
    day = success[0]
    institution = chain.catalogue.get(Organization, employer_on(manager, day))
    return ManagerPart(share, manager, institution, may_earn(manager, day))
