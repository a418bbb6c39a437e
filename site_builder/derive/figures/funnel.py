"""How far the needs of an edition came: each step from posting to verified transaction, by what, and by month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from site_builder.compute.dockings import is_verified
from site_builder.derive.facets import values_of
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.records import Contest, Docking, Edition, Need, Quantity, Solution, Statistic

REPORTED_STEPS = {"collected": "needs_collected", "valid": "needs_valid"}
"""Step -> metric of the statistic that tells it; the records of these steps never leave the inbox."""
STEPS = ("published", "with_solutions", "docked", "contracted", "verified")
"""The steps that are counted from records, in order."""
MONTHLY = ("published", "solutions", "contracts", "verified")


@dataclass(frozen=True)
class EditionRecords:
    """The records of one edition in order of id; ``needs`` are those that were published."""

    needs: list[Need] = field(default_factory=list)
    solutions: list[Solution] = field(default_factory=list)
    contests: list[Contest] = field(default_factory=list)
    dockings: list[Docking] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)

    @property
    def own_needs(self) -> list[Need]:
        """Return the needs that came in through the challenge; those known from public reports are left out."""
        return [need for need in self.needs if need.provenance != "reported"]

    @property
    def running(self) -> list[Docking]:
        """Return the dockings that were not terminated."""
        return [docking for docking in self.dockings if not has_flag(docking, "terminated")]


@dataclass(frozen=True)
class Step:
    """One step: how many needs came as far; ``share`` is of the step before, in whole per cent.

    ``statistic`` is the source where the number is not counted from records; ``qualifier`` says how exact it is.
    """

    name: str
    count: int
    share: int | None = None
    statistic: Statistic | None = None
    qualifier: str | None = None


@dataclass(frozen=True)
class BreakdownRow:
    """How far the needs that carry ``key`` came: ``reported`` by ``REPORTED_STEPS``, ``counts`` by ``STEPS``."""

    key: str
    reported: tuple[Quantity | None, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Breakdown:
    """The steps by one field; the totals are those of all needs, which may stand in several rows."""

    field: str
    rows: tuple[BreakdownRow, ...]
    reported_totals: tuple[Quantity | None, ...]
    counts: tuple[int, ...]
    is_overlapping: bool

    @property
    def is_reported(self) -> bool:
        """Return whether any row tells a step that is not counted from records."""
        return any(quantity for row in self.rows for quantity in row.reported)


@dataclass(frozen=True)
class Month:
    """What happened in one month (``2026-07``), in the order of ``MONTHLY``; records are counted, not needs."""

    key: str
    counts: tuple[int, ...]


def records_by_edition(catalogue: Catalogue) -> dict[str, EditionRecords]:
    """Return the records of each edition, read once."""
    found: dict[str, EditionRecords] = {edition.id: EditionRecords() for edition in catalogue.all(Edition)}
    for need in catalogue.all(Need):
        if has_flag(need, "published") and need.edition in found:
            found[need.edition].needs.append(need)
    for kind in ("solution", "contest", "docking", "statistic"):
        for record in catalogue.all_called(kind):
            if own := found.get(str(record["edition"])):
                getattr(own, f"{kind}s").append(record)
    return found


def percent_of(part: int, whole: int) -> int | None:
    """Return *part* of *whole* in whole per cent, halves rounded up; ``None`` where there is no whole."""
    return (200 * part + whole) // (2 * whole) if whole else None


def reached_by_need(records: EditionRecords) -> dict[str, tuple[bool, ...]]:
    """Return for each need of the edition's own which of ``STEPS`` it reached.

    A terminated docking counts in no step, so the steps say what stands.
    """
    answered = {solution.need for solution in records.solutions}
    running = records.running
    docked = {docking.need for docking in running}
    contracted = {docking.need for docking in running if has_flag(docking, "contracted")}
    verified = {docking.need for docking in running if is_verified(docking)}
    return {
        need.id: (True, *(need.id in ids for ids in (answered, docked, contracted, verified)))
        for need in records.own_needs
    }


def totals_of(reached: Iterable[Sequence[bool]]) -> tuple[int, ...]:
    """Return how many reached each of ``STEPS``."""
    columns = zip(*reached, strict=True)
    return tuple(sum(column) for column in columns) or (0,) * len(STEPS)


def steps_of(records: EditionRecords, reached: Mapping[str, Sequence[bool]]) -> tuple[Step, ...]:
    """Return the steps in order, those from statistics first and only where there are any."""
    found: list[Step] = []
    for name, metric in REPORTED_STEPS.items():
        if statistic := whole_statistic(records, metric):
            quantity = statistic.quantity
            found.append(_step(name, quantity.value, found, statistic, quantity.qualifier))
    for name, count in zip(STEPS, totals_of(reached.values()), strict=True):
        found.append(_step(name, count, found))
    return tuple(found)


def _step(
    name: str,
    count: int,
    before: Sequence[Step],
    statistic: Statistic | None = None,
    qualifier: str | None = None,
) -> Step:
    is_exact = qualifier in (None, "exact") and bool(before) and before[-1].qualifier in (None, "exact")
    return Step(name, count, percent_of(count, before[-1].count) if is_exact else None, statistic, qualifier)


def whole_statistic(records: EditionRecords, metric: str) -> Statistic | None:
    """Return the statistic of *metric* that is about the whole edition: no region, district, session or event."""
    narrower = ("region", "district", "session", "event")
    return next((s for s in records.statistics if s.metric == metric and not any(s[name] for name in narrower)), None)


def breakdown_by(
    name: str,
    keys: Iterable[str],
    records: EditionRecords,
    reached: Mapping[str, Sequence[bool]],
    always: Collection[str] = (),
) -> Breakdown:
    """Return the steps by the codes of the need's field *name*, in the order of *keys*; codes without needs are left
    out but for those of *always*.
    """
    by_key: dict[str, list[Sequence[bool]]] = {}
    for need in records.own_needs:
        for value in values_of(need, name):
            by_key.setdefault(value, []).append(reached[need.id])
    told = _reported_by_region(records) if name == "region" else {}
    rows = tuple(
        BreakdownRow(
            key,
            tuple(told.get((step, key)) for step in REPORTED_STEPS),
            totals_of(by_key.get(key, ())),
        )
        for key in keys
        if key in by_key or key in always
    )
    wholes = (whole_statistic(records, metric) for metric in REPORTED_STEPS.values())
    overlapping = any(len(values_of(need, name)) > 1 for need in records.own_needs)
    return Breakdown(
        name, rows, tuple(s.quantity if s else None for s in wholes), totals_of(reached.values()), overlapping
    )


def _reported_by_region(records: EditionRecords) -> dict[tuple[str, str], Quantity]:
    """Return the quantities by (step, region) that the parts of the edition's statistics tell."""
    return {
        (step, part.region): part.quantity
        for step, metric in REPORTED_STEPS.items()
        if (statistic := whole_statistic(records, metric))
        for part in statistic.parts
        if part.region
    }


def months_of(records: EditionRecords) -> tuple[Month, ...]:
    """Return every month from the first to the last in which anything happened."""
    running = records.running
    days: tuple[Iterable[date | None], ...] = (
        (need.published_on for need in records.own_needs),
        (solution.received_on for solution in records.solutions),
        (docking.contract_signed_on for docking in running if has_flag(docking, "contracted")),
        (docking.verification.verified_on for docking in running if docking.verification and is_verified(docking)),
    )
    counts: dict[str, list[int]] = {}
    for column, own in enumerate(days):
        for day in own:
            if day is not None:
                counts.setdefault(day.strftime("%Y-%m"), [0] * len(MONTHLY))[column] += 1
    if not counts:
        return ()
    return tuple(
        Month(key, tuple(counts.get(key, [0] * len(MONTHLY)))) for key in _months_between(min(counts), max(counts))
    )


def _months_between(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    while (key := f"{year}-{month:02d}") <= last:
        yield key
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
