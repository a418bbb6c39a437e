"""A file into tables: workbook, CSV or JSON Lines, within limits that are looked at before anything is unpacked."""

from __future__ import annotations

import csv
import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from forms.sheets.values.cells import (
    DAY,
    DISPLAYED_OTHERWISE,
    FAULT,
    MOMENT,
    NO_RESULT,
    NUMBER,
    TEXT,
    YES_NO,
    Cell,
    Row,
    Table,
    unescaped,
)
from forms.values.reading import digits_of
from site_builder.problems import InvalidDataError, Problem
from site_builder.text_forms.folding import stored
from site_builder.text_forms.hidden import hidden_in

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_ROWS, MOST_COLUMNS = 5000, 400
MOST_CHARACTERS = 100_000  # of one cell; Excel's own limit is 32,767
MOST_DEPTH = 6
MOST_DIGITS = 40
KINDS = (".xlsx", ".csv", ".jsonl")
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_tables(file: Path) -> list[Table]:
    """Return the visible sheets of *file*.

    Raises:
        InvalidDataError: ``sheet-file-kind``, ``sheet-file-too-large``, ``sheet-file-unreadable``,
            ``sheet-encoding``, ``sheet-line-unreadable``, ``sheet-too-many-rows``, ``sheet-cell-too-long``.
    """
    kind = file.suffix.lower()
    if kind not in KINDS:
        raise _refusal(file, "sheet-file-kind", kinds=", ".join(KINDS))
    if file.stat().st_size > MOST_BYTES:
        raise _refusal(file, "sheet-file-too-large", most=f"{MOST_BYTES // 1024**2} MB")
    if kind == ".xlsx":
        return _workbook(file)
    text = _text_of(file)
    return [_separated(file, text) if kind == ".csv" else _lines(file, text)]


def _refusal(file: Path, code: str, line: int = 1, **facts: str) -> InvalidDataError:
    return InvalidDataError(Problem(file.name, line, code, "", facts))


def look_into(file: Path) -> None:
    """Refuse a workbook that would unpack to too much, or is none; nothing of it is unpacked yet.

    Raises:
        InvalidDataError: ``sheet-file-too-large``, ``sheet-file-unreadable``.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refusal(file, "sheet-file-unreadable") from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _refusal(file, "sheet-file-too-large", most=f"{MOST_UNPACKED // 1024**2} MB")


def _workbook(file: Path) -> list[Table]:
    look_into(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions of the program that saved it
            formulas = load_workbook(file, read_only=True, keep_links=False)
            results = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                from_1904 = results.epoch == CALENDAR_MAC_1904
                return [
                    Table(sheet.title, list(_rows(file, sheet, formulas[sheet.title])), from_1904)
                    for sheet in results.worksheets
                    if sheet.sheet_state == "visible"
                ]
            finally:
                formulas.close()
                results.close()
    except InvalidDataError:
        raise
    except Exception as error:  # whatever a damaged or hostile file makes the reader do, it is no workbook
        raise _refusal(file, "sheet-file-unreadable") from error


def _rows(file: Path, sheet: Any, formulas: Any) -> Iterator[Row]:
    bounds = {"max_col": MOST_COLUMNS, "max_row": MOST_ROWS + 100}
    rows = zip(sheet.iter_rows(**bounds), formulas.iter_rows(**bounds), strict=True)
    for count, (row, written) in enumerate(rows):
        cells = {
            number: found
            for number, (cell, formula) in enumerate(zip(row, written, strict=True))
            if (found := _cell(cell, formula))
        }
        if not cells:
            continue
        line = next(cell.row for cell in row if getattr(cell, "row", None))
        _check_size(file, line, cells, count)
        yield Row(line, cells)


def _check_size(file: Path, line: int, cells: dict[int, Cell], count: int) -> None:
    if count > MOST_ROWS:
        raise _refusal(file, "sheet-too-many-rows", line, most=str(MOST_ROWS))
    if any(len(cell.text) > MOST_CHARACTERS for cell in cells.values()):
        raise _refusal(file, "sheet-cell-too-long", line, most=str(MOST_CHARACTERS))


def _cell(result: Any, formula: Any) -> Cell | None:
    """Return what a cell holds; a formula counts by the result that was saved with it and is never evaluated."""
    value, shown_as = result.value, getattr(result, "number_format", None) or ""
    if value is None or value == "":
        return Cell("", NO_RESULT) if getattr(formula, "data_type", "") == "f" else None
    if getattr(result, "data_type", "") == "e":
        return Cell(str(value), FAULT)
    return _native(value, shown_as)


def _native(value: Any, shown_as: str = "") -> Cell:
    if isinstance(value, bool):
        return Cell(str(value).lower(), YES_NO)
    if isinstance(value, int | float | Decimal):
        is_other = any(mark in shown_as for mark in "%万亿千百") or shown_as.rstrip('"; _)').endswith(",")
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
        is_small = number.is_finite() and abs(number.adjusted()) < MOST_DIGITS  # 1e999999999 is written in no digits
        digits = digits_of(number) if is_small else str(value)[:MOST_DIGITS]
        return Cell(digits, DISPLAYED_OTHERWISE if is_other else NUMBER, shown_as if is_other else "")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return Cell(value.date().isoformat(), DAY) if midnight else Cell(value.isoformat(" ", "seconds"), MOMENT)
    if isinstance(value, date):
        return Cell(value.isoformat(), DAY)
    return Cell(stored(str(value).replace("_x000D_", "")), TEXT)


def _text_of(file: Path) -> str:
    """Return the text of *file*, which is UTF-8 or, as Chinese spreadsheet programs write it, GB18030."""
    raw = file.read_bytes()
    if raw.startswith(_MARKS_OF_UTF16) or b"\x00" in raw:
        raise _refusal(file, "sheet-encoding")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        raise _refusal(file, "sheet-encoding") from None
    # Western text read as GB18030 gives private-use or hidden characters, or Han beside single Latin letters.
    if hidden_in(stored(text)):
        raise _refusal(file, "sheet-encoding")
    return text


def _separated(file: Path, text: str) -> Table:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(MOST_CHARACTERS + 1)
    count = 0
    try:
        for values in reader:
            count += 1  # a row of the table, as a spreadsheet program counts, not a line of the file
            stripped = ((number, unescaped(value)) for number, value in enumerate(values[:MOST_COLUMNS]))
            cells = {number: Cell(stored(value)) for number, value in stripped if value.strip()}
            if cells:
                _check_size(file, count, cells, len(rows))
                rows.append(Row(count, cells))
    except csv.Error as error:
        raise _refusal(file, "sheet-line-unreadable", count + 1) from error
    return Table("", rows)


def _lines(file: Path, text: str) -> Table:
    names: dict[str, int] = {}
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            tree = json.loads(line, parse_float=Decimal)
        except (ValueError, RecursionError):
            tree = None
        if not isinstance(tree, dict):
            raise _refusal(file, "sheet-line-unreadable", number)
        for name in (name for name, value in tree.items() if value in (None, "", [])):
            names.setdefault(name, len(names))  # a column that is empty is there all the same
        cells = {names.setdefault(name, len(names)): cell for name, cell in _flat(tree, "", 0)}
        _check_size(file, number, cells, len(rows))
        rows.append(Row(number, cells))
    return Table("", rows, names=list(names))


def _flat(tree: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Cell]]:
    """Yield the values of *tree* by dotted name; a list of plain values is one cell, a value a line."""
    for name, value in tree.items():
        place = f"{prefix}{name}"
        if value is None or value == "" or value == []:
            continue
        if isinstance(value, dict) and depth < MOST_DEPTH:
            yield from _flat(value, f"{place}.", depth + 1)
        elif isinstance(value, list) and all(isinstance(item, str | int | Decimal) for item in value):
            yield place, Cell("\n".join(_native(item).text for item in value))
        elif isinstance(value, list) and depth < MOST_DEPTH:
            for number, item in enumerate(value, start=1):
                yield from _flat({str(number): item}, f"{place}.", depth + 1)
        else:
            yield place, _native(value)
