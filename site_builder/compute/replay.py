"""The ledger played again from the records: the first line that the records do not bear out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from site_builder.compute.ledger import canonical
from site_builder.compute.points import (
    CORRECTION,
    REVERSAL,
    SUCCESS,
    content_of,
    lines_for,
    reversals_of,
    standing_lines,
)
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, PointsLine
from site_builder.records import Docking


@dataclass(frozen=True)
class Finding:
    """A line that is not as the records have it; ``expected`` is the line that should stand there, in ledger form.

    ``reason`` is ``unknown-docking``, ``not-earned``, ``paid-twice``, ``not-as-computed`` or ``nothing-to-reverse``.
    """

    seq: int
    reason: str
    found: str
    expected: str


def replay(lines: Sequence[PointsLine], catalogue: Catalogue, edition: str) -> Iterator[Finding]:
    """Yield each block of *lines* that the records of *edition* do not bear out, at its first line that differs.

    A block is what stands together for one docking. Points that were taken back as a correction were wrong when they
    were given, so only the taking back is compared: it counts from the same day, so they count on no day.
    """
    corrected = {line.reverses for line in lines if line.kind == REVERSAL and line.reason == CORRECTION}
    for _, group in itertools.groupby(lines, key=lambda line: (line.docking, line.kind, line.reason)):
        block = tuple(group)
        before = lines[: block[0].seq - 1]
        if block[0].kind == SUCCESS:
            yield from _grant(block, before, catalogue, edition, corrected)
        else:
            yield from _taking_back(block, before, catalogue)


def _grant(
    block: Sequence[PointsLine],
    before: Sequence[PointsLine],
    catalogue: Catalogue,
    edition: str,
    corrected: set[int],
) -> Iterator[Finding]:
    first = block[0]
    docking = catalogue.get(Docking, first.docking)
    if docking is None or docking.edition != edition:
        yield Finding(first.seq, "unknown-docking", canonical(first), "")
    elif _was_settled(before, first.docking):
        yield Finding(first.seq, "paid-twice", canonical(first), "")
    elif not {line.seq for line in block} <= corrected:
        expected = lines_for(docking, catalogue)
        if not expected:
            yield Finding(first.seq, "not-earned", canonical(first), "")
        else:
            yield from _compare(block, expected)


def _was_settled(before: Sequence[PointsLine], docking: str) -> bool:
    own = [line for line in before if line.docking == docking]
    return bool(standing_lines(own)) or any(line.kind == REVERSAL and line.reason != CORRECTION for line in own)


def _taking_back(
    block: Sequence[PointsLine], before: Sequence[PointsLine], catalogue: Catalogue
) -> Iterator[Finding]:
    first = block[0]
    docking = catalogue.get(Docking, first.docking)
    granted = [line.on for line in standing_lines(before) if line.docking == first.docking]
    on = max([first.on, *granted])  # nothing is taken back before it was given
    if first.reason == "docking_terminated" and docking is not None:
        on = docking.terminated_on or on
    expected = reversals_of(before, first.docking, first.reason, on)
    is_terminated = docking is not None and has_flag(docking, "terminated")
    if not expected or (first.reason == "docking_terminated" and not is_terminated):
        yield Finding(first.seq, "nothing-to-reverse", canonical(first), "")
    else:
        yield from _compare(block, expected)


def _compare(block: Sequence[PointsLine], expected: Sequence[PointsLine]) -> Iterator[Finding]:
    for at, (found, wanted) in enumerate(itertools.zip_longest(block, expected)):
        if found is None or wanted is None or content_of(found) != content_of(wanted):
            seq = found.seq if found else block[-1].seq
            told = canonical(replace(wanted, seq=block[0].seq + at)) if wanted else ""
            yield Finding(seq, "not-as-computed", canonical(found) if found else "", told)
            return
