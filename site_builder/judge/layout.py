"""Where things stand on a juror's tab; the workbook is written and read by the same places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from site_builder.validate.private.sheets import Judging

FORM = "jiebang-score-sheet-1"
"""Stands in the hidden row of each juror's tab; goes up when the layout changes."""

SOLUTION, CRITERION, LABEL, WEIGHT, SCORE, POINTS, COMMENT = range(1, 8)
"""Columns from A; solution and criterion are hidden and say what a row is about."""

MARK_ROW = 6
"""Hidden row: contest, digest of the rubric, juror, form, in the first four columns."""

HEAD_ROW = 7
FIRST_ROW = 8
SCALE_TAB = "scale"


@dataclass(frozen=True)
class Block:
    """The rows of one solution: its heading, one a criterion, its total."""

    solution: str
    head: int
    criteria: tuple[tuple[str, int], ...]
    total: int


def blocks_of(judging: Judging) -> Iterator[Block]:
    """Yield the block of each solution of the contest, in the order of the contest."""
    row = FIRST_ROW
    for solution in judging.solutions:
        criteria = tuple((code, row + number) for number, code in enumerate(judging.rubric.codes, start=1))
        total = row + len(criteria) + 1
        yield Block(solution.id, row, criteria, total)
        row = total + 1


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell as a spreadsheet shows it, such as ``E9``."""
    return f"{get_column_letter(column)}{row}"
