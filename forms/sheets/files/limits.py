"""How much of a file is read, and the refusal of one that cannot be read."""

from __future__ import annotations

from collections.abc import Sized

from forms.sheets.values.cells import Cell
from site_builder.problems import Fact, InvalidDataError, Problem

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_ROWS = 5000  # that are not empty, wherever they stand
MOST_COLUMNS = 1000  # a cell farther to the right is refused, not left out
MOST_CHARACTERS = 100_000  # of one cell; Excel's own limit is 32,767


def refusal(path: str, code: str, line: int = 1, **facts: Fact) -> InvalidDataError:
    """Return the error that stops the reading of *path* at *line* with the problem *code*."""
    return InvalidDataError(Problem(path, line, code, "", facts))


def check_row(path: str, line: int, cells: dict[int, Cell], before: Sized) -> None:
    """Refuse a row that is one too many or holds too much.

    Args:
        path: what messages call the table.
        line: number of the row.
        cells: its cells by column, from 0.
        before: the rows read so far.

    Raises:
        InvalidDataError: ``sheet-too-many-rows``, ``sheet-too-many-columns``, ``sheet-cell-too-long``.
    """
    if len(before) >= MOST_ROWS:
        raise refusal(path, "sheet-too-many-rows", line, most=str(MOST_ROWS))
    if max(cells) >= MOST_COLUMNS:
        raise refusal(path, "sheet-too-many-columns", line, most=str(MOST_COLUMNS), column=str(max(cells) + 1))
    if any(len(cell.text) > MOST_CHARACTERS for cell in cells.values()):
        raise refusal(path, "sheet-cell-too-long", line, most=str(MOST_CHARACTERS))
