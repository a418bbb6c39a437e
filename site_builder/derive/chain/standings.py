"""Standings of an edition: who has how many points from which ledger lines, and what the pool pays at the cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from site_builder.compute.payout import recomputed
from site_builder.compute.points import INSTITUTION, MANAGER, Standing, is_suspended
from site_builder.derive.chain.chain import Chain
from site_builder.derive.chain.ledger_rows import BENEFICIARIES, LedgerRow, LedgerRows
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.refs import edition_called
from site_builder.model import Record
from site_builder.records import Edition, Organization, Payout, PointsRules, Rules, TechnologyManager


@dataclass(frozen=True)
class StandingRow:
    """Where a beneficiary stands, with its record and its lines."""

    standing: Standing
    beneficiary: Record | None
    lines: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class PayoutRow:
    """A manager at the cut-off; ``rank`` and ``amount`` are ``None`` where the rules give nothing.

    ``reason`` says why: ``suspended``, ``min_points`` or ``max_recipients``.
    """

    rank: int | None
    beneficiary: Record | None
    points: int
    amount: int | None
    reason: str


@dataclass(frozen=True)
class PayoutTable:
    """The payout of an edition: everyone with points on the cut-off day, and what each receives."""

    payout: Payout
    rows: tuple[PayoutRow, ...]
    is_recomputed: bool
    facts: Facts


@dataclass(frozen=True)
class StandingsPage:
    """Everything that the standings of an edition show; ``on`` is the day of the latest ledger line."""

    edition: Edition
    rules: Rules
    on: date | None
    managers: tuple[StandingRow, ...]
    institutions: tuple[StandingRow, ...]
    payout: PayoutTable | None
    versions: tuple[tuple[PointsRules, Organization | None], ...]
    ledger: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class EditionPoints:
    """The points of one beneficiary in one edition; ``standing`` is ``None`` where nothing is left of them."""

    edition: Edition
    standing: Standing | None
    lines: tuple[LedgerRow, ...]


def standings_pages(chain: Chain, ledger: LedgerRows) -> Iterator[StandingsPage]:
    """Yield the standings of each edition whose rules give points."""
    for edition in chain.catalogue.all(Edition):
        rules = chain.rules.get(edition.id)
        if rules is None or not (rules.points or edition.id in ledger.by_edition):
            continue
        rows = ledger.by_edition.get(edition.id, ())
        yield StandingsPage(
            edition=edition,
            rules=rules,
            on=max((row.line.on for row in rows if row.line.on <= chain.day), default=None),
            managers=_standing_rows(MANAGER, edition.id, chain, ledger),
            institutions=_standing_rows(INSTITUTION, edition.id, chain, ledger),
            payout=_payout_table(edition.id, chain, ledger),
            versions=tuple((v, chain.catalogue.get(Organization, v.verifier)) for v in rules.points),
            ledger=rows,
        )


def _standing_rows(kind: str, edition: str, chain: Chain, ledger: LedgerRows) -> tuple[StandingRow, ...]:
    return tuple(
        StandingRow(
            standing,
            chain.catalogue.find(BENEFICIARIES[kind], standing.beneficiary),
            ledger.by_beneficiary[kind, standing.beneficiary][edition],
        )
        for standing in ledger.latest.get((edition, kind), {}).values()
    )


def _payout_table(edition: str, chain: Chain, ledger: LedgerRows) -> PayoutTable | None:
    """Return the payout of *edition* beside everyone who had points on the cut-off day."""
    payout = chain.payouts.get(edition)
    if payout is None:
        return None
    rules = chain.rules.get(edition)
    again = recomputed(payout, chain.catalogue, rules)
    stored = tuple((line.rank, line.manager, line.points, line.amount) for line in payout.lines)
    is_same = (
        again is not None
        and again.undistributed == payout.undistributed
        and stored == tuple((line.rank, line.manager, line.points, line.amount) for line in again.lines)
    )
    paid = {line.manager: line for line in payout.lines}
    least = (rules.payout.min_points or 1) if rules and rules.payout else 1
    rows = []
    for standing in ledger.at_cutoff.get((edition, MANAGER), {}).values():
        manager = chain.catalogue.get(TechnologyManager, standing.beneficiary)
        line = paid.get(standing.beneficiary)
        reason = "" if line else _reason(manager, standing, least, payout.cutoff_on)
        rank, amount = (line.rank, line.amount) if line else (None, None)
        rows.append(PayoutRow(rank, manager, standing.points, amount, reason))
    return PayoutTable(payout, tuple(rows), is_same, facts_of(payout, chain.catalogue))


def _reason(manager: TechnologyManager | None, standing: Standing, least: int, day: date) -> str:
    if manager is None or is_suspended(manager, day):
        return "suspended"
    return "min_points" if standing.points < least else "max_recipients"


def points_in_editions(kind: str, beneficiary: str, chain: Chain, ledger: LedgerRows) -> tuple[EditionPoints, ...]:
    """Return the points of one beneficiary of *kind*, edition by edition."""
    own = ledger.by_beneficiary.get((kind, beneficiary), {})
    return tuple(
        EditionPoints(
            edition_called(chain.catalogue, edition),
            ledger.latest[edition, kind].get(beneficiary),
            lines,
        )
        for edition, lines in own.items()
    )
