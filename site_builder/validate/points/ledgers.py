"""The points ledgers as read: each row in its one form, each naming the hash of the row before (55, 56)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from site_builder.compute.ledger import first_break, line_of
from site_builder.load.records import list_ledgers, read_rows
from site_builder.model import PointsLine
from site_builder.problems import InvalidDataError, Problem


@dataclass(frozen=True)
class Ledgers:
    """The lines of each edition's ledger up to the first that is broken, and what is wrong with them."""

    lines: Mapping[str, tuple[PointsLine, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_ledgers(root: Path) -> Ledgers:
    """Return the points ledgers of the repository at *root*, their links verified."""
    found: dict[str, tuple[PointsLine, ...]] = {}
    problems: list[Problem] = []
    for edition, path in list_ledgers(root).items():
        try:
            rows = list(read_rows(root, path))
        except InvalidDataError as error:
            problems.append(error.problem)
            continue
        lines: list[PointsLine] = []
        for number, row in rows:
            line = line_of(row)
            if line is None:
                problems.append(Problem(path, number, "ledger-row"))
                break
            lines.append(replace(line, row=number))
        broken = first_break(lines)
        if broken is not None:
            problems.append(Problem(path, lines[broken].row, "ledger-broken", facts={"seq": str(lines[broken].seq)}))
        found[edition] = tuple(lines[:broken])
    return Ledgers(found, tuple(problems))
