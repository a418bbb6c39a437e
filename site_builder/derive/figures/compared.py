"""Reported figures beside what the records add up to, and whether the two agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from site_builder.compute.dockings import is_cross_region
from site_builder.derive.figures.fitting import fits
from site_builder.derive.figures.funnel import EditionRecords
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, R, Record
from site_builder.records import Award, Money, Statistic


@dataclass(frozen=True)
class Compared:
    """A reported figure with the number that the records give, ``None`` where they cannot tell.

    ``verdict`` is ``agree``, ``differ``, ``alone``, or ``partial``: an archive holds what was reported in detail.
    ``parts`` are the reported parts where they are all exact.
    """

    statistic: Statistic
    derived: int | None
    verdict: str
    parts: tuple[int, ...]

    @property
    def parts_total(self) -> int:
        """Return what the parts add up to."""
        return sum(self.parts)


def compared_with(
    records: EditionRecords, awards: Iterable[Award], catalogue: Catalogue, *, is_archive: bool
) -> tuple[Compared, ...]:
    """Return every statistic of the edition beside its count from *records* and *awards*."""
    counters = _counters(records, tuple(awards), catalogue)
    return tuple(_compared(statistic, counters, is_archive) for statistic in records.statistics)


Counter = Callable[[Statistic], int]


def _counters(records: EditionRecords, awards: tuple[Award, ...], catalogue: Catalogue) -> dict[str, Counter]:
    """Return how to count for a statistic, by its metric; what is not here the records cannot tell."""
    needs = {need.id: need for need in records.needs}
    running = [docking for docking in records.running if docking.need in needs]
    signed = [docking for docking in running if has_flag(docking, "contracted")]
    across = [docking for docking in running if is_cross_region(docking, catalogue)]
    standing = [award for award in awards if not has_flag(award, "revoked")]

    def of_needs(statistic: Statistic, found: Iterable[R]) -> list[R]:
        return [record for record in found if _covers(statistic, needs[str(record["need"])])]

    def invested(statistic: Statistic) -> int:
        return _exact(n.intended_investment for n in needs.values() if _covers(statistic, n))

    return {
        "needs_published": lambda s: sum(_covers(s, need) for need in needs.values()),
        "solutions": lambda s: len(of_needs(s, records.solutions)),
        "dockings": lambda s: len(of_needs(s, signed)),
        "cross_region_matches": lambda s: len(of_needs(s, across)),
        "contract_amount": lambda s: _exact(docking.contract_amount for docking in of_needs(s, signed)),
        "intended_investment": invested,
        "awards": lambda s: sum(_covers(s, award) for award in standing),
    }


def _covers(statistic: Statistic, record: Record) -> bool:
    """Return whether *record*, a need or an award, lies in the region, district and session of *statistic*."""
    session = statistic.session
    return (
        statistic.region in (None, record["region"])
        and statistic.district in (None, record["district"])
        and (session is None or (record.type == "need" and record["special_session"] == session))
    )


def _exact(amounts: Iterable[Money | None]) -> int:
    """Return the sum in yuan of the *amounts* that are exact."""
    return sum(money.amount for money in amounts if money and money.qualifier in (None, "exact"))


def _compared(statistic: Statistic, counters: dict[str, Counter], is_archive: bool) -> Compared:
    counter = counters.get(statistic.metric)
    derived = counter(statistic) if counter else None
    if derived == 0 and is_archive:
        derived = None
    exact = all(part.quantity.qualifier in (None, "exact") for part in statistic.parts)
    parts = tuple(part.quantity.value for part in statistic.parts) if exact else ()
    if derived is None:
        return Compared(statistic, None, "alone", parts)
    quantity = statistic.quantity
    if fits(derived, quantity.value, quantity.qualifier):
        return Compared(statistic, derived, "agree", parts)
    return Compared(statistic, derived, "partial" if is_archive else "differ", parts)
