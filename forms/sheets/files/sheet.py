"""One sheet of a workbook, read once: its cells, and beside them what is merged, hidden, or hangs on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from xml.sax.xmlreader import AttributesImpl

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from forms.sheets.files.book import Book, Format, is_on, unescaped_text
from forms.sheets.files.limits import check_row
from forms.sheets.files.numbers import day_cell, number_cell, yes_no_cell
from forms.sheets.files.package import Part
from forms.sheets.values.cells import FAULT, NO_RESULT, Area, Cell, Row
from site_builder.text_forms.folding import stored

MOST_MERGED = 50_000
LONGEST_NUMBER = 400  # characters; a double needs fewer
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_SHEET_NAMED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!(),]+))!")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_NO_DAY = "########"  # what Excel shows where there is no such day
_EXACT = 15  # digits that a spreadsheet program holds


@dataclass
class _Written:
    """One cell as its XML says it."""

    column: int
    kind: str
    style: str
    value: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    has_value: bool = False
    is_formula: bool = False


class SheetPart(Part):
    """Gathers what a sheet holds; columns count from 0, rows have the numbers that are shown.

    ``path`` is what messages call it, empty where it may be of any size, since it is only told of.
    """

    def __init__(self, book: Book, path: str) -> None:
        super().__init__()
        self.book, self.path = book, path
        self.rows: list[Row] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[range] = []
        self.merged: list[Area] = []
        self.lists: set[str] = set()  # names of the sheets in which choices stand
        self._cells: dict[int, Cell] = {}
        self._line = 0
        self._column = -1
        self._written: _Written | None = None
        self._formula: list[str] = []
        self._all_hidden = False

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        """Take the beginning of the element *name*."""
        match name:
            case "c":
                self._begin_cell(attrs)
            case "v" | "f" if self._written:
                self._written.has_value |= name == "v"
                self._written.is_formula |= name == "f"
            case "row":
                self._begin_row(attrs)
            case "col" if not int(attrs.get("outlineLevel", "0")):  # a group that is folded shows that it is there
                self._hide_columns(attrs)
            case "sheetFormatPr":
                self._all_hidden = is_on(attrs.get("zeroHeight"))
            case "mergeCell":
                self._merge(attrs["ref"])

    def _hide_columns(self, attrs: AttributesImpl) -> None:
        if len(self.hidden_columns) > _LAST_COLUMN:
            raise ValueError("columns without end")
        if is_on(attrs.get("hidden")) or _is_zero(attrs.get("width")):
            self.hidden_columns.append(range(int(attrs["min"]) - 1, int(attrs["max"])))

    def _begin_row(self, attrs: AttributesImpl) -> None:
        self._line = int(attrs["r"]) if "r" in attrs else self._line + 1
        self._column, self._cells = -1, {}
        height = attrs.get("ht")
        if is_on(attrs.get("hidden")) or _is_zero(height) or (self._all_hidden and height is None):
            self.hidden_rows.add(self._line)

    def _begin_cell(self, attrs: AttributesImpl) -> None:
        place = attrs.get("r")
        if place is None:
            self._column += 1
        elif found := _PLACE.fullmatch(place):
            self._column = column_index_from_string(found[1].upper()) - 1
        else:
            raise ValueError("no place of a cell")
        self._written = _Written(self._column, attrs.get("t", "n"), attrs.get("s", ""))

    def _merge(self, ref: str) -> None:
        if len(self.merged) >= MOST_MERGED:
            raise ValueError("merged cells without end")
        left, top, right, bottom = range_boundaries(ref)  # none of whole rows or columns
        self.merged.append(Area(top or 1, bottom or _LAST_ROW, (left or 1) - 1, (right or _LAST_COLUMN) - 1))

    def characters(self, content: str) -> None:
        """Take a piece of text."""
        within = self.way[-1]
        if self._written:
            if within == "v":
                self._written.value.append(content)
            elif within == "t" and "rPh" not in self.way[-3:]:
                self._written.text.append(content)
        elif within == "formula1" or (within == "f" and "formula1" in self.way[-2:]):
            self._formula.append(content)

    def ends(self, name: str) -> None:
        """Take the end of the element *name*."""
        if name == "c" and self._written:
            if cell := _cell(self._written, self.book):
                self._cells[self._written.column] = cell
            self._written = None
        elif name == "row" and self._cells:
            if self.path:
                check_row(self.path, self._line, self._cells, self.rows)
            self.rows.append(Row(self._line, self._cells))
        elif name == "formula1":
            self._list_of("".join(self._formula).strip())
            self._formula.clear()

    def _list_of(self, formula: str) -> None:
        formula = self.book.named.get(formula, formula)
        if found := _SHEET_NAMED.match(formula):
            self.lists.add(found[1].replace("''", "'") if found[1] else found[2])


def _is_zero(size: str | None) -> bool:
    return size is not None and not float(size)


def _cell(written: _Written, book: Book) -> Cell | None:
    """Return what a cell holds; a formula counts by the result that was saved with it and is never evaluated."""
    value = "".join(written.value)
    if written.kind == "inlineStr":
        return _text_cell(unescaped_text("".join(written.text)))
    if not value:
        is_empty_text = written.kind == "str" and written.has_value
        return Cell("", NO_RESULT) if written.is_formula and not is_empty_text else None
    match written.kind:
        case "s":
            return _text_cell(book.texts[int(value)])
        case "str":
            return _text_cell(unescaped_text(value))
        case "b":
            return yes_no_cell(is_on(value.strip().lower()))
        case "e":
            return Cell(value, FAULT)
        case "d":
            return _day(value)
    return _number(value.strip(), book.format_of(written.style), from_1904=book.from_1904)


def _day(value: str) -> Cell:
    moment: date | time | timedelta = from_ISO8601(value)  # type: ignore[no-untyped-call]
    return day_cell(moment)


def _text_cell(text: str) -> Cell | None:
    return Cell(stored(text)) if text.strip() else None


def _number(value: str, shown: Format, *, from_1904: bool) -> Cell:
    """Return the cell of a number as Excel would show it: in fifteen digits where it is no whole number."""
    try:
        number = Decimal(value) if len(value) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        return Cell(value, FAULT)
    if not number.is_finite():
        return Cell(value[:_EXACT], FAULT)
    if shown.is_day:
        if number < 0 and not shown.is_span:
            return Cell(_NO_DAY, FAULT)
        try:
            return day_cell(
                from_excel(float(number), MAC_EPOCH if from_1904 else WINDOWS_EPOCH, timedelta=shown.is_span)
            )
        except (OverflowError, ValueError):
            return Cell(_NO_DAY, FAULT)
    if number != number.to_integral_value():
        number = Decimal(format(number, f".{_EXACT}g"))
    return number_cell(number, shown.code)
