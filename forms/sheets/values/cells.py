"""One cell as it was found in a file, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TEXT, NUMBER, DAY, MOMENT, HOUR, YES_NO = "text", "number", "day", "moment", "hour", "yes-no"
NO_RESULT, FAULT, DISPLAYED_OTHERWISE = "formula-without-result", "fault", "displayed-otherwise"
UNDER_MERGED = "under-merged"
# What a spreadsheet program may take for a formula; some take the wide forms too, and pass over spaces before it.
BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Cell:
    """The content of a cell.

    ``text`` is digits where ``kind`` is a number, ``2021-10-31`` a day, ``2021-10-31 17:00:00`` a moment,
    ``17:00:00`` an hour or a length of time, ``true`` or ``false`` an answer; ``shown_as`` is the number format where
    what is shown is not what is held, and what is merged over a cell that nobody sees.
    """

    text: str
    kind: str = TEXT
    shown_as: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet program shows it, from 1, and its cells that are not empty by column."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, order=True)
class Area:
    """Merged cells: rows by the number shown, columns from 0, the last ones included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def address(self) -> str:
        """Return what a spreadsheet program calls it: ``B2:B3``."""
        return f"{letters_of(self.left)}{self.top}:{letters_of(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Beside:
    """What a sheet has besides the content of its cells: rows by the number shown, columns from 0.

    ``commented`` are the places of comments, by row and column; ``drawings`` counts pictures, text boxes and charts.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: Sequence[range] = ()
    merged: Sequence[Area] = ()
    commented: Sequence[tuple[int, int]] = ()
    drawings: int = 0


NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Table:
    """All rows of one sheet, of a CSV file or of the lines of a JSON Lines file.

    ``name`` is that of the sheet, empty where the file has none; ``names`` those of the columns where these are no
    letters but names (JSON Lines); ``from_1904`` tells which day is day 0 of the workbook. A sheet that is hidden is
    there to be told of, not to be read.
    """

    name: str
    rows: Sequence[Row]
    from_1904: bool = False
    names: Sequence[str] = ()
    beside: Beside = NOTHING_BESIDE
    is_hidden: bool = False

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Return where in the sheet the value *column* of the record *row* stands: its row and its column."""
        return row, column

    def address(self, row: int, column: int) -> str:
        """Return the name of a cell: ``C7``, or ``7:tagline`` where columns have names."""
        line, number = self.place(row, column)
        return f"{line}:{self.names[number]}" if self.names else f"{letters_of(number)}{line}"

    def column(self, number: int) -> str:
        """Return the name of a column: ``C``, or its own."""
        return self.names[number] if self.names else letters_of(number)


def letters_of(column: int) -> str:
    """Return what a spreadsheet program calls the *column*, which counts from 0."""
    from openpyxl.utils import get_column_letter  # loads all of openpyxl, which the desk's CSV files do without

    return get_column_letter(column + 1)


def escaped(text: str) -> str:
    """Return *text* so that no spreadsheet program takes it for a formula when it opens a CSV file.

    >>> escaped("=1+1"), escaped("'=1+1"), escaped("1+1")
    ("'=1+1", "''=1+1", '1+1')
    """
    return f"'{text}" if begins_formula(text) else text


def unescaped(text: str) -> str:
    """Return the text that ``escaped`` was given."""
    return text[1:] if text.startswith("'") and begins_formula(text) else text


def begins_formula(text: str) -> bool:
    """Return whether *text* may be taken for a formula, at once or without the marks and spaces before it."""
    return text.startswith(BEGINS_FORMULA) or text.lstrip("' ").startswith(BEGINS_FORMULA)
