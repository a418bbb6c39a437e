"""Forms with the labels beside the values, as a printed form is laid out: one record, or one in each column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.sheets.layout.blocks import Means
from forms.sheets.layout.heading_texts import bare, says_how_to_fill_in
from forms.sheets.values.cells import TEXT, Cell, Row, Table
from site_builder.text_forms.folding import searched

FEWEST = 3  # labels that make a form
MOST_ROWS = 300
Place = tuple[int, int]
"""The row, as a spreadsheet program counts it, and the column of a cell, from 0."""
_ABOUT_VALUES = re.compile(
    r"说明|备注|要求|提示|示例|notes?\b|remarks?\b|hints?\b|instructions?\b|example", re.IGNORECASE
)


@dataclass(frozen=True)
class FormTable(Table):
    """A table whose rows are those of a form; ``places`` tells where each cell of a record stands in it."""

    places: Mapping[Place, Place] = field(default_factory=dict)

    def place(self, row: int, column: int) -> Place:
        """Return the row and the column where the value *column* of the record *row* stands."""
        return self.places.get((row, column), (row, column))


@dataclass(frozen=True)
class Form:
    """A form read as records.

    ``begins`` is the row of the first label; ``labels`` by number, as columns are; ``records`` the values under these
    numbers; ``unread`` the cells that are neither, below the first label; ``hints`` the numbers, behind those of the
    labels, of columns that say what to write; ``unclear`` the label beside which more stands than one value, if
    there is one.
    """

    table: FormTable
    labels: Mapping[int, str]
    records: Sequence[Row]
    heading_row: int
    begins: int
    unread: Sequence[Row] = ()
    hints: Sequence[int] = ()
    unclear: Place | None = None


@dataclass(frozen=True)
class _Label:
    text: str
    place: Place
    values: Mapping[int, Cell]  # by column


def form_in(table: Table, means: Means, own: Means) -> Form | None:
    """Return the form that *table* is, ``None`` where fewer labels stand beside values than make one.

    Args:
        table: the table.
        means: what a label means.
        own: says which texts head the columns that a checked copy adds; these are passed over.
    """
    if len(table.rows) > MOST_ROWS:
        return None
    rows = _without_own(table.rows, own)
    found = _Finder(rows, means)
    labels = _each_once(found.labels(), means)
    return _form(table, rows, labels, found.used) if len({means(one.text) for one in labels}) >= FEWEST else None


def _each_once(labels: Sequence[_Label], means: Means) -> list[_Label]:
    """Return *labels* without those that say nothing more than another one, such as the name of a group.

    A merged label and its merged value are read in each row that they cover.
    """
    filled = {means(label.text) for label in labels if label.values}
    kept = [label for label in labels if label.values or means(label.text) not in filled]
    said = {(means(label.text), *(cell.text for cell in label.values.values())): label for label in reversed(kept)}
    return list(reversed(said.values()))


def _without_own(rows: Sequence[Row], own: Means) -> list[Row]:
    added = {number for row in rows for number, cell in row.cells.items() if own(cell.text)}
    kept = [replace(row, cells={n: cell for n, cell in row.cells.items() if n not in added}) for row in rows]
    return [row for row in kept if row.cells]


class _Finder:
    """Finds the labels of a form, and what stands beside each."""

    def __init__(self, rows: Sequence[Row], means: Means) -> None:
        self.rows, self.means = rows, means
        self.used: set[Place] = set()
        self.said: dict[Place, str] = {}
        for row, groups in zip(rows, _groups_of(rows), strict=True):
            self._look_at(row, groups)
        self.columns = {column for _, column in self.said}

    def _look_at(self, row: Row, groups: Mapping[int, tuple[str, ...]]) -> None:
        """Remember which cells of *row* are labels, by themselves or with the group before them."""
        for number, cell in row.cells.items():
            wholes = [f"{bare(group)}·{bare(cell.text)}" for group in groups[number]]
            if cell.kind == TEXT and (text := next(filter(self.means, [*wholes, cell.text]), "")):
                self.said[row.number, number] = text

    def labels(self) -> list[_Label]:
        """Return the labels in the order in which they stand."""
        return [label for row in self.rows for label in self._in(row)]

    def _in(self, row: Row) -> Iterator[_Label]:
        numbers = sorted(row.cells)
        for place, number in enumerate(numbers):
            if text := self.said.get((row.number, number)):
                values = {n: row.cells[n] for n in self._beside(numbers[place + 1 :])}
                self.used |= {(row.number, n) for n in (number, *values)}
                yield _Label(text, (row.number, number), values)
            elif inside := self._inside(row, number):
                self.used.add((row.number, number))
                yield inside

    def _beside(self, behind: Sequence[int]) -> Iterator[int]:
        """Yield the cells *behind* a label until the next column of labels."""
        for number in behind:
            if number in self.columns:
                return
            yield number

    def _inside(self, row: Row, number: int) -> _Label | None:
        """Return the label and the value of a cell that holds both: ``提交单位：某公司``."""
        cell = row.cells[number]
        said, colon, value = cell.text.replace("：", ":", 1).partition(":")
        if (row.number, number) in self.used or not colon or not value.strip() or not self.means(said):
            return None
        return _Label(said, (row.number, number), {number: Cell(value.strip())})


def _groups_of(rows: Sequence[Row]) -> Iterator[dict[int, tuple[str, ...]]]:
    """Yield for each row by column what may stand before a label in it: the cell to the left, or one further up.

    A group that is written once stands beside all rows that are empty in its column.
    """
    first = min((number for row in rows for number in row.cells), default=0)
    standing = ""
    for row in rows:
        if first in row.cells:
            standing = row.cells[first].text
        yield {number: (standing,) if number > first and standing else () for number in row.cells}


def _form(table: Table, rows: Sequence[Row], labels: Sequence[_Label], used: set[Place]) -> Form:
    start = min(label.place[0] for label in labels)
    hints = _columns_of_hints([row for row in rows if row.number < start], labels)
    answered = [replace(label, values={n: c for n, c in label.values.items() if n not in hints}) for label in labels]
    columns, unclear = _columns_of_records(answered)
    heading_row = max(start - 1, 1)
    places = {(heading_row, n): label.place for n, label in enumerate(labels)}
    places |= {(heading_row, n): (start, column) for n, column in enumerate(sorted(hints), start=len(labels))}
    records = []
    for number, column in enumerate(columns, start=heading_row + 1):
        cells = {n: cell for n, label in enumerate(answered) if (cell := _value(label, column))}
        places |= {(number, n): (label.place[0], _column(label, column)) for n, label in enumerate(answered)}
        records.append(Row(number, cells))
    return Form(
        FormTable(**vars(table), places=places),
        {n: label.text for n, label in enumerate(labels)},
        [record for record in records if record.cells],
        heading_row,
        start,
        list(_unread(rows, start, used)),
        range(len(labels), len(labels) + len(hints)),
        unclear,
    )


def _columns_of_hints(above: Sequence[Row], labels: Sequence[_Label]) -> set[int]:
    """Return the columns beside the labels that say what to write: by what stands over them, or by most cells."""
    columns = {number for label in labels for number in label.values}
    cells = {number: [label.values[number] for label in labels if number in label.values] for number in columns}
    told = {n for n in columns for row in above if len(row.cells) > 1 and n in row.cells and _is_about(row.cells[n])}
    return told | {number for number in columns if len(cells[number]) > 1 and _are_hints(cells[number])}


def _columns_of_records(labels: Sequence[_Label]) -> tuple[Sequence[int | None], Place | None]:
    """Return the columns that hold a record each, ``None`` for that of a form, and the label where it is unclear."""
    several = next((label for label in labels if len(label.values) > 1), None)
    if several is None:
        return [None], None
    columns = _records_in(labels)
    in_one = len({label.place[1] for label in labels}) == 1
    if not in_one or any(_is_sparse(number, columns, labels) for number in columns):
        return [], several.place
    return columns, None


def _records_in(labels: Sequence[_Label]) -> list[int]:
    return sorted({number for label in labels for number in label.values})


def _is_about(cell: Cell) -> bool:
    return _ABOUT_VALUES.search(searched(cell.text)) is not None


def _are_hints(cells: Sequence[Cell]) -> bool:
    return sum(says_how_to_fill_in(cell.text) for cell in cells) * 2 > len(cells)


def _is_sparse(column: int, columns: Sequence[int], labels: Sequence[_Label]) -> bool:
    """Return whether *column* has less than half of the values that another one has: then it is no record."""
    filled = {number: sum(number in label.values for label in labels) for number in columns}
    return filled[column] * 2 < max(filled.values())


def _value(label: _Label, column: int | None) -> Cell | None:
    return next(iter(label.values.values()), None) if column is None else label.values.get(column)


def _column(label: _Label, column: int | None) -> int:
    """Return where the value of *label* stands, or would stand: right behind it."""
    return next(iter(label.values), label.place[1] + 1) if column is None else column


def _unread(rows: Sequence[Row], start: int, used: set[Place]) -> Iterator[Row]:
    for row in rows:
        cells = {n: cell for n, cell in row.cells.items() if (row.number, n) not in used}
        if row.number >= start and cells:
            yield replace(row, cells=cells)
