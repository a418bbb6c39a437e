"""Points: what a docking is worth to whom, which lines the ledger lacks, and where everyone stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from site_builder.compute.dockings import is_cross_region, is_owned_by_enterprise, rules_of, success_of
from site_builder.compute.shares import split
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, PointsLine
from site_builder.records import Docking, Organization, PointsRules, TechnologyManager

MANAGER, INSTITUTION = "manager", "institution"
SUCCESS, REVERSAL = "docking_success", "reversal"
CORRECTION = "correction"


def employer_on(manager: TechnologyManager, day: date) -> str | None:
    """Return the organisation that employed *manager* on *day*."""
    for employment in manager.employments:
        if employment.from_ <= day <= (employment.to or date.max):
            org: str = employment.org
            return org
    return None


def is_suspended(whom: TechnologyManager | Organization, day: date) -> bool:
    """Return whether a manager or an organisation was suspended on *day*."""
    return any(pause.from_ <= day <= (pause.to or date.max) for pause in whom.suspensions)


def may_earn(manager: TechnologyManager, day: date) -> bool:
    """Return whether *manager* earned points on *day*: conduct agreement signed, not suspended (rule 63)."""
    signed = manager.agreement_signed_on
    return signed is not None and signed <= day and not is_suspended(manager, day)


def worth_of(docking: Docking, version: PointsRules, catalogue: Catalogue) -> int:
    """Return the points of a successful *docking*: the base points, and the bonus where it crosses regions."""
    bonus = version.cross_region_points or 0
    return int(version.base_points) + (int(bonus) if is_cross_region(docking, catalogue) else 0)


def lines_for(docking: Docking, catalogue: Catalogue) -> tuple[PointsLine, ...]:
    """Return the ledger lines that *docking* earns, without numbers and hashes; none where it earns nothing.

    The worth of the docking is split in one step over all managers and institutions: a manager weighs share × the
    managers' percentage, the manager's employer on the day of success share × the rest. The parts are whole points
    and sum to the worth exactly (largest remainder; managers before institutions, then the larger share, then the
    id). The part of a manager who may not earn is dropped with that of the employer; so is the part of an employer
    who does not exist, unless the rules give it to the manager.

    Source: notice 沪科〔2021〕303号, 四(二); domain model 3.7 and rules 57 to 63.
    """
    rules = rules_of(catalogue, docking.edition)
    success = success_of(docking, rules)
    is_reported = docking.provenance == "reported"
    if (
        success is None
        or is_reported
        or not docking.technology_managers
        or not is_owned_by_enterprise(docking, catalogue)
    ):
        return ()
    day, version = success
    weights = _weights(docking, version, catalogue, day)
    keys = sorted(weights, key=lambda key: (key[0] != MANAGER, -weights[key], key[1]))
    parts = split(worth_of(docking, version, catalogue), [weights[key] for key in keys])
    return tuple(
        PointsLine(0, SUCCESS, docking.id, kind, beneficiary, part, version.version, 0, "", day)
        for (kind, beneficiary), part in zip(keys, parts, strict=True)
        if kind and part
    )


def _weights(docking: Docking, version: PointsRules, catalogue: Catalogue, day: date) -> dict[tuple[str, str], int]:
    """Return the weight of each beneficiary; what is dropped weighs under the key ``("", "")``."""
    weights: dict[tuple[str, str], int] = {}
    for share in docking.technology_managers:
        manager = catalogue.get(TechnologyManager, share.manager)
        own = share.share_percent * version.manager_percent
        rest = share.share_percent * (100 - version.manager_percent)
        employer = employer_on(manager, day) if manager else None
        if manager is None or not may_earn(manager, day):
            entries = [(("", ""), own + rest)]
        elif employer is not None:
            entries = [((MANAGER, manager.id), own), ((INSTITUTION, employer), rest)]
        elif version.independent_manager == "to_manager":
            entries = [((MANAGER, manager.id), own + rest)]
        else:
            entries = [((MANAGER, manager.id), own), (("", ""), rest)]
        for key, weight in entries:
            weights[key] = weights.get(key, 0) + weight
    return weights


def standing_lines(lines: Iterable[PointsLine]) -> tuple[PointsLine, ...]:
    """Return the lines that grant points and were not taken back."""
    known = tuple(lines)
    reversed_lines = {line.reverses for line in known if line.kind == REVERSAL}
    return tuple(line for line in known if line.kind == SUCCESS and line.seq not in reversed_lines)


def content_of(line: PointsLine) -> PointsLine:
    """Return *line* without its links, to compare what it grants."""
    return replace(line, seq=0, prev_hash="", hash="", row=0)


def reversals_of(lines: Sequence[PointsLine], docking: str, reason: str, day: date) -> tuple[PointsLine, ...]:
    """Return the lines that take back everything that *docking* still has in the ledger *lines*.

    They count from *day* on; a correction counts from the day of the line it corrects, so that what was wrong counts
    on no day at all.
    """
    return tuple(
        replace(
            content_of(line),
            kind=REVERSAL,
            points=-line.points,
            reverses=line.seq,
            reason=reason,
            on=line.on if reason == CORRECTION else day,
        )
        for line in standing_lines(lines)
        if line.docking == docking
    )


def missing_lines(lines: Sequence[PointsLine], catalogue: Catalogue, edition: str) -> Iterator[PointsLine]:
    """Yield what the ledger *lines* of *edition* lack: reversals of terminated dockings, then points not yet given.

    In order of day, then of docking; a docking that once had points and lost them gets none again, but for one whose
    lines were taken back as a correction.
    """
    dockings = [docking for docking in catalogue.all(Docking) if docking.edition == edition]
    held = {line.docking for line in standing_lines(lines)}
    for docking in sorted(dockings, key=lambda docking: (docking.terminated_on or date.max, docking.id)):
        if has_flag(docking, "terminated") and docking.terminated_on and docking.id in held:
            yield from reversals_of(lines, docking.id, "docking_terminated", docking.terminated_on)
    settled = held | {line.docking for line in lines if line.kind == REVERSAL and line.reason != CORRECTION}
    running = (docking for docking in dockings if not has_flag(docking, "terminated") and docking.id not in settled)
    earned = [own for docking in running if (own := lines_for(docking, catalogue))]
    for own in sorted(earned, key=lambda own: (own[0].on, own[0].docking)):
        yield from own


@dataclass(frozen=True)
class Standing:
    """Where one beneficiary stands on a day.

    ``rank`` counts from 1 in a total order, ``place`` is the rank that those share who are equal in everything but
    the id. ``lines`` are all lines of the beneficiary up to the day, also those taken back and what took them back.
    """

    rank: int
    place: int
    beneficiary: str
    points: int
    dockings: int
    first_on: date | None
    lines: tuple[PointsLine, ...]


def standings(lines: Iterable[PointsLine], beneficiary_type: str, day: date) -> tuple[Standing, ...]:
    """Return where everyone of *beneficiary_type* stands on *day*, best first, those without points left out.

    Order: more points, more dockings that count, the earlier first success, the id. It does not depend on the order
    of the lines.

    Source: domain model 3.7, ``payout.order_by`` (the notice ranks by points; the rest is a default).
    """
    by_beneficiary: dict[str, list[PointsLine]] = {}
    for line in sorted(lines, key=lambda line: line.seq):
        if line.beneficiary_type == beneficiary_type and line.on <= day:
            by_beneficiary.setdefault(line.beneficiary, []).append(line)
    totals = [(*_total(own), key, tuple(own)) for key, own in by_beneficiary.items()]
    ordered = sorted(
        (total for total in totals if total[0] > 0),
        key=lambda total: (-total[0], -total[1], total[2] or date.max, total[3]),
    )
    found: list[Standing] = []
    for rank, (points, dockings, first_on, beneficiary, own) in enumerate(ordered, start=1):
        last = found[-1] if found else None
        is_equal = last is not None and (last.points, last.dockings, last.first_on) == (points, dockings, first_on)
        place = last.place if last is not None and is_equal else rank
        found.append(Standing(rank, place, beneficiary, points, dockings, first_on, own))
    return tuple(found)


def _total(lines: Sequence[PointsLine]) -> tuple[int, int, date | None]:
    counting = standing_lines(lines)
    first_on = min((line.on for line in counting), default=None)
    return sum(line.points for line in lines), len({line.docking for line in counting}), first_on
