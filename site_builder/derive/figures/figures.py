"""The figures of an edition beside its funnel: solutions, contests, dockings, money, points, awards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.compute.dockings import (
    is_cross_region,
    is_size_integration,
    is_successful,
    is_verified,
)
from site_builder.compute.points import INSTITUTION, MANAGER, REVERSAL, standings
from site_builder.derive.chain.awards import EditionAwards
from site_builder.derive.figures.funnel import EditionRecords
from site_builder.derive.figures.statistics import Tally
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, PointsLine, Text
from site_builder.records import Award, AwardGroup, Money, Rules


@dataclass(frozen=True)
class SolutionFigures:
    """The solutions received: how many, from how many needs, by kind of solver and by region."""

    total: int
    needs: int
    by_kind: tuple[Tally, ...]
    by_region: tuple[Tally, ...]


@dataclass(frozen=True)
class ContestFigures:
    """The contests: ``selected`` and ``none_selected`` are closed, ``running`` have no outcome yet.

    ``panels`` are the sizes, smallest first.
    """

    total: int
    selected: int
    none_selected: int
    running: int
    solutions: int
    panels: tuple[int, ...]
    jurors: int
    waivers: int
    owner_decided: int


@dataclass(frozen=True)
class DockingFigures:
    """The dockings by stage; all figures but the stages and ``terminated`` leave out those that were terminated."""

    total: int
    by_stage: tuple[Tally, ...]
    terminated: int
    successful: int
    verified: int
    cross_region: int
    size_integration: int
    of_results: int
    without_solutions: int


@dataclass(frozen=True)
class Amount:
    """One measure of money: yuan that are public and exact, in how many records, and in how many they are not."""

    measure: str
    yuan: int
    exact: int
    other: int


@dataclass(frozen=True)
class PointsFigures:
    """The points of a ledger: what was given and taken back, and what managers and institutions hold now."""

    given: int
    taken_back: int
    managers: int
    manager_points: int
    institutions: int
    institution_points: int

    @property
    def points(self) -> int:
        """Return all points that stand."""
        return self.given - self.taken_back


@dataclass(frozen=True)
class CategoryFigures:
    """The awards of a category: standing and revoked ones, and the prizes of those that stand, in yuan."""

    code: str
    name: Text
    standing: int
    conferred: int
    revoked: int
    prizes: int


@dataclass(frozen=True)
class AwardFigures:
    """The awards by category with their sums; ``pools`` are the groups that have one, each apart."""

    categories: tuple[CategoryFigures, ...]
    pools: tuple[AwardGroup, ...]

    @property
    def standing(self) -> int:
        """Return the awards that stand."""
        return sum(category.standing for category in self.categories)

    @property
    def conferred(self) -> int:
        """Return the awards that were conferred."""
        return sum(category.conferred for category in self.categories)

    @property
    def revoked(self) -> int:
        """Return the awards that were revoked."""
        return sum(category.revoked for category in self.categories)

    @property
    def prizes(self) -> int:
        """Return the prizes of the awards that stand, in yuan."""
        return sum(category.prizes for category in self.categories)


def solution_figures(records: EditionRecords, catalogue: Catalogue) -> SolutionFigures:
    """Return the figures of the solutions, kinds and regions in the order of their code lists."""
    found = records.solutions
    return SolutionFigures(
        total=len(found),
        needs=len({solution.need for solution in found}),
        by_kind=tallies((solution.solver_type for solution in found), catalogue.codes["solver_type"]),
        by_region=tallies((solution.solver_region for solution in found), catalogue.codes["region"]),
    )


def tallies(values: Iterable[str], order: Iterable[str]) -> tuple[Tally, ...]:
    """Return how often each of *values* occurs, in the given *order*."""
    counts = Counter(values)
    most = max(counts.values(), default=1)
    return tuple(Tally(key, counts[key], counts[key] / most) for key in order if counts[key])


def contest_figures(records: EditionRecords) -> ContestFigures:
    """Return the figures of the contests."""
    found = records.contests
    outcomes = Counter(contest.outcome for contest in found)
    return ContestFigures(
        total=len(found),
        selected=outcomes["selected"],
        none_selected=outcomes["no_award"],
        running=sum(contest.closed_on is None for contest in records.contests),
        solutions=len({solution for contest in found for solution in contest.solutions}),
        panels=tuple(sorted({contest.panel_size for contest in found})),
        jurors=sum(contest.panel_size for contest in found),
        waivers=sum(len(contest.waivers) for contest in found),
        owner_decided=sum(contest.decided_by == "owner_on_panel_advice" for contest in found),
    )


def docking_figures(records: EditionRecords, rules: Rules | None, catalogue: Catalogue) -> DockingFigures:
    """Return the figures of the dockings."""
    running = records.running
    answered = {solution.need for solution in records.solutions}
    return DockingFigures(
        total=len(records.dockings),
        by_stage=tallies((docking.stage for docking in records.dockings), catalogue.codes["docking_stage"]),
        terminated=len(records.dockings) - len(running),
        successful=sum(is_successful(docking, rules) for docking in running),
        verified=sum(is_verified(docking) for docking in running),
        cross_region=sum(is_cross_region(docking, catalogue) for docking in running),
        size_integration=sum(is_size_integration(docking, catalogue) for docking in running),
        of_results=sum(docking.solution is None for docking in running),
        without_solutions=len({docking.need for docking in running} - answered),
    )


def amounts_of(records: EditionRecords) -> tuple[Amount, Amount]:
    """Return the intended investment of the needs and the contract amount of the dockings; never one sum.

    Source: domain model, rule 66: different measures of money are never added.
    """
    signed = [docking for docking in records.running if has_flag(docking, "contracted")]
    return (
        _amount("intended_investment", [need.intended_investment for need in records.own_needs]),
        _amount("contract_amount", [docking.contract_amount for docking in signed]),
    )


def _amount(measure: str, told: Sequence[Money | None]) -> Amount:
    exact = [money.amount for money in told if money is not None and money.qualifier in (None, "exact")]
    return Amount(measure, sum(exact), len(exact), len(told) - len(exact))


def points_figures(lines: Sequence[PointsLine]) -> PointsFigures | None:
    """Return the figures of the ledger *lines*, or ``None`` where there are none."""
    if not lines:
        return None
    managers, institutions = (standings(lines, kind, date.max) for kind in (MANAGER, INSTITUTION))
    return PointsFigures(
        given=sum(line.points for line in lines if line.kind != REVERSAL),
        taken_back=-sum(line.points for line in lines if line.kind == REVERSAL),
        managers=len(managers),
        manager_points=sum(standing.points for standing in managers),
        institutions=len(institutions),
        institution_points=sum(standing.points for standing in institutions),
    )


def award_figures(awards: EditionAwards | None) -> AwardFigures:
    """Return the figures of *awards* by category, in the order of the rules."""
    if awards is None:
        return AwardFigures((), ())
    return AwardFigures(
        tuple(
            _category(category.code, category.name, [row.award for row in category.awards])
            for category in awards.categories
        ),
        tuple(group for group in awards.rules.award_groups if group.pool),
    )


def _category(code: str, name: Text, awards: Sequence[Award]) -> CategoryFigures:
    standing = [award for award in awards if not has_flag(award, "revoked")]
    return CategoryFigures(
        code=code,
        name=name,
        standing=len(standing),
        conferred=sum(has_flag(award, "conferred") for award in standing),
        revoked=len(awards) - len(standing),
        prizes=sum(award.prize.amount for award in standing if award.prize),
    )
