"""What an award is computed from: the records and figures that anyone can follow back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.compute.dockings import is_cross_region, is_successful, owner_region, solver_region
from site_builder.compute.points import INSTITUTION, MANAGER, Standing
from site_builder.derive.chain.chain import Chain, Titled, titled
from site_builder.derive.chain.ledger_rows import LedgerRows
from site_builder.derive.chain.solutions import SolutionRow, aggregates_of, solution_row
from site_builder.records import Aggregate, Award, Docking, PayoutLine, Solution


@dataclass(frozen=True)
class DockingBasis:
    """A docking that an award rests on: stage, day of the contract, regions of owner and solver."""

    docking: Titled
    regions: tuple[str, str] | None
    is_cross_region: bool


@dataclass(frozen=True)
class Computed:
    """What an award is computed from; which of the facts there are depends on ``basis``, a code of ``award_basis``.

    ``on`` is the day of the ``standing``; ``payout`` the line of the payout; ``posted`` and ``docked`` count needs.
    """

    basis: str
    solution: SolutionRow | None = None
    contest: Titled | None = None
    aggregate: Aggregate | None = None
    dockings: tuple[DockingBasis, ...] = ()
    standing: Standing | None = None
    on: date | None = None
    payout: PayoutLine | None = None
    posted: int = 0
    docked: int = 0
    has_standings: bool = False


def computed_from(award: Award, basis: str | None, chain: Chain, ledger: LedgerRows) -> Computed | None:
    """Return what *award* is computed from by the *basis* of its category, or ``None`` where nothing is on record."""
    if award.solution:
        return _from_solution(award, basis or "selected_solution", chain)
    if basis == "points_ledger":
        return _from_payout(award, basis, chain, ledger)
    if basis == "institution_points":
        return _from_points(award, basis, chain, ledger)
    if basis in ("needs_docked", "mobilisation"):
        return _from_needs(award, basis, chain)
    dockings = _dockings_named(award, chain)
    return Computed(basis or "cross_region_docking", dockings=dockings) if dockings else None


def _from_solution(award: Award, basis: str, chain: Chain) -> Computed | None:
    solution = chain.catalogue.get(Solution, award.solution)
    if solution is None:
        return None
    contest = chain.contest_of.get(solution.id)
    return Computed(
        basis,
        solution=solution_row(solution, chain),
        contest=titled(contest, chain.catalogue) if contest else None,
        aggregate=aggregates_of(contest).get(solution.id) if contest else None,
        dockings=tuple(_basis(docking, chain) for docking in chain.dockings_of.get(solution.id, ())),
    )


def _from_payout(award: Award, basis: str, chain: Chain, ledger: LedgerRows) -> Computed | None:
    payout, manager = chain.payouts.get(award.edition), award.recipient.manager
    if payout is None or manager is None:
        return None
    line = next((line for line in payout.lines if line.manager == manager), None)
    standing = ledger.at_cutoff.get((award.edition, MANAGER), {}).get(manager)
    return Computed(basis, standing=standing, on=payout.cutoff_on, payout=line, has_standings=True)


def _from_points(award: Award, basis: str, chain: Chain, ledger: LedgerRows) -> Computed | None:
    payout, key = chain.payouts.get(award.edition), (award.edition, INSTITUTION)
    ranking = (ledger.at_cutoff if payout else ledger.latest).get(key, {})
    standing = ranking.get(award.recipient.organization or "")
    day = payout.cutoff_on if payout else chain.day
    return Computed(basis, standing=standing, on=day, has_standings=True) if standing else None


def _from_needs(award: Award, basis: str, chain: Chain) -> Computed | None:
    organization = award.recipient.organization or ""
    own = (chain.owned if basis == "needs_docked" else chain.mobilized).get(organization, ())
    needs = [need for need in own if need.edition == award.edition and need.published_on]
    if not needs:
        return None
    rules = chain.rules.get(award.edition)
    docked = sum(any(is_successful(d, rules) for d in chain.dockings.get(need.id, ())) for need in needs)
    return Computed(basis, dockings=_dockings_named(award, chain), posted=len(needs), docked=docked)


def _dockings_named(award: Award, chain: Chain) -> tuple[DockingBasis, ...]:
    named = (chain.catalogue.get(Docking, item.id) for item in award.evidence if item.type == "docking")
    return tuple(_basis(docking, chain) for docking in named if docking)


def _basis(docking: Docking, chain: Chain) -> DockingBasis:
    owner, solver = owner_region(docking, chain.catalogue), solver_region(docking, chain.catalogue)
    return DockingBasis(
        docking=titled(docking, chain.catalogue),
        regions=(owner, solver) if owner and solver else None,
        is_cross_region=is_cross_region(docking, chain.catalogue),
    )
