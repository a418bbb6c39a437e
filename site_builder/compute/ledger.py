"""The points ledger as text: one row a line, each with the hash of the row before, so that nobody can change one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from site_builder.model import PointsLine

FIRST_HASH = "0" * 64
_ID = r"[a-z0-9-]{1,64}"
_ROW = re.compile(
    rf"- \{{seq: (?P<seq>[1-9]\d{{0,8}}), kind: (?P<kind>docking_success|reversal), docking: (?P<docking>{_ID}), "
    rf"beneficiary_type: (?P<beneficiary_type>manager|institution), beneficiary: (?P<beneficiary>{_ID}), "
    r"points: (?P<points>-?[1-9]\d{0,8}), rule: (?P<rule>[1-9]\d{0,4}), "
    r"(?:reverses: (?P<reverses>[1-9]\d{0,8}), reason: (?P<reason>[a-z_]{1,40}), )?"
    r"on: (?P<on>\d{4}-\d{2}-\d{2}), prev_hash: (?P<prev_hash>[0-9a-f]{64}), hash: (?P<hash>[0-9a-f]{64})\}"
)


def canonical(line: PointsLine) -> str:
    """Return *line* as the text that its hash is taken over, after the hash before it."""
    reversal = f"reverses: {line.reverses}, reason: {line.reason}, " if line.reverses else ""
    return (
        f"seq: {line.seq}, kind: {line.kind}, docking: {line.docking}, beneficiary_type: {line.beneficiary_type}, "
        f"beneficiary: {line.beneficiary}, points: {line.points}, rule: {line.rule}, {reversal}on: {line.on}"
    )


def hash_of(line: PointsLine) -> str:
    """Return the hash of *line*: sha256 over ``prev_hash`` and the canonical text (rule 56)."""
    return hashlib.sha256((line.prev_hash + canonical(line)).encode("ascii")).hexdigest()


def row_of(line: PointsLine) -> str:
    """Return *line* in the one form in which it may stand in a ledger."""
    return f"- {{{canonical(line)}, prev_hash: {line.prev_hash}, hash: {line.hash}}}"


def line_of(row: str) -> PointsLine | None:
    """Return the line that *row* holds, or ``None`` where it has another form than ``row_of`` gives it."""
    match = _ROW.fullmatch(row)
    if match is None:
        return None
    try:
        on = date.fromisoformat(match["on"])
    except ValueError:
        return None
    return PointsLine(
        seq=int(match["seq"]),
        kind=match["kind"],
        docking=match["docking"],
        beneficiary_type=match["beneficiary_type"],
        beneficiary=match["beneficiary"],
        points=int(match["points"]),
        rule=int(match["rule"]),
        reverses=int(match["reverses"] or 0),
        reason=match["reason"] or "",
        on=on,
        prev_hash=match["prev_hash"],
        hash=match["hash"],
    )


def linked(known: Sequence[PointsLine], new: Iterable[PointsLine]) -> Iterator[PointsLine]:
    """Yield the *new* lines linked to the *known* ones."""
    seq, head = len(known), known[-1].hash if known else FIRST_HASH
    for line in new:
        seq += 1
        placed = replace(line, seq=seq, prev_hash=head)
        head = hash_of(placed)
        yield replace(placed, hash=head)


def first_break(lines: Sequence[PointsLine]) -> int | None:
    """Return the index of the first of *lines* that does not follow the one before it, ``None`` where all do."""
    head = FIRST_HASH
    for at, line in enumerate(lines):
        if line.seq != at + 1 or line.prev_hash != head or line.hash != hash_of(line):
            return at
        head = line.hash
    return None
