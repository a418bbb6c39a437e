"""Lines of the points ledgers beside what they name, and the standings that they add up to, counted once a build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.compute.points import INSTITUTION, MANAGER, Standing, standings
from site_builder.derive.chain.chain import Chain, Titled, titled
from site_builder.model import PointsLine, Record
from site_builder.records import Docking, Edition, Organization, TechnologyManager

BENEFICIARIES = {MANAGER: TechnologyManager.type, INSTITUTION: Organization.type}
"""Kind of beneficiary in the ledger -> record type."""


Ranking = Mapping[tuple[str, str], Mapping[str, Standing]]
"""(edition, kind of beneficiary) -> id of the beneficiary -> standing, best first."""


@dataclass(frozen=True)
class LedgerRow:
    """A ledger line with docking and beneficiary; ``reversed_by`` is the ``seq`` that took it back, else 0."""

    line: PointsLine
    docking: Titled | None
    beneficiary: Record | None
    reversed_by: int


@dataclass(frozen=True)
class LedgerRows:
    """The lines of all ledgers in order: by edition, by docking, and by ``(kind, id)`` of the beneficiary.

    ``latest`` and ``at_cutoff`` are the standings by ``(edition, kind)``, today and on the cut-off day of the payout.
    """

    by_edition: Mapping[str, tuple[LedgerRow, ...]]
    by_docking: Mapping[str, tuple[LedgerRow, ...]]
    by_beneficiary: Mapping[tuple[str, str], Mapping[str, tuple[LedgerRow, ...]]]
    latest: Ranking
    at_cutoff: Ranking


def ledger_rows_of(chain: Chain) -> LedgerRows:
    """Return the lines of every ledger whose edition is on record."""
    by_edition: dict[str, tuple[LedgerRow, ...]] = {}
    by_docking: dict[str, list[LedgerRow]] = {}
    by_beneficiary: dict[tuple[str, str], dict[str, list[LedgerRow]]] = {}
    for edition, lines in sorted(chain.catalogue.ledgers.items()):
        if chain.catalogue.get(Edition, edition) is None:
            continue
        by_edition[edition] = tuple(_rows(lines, chain))
        for row in by_edition[edition]:
            by_docking.setdefault(row.line.docking, []).append(row)
            key = (row.line.beneficiary_type, row.line.beneficiary)
            by_beneficiary.setdefault(key, {}).setdefault(edition, []).append(row)
    return LedgerRows(
        by_edition,
        {key: tuple(rows) for key, rows in by_docking.items()},
        {key: {e: tuple(rows) for e, rows in own.items()} for key, own in by_beneficiary.items()},
        _ranking(chain, dict.fromkeys(by_edition, chain.day)),
        _ranking(chain, {e: chain.payouts[e].cutoff_on for e in by_edition if e in chain.payouts}),
    )


def _ranking(chain: Chain, days: Mapping[str, date]) -> Ranking:
    return {
        (edition, kind): {s.beneficiary: s for s in standings(chain.catalogue.ledgers[edition], kind, day)}
        for edition, day in days.items()
        for kind in BENEFICIARIES
    }


def _rows(lines: Iterable[PointsLine], chain: Chain) -> Iterable[LedgerRow]:
    known = tuple(lines)
    reversed_by = {line.reverses: line.seq for line in known if line.reverses}
    for line in known:
        docking = chain.catalogue.get(Docking, line.docking)
        yield LedgerRow(
            line=line,
            docking=titled(docking, chain.catalogue) if docking else None,
            beneficiary=chain.catalogue.find(BENEFICIARIES[line.beneficiary_type], line.beneficiary),
            reversed_by=reversed_by.get(line.seq, 0),
        )


def points_of(rows: Iterable[LedgerRow], kind: str = "") -> int:
    """Return what *rows* add up to, of one *kind* of beneficiary or of all."""
    return sum(row.line.points for row in rows if kind in ("", row.line.beneficiary_type))
