"""The file written back with what was found beside its rows: as a workbook like the one that came, or as CSV."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from forms.sheets.files.package import look_into
from forms.sheets.files.strict import as_transitional
from forms.sheets.importing import ReadFile, ReadTable
from forms.sheets.rows import ReadRow, is_note
from forms.sheets.values.cells import begins_formula, escaped
from forms.sheets.workbook import put, writable
from site_builder.phrases import Phrases
from site_builder.problems import Problem, words_for

WRONG, NOTED = PatternFill("solid", fgColor="F8B9B0"), PatternFill("solid", fgColor="FFF2B3")
HEAD = PatternFill("solid", fgColor="D9E1EA")
MOST_IN_A_CELL = 32_000
LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
OWN = ("receipt", "findings")


@dataclass(frozen=True)
class Answers:
    """What is written beside the rows: the receipts by table and row, and the words."""

    receipts: Mapping[tuple[str, int], str]
    phrases: Phrases

    def headings(self) -> list[str]:
        """Return the headings of the added columns."""
        return [self.phrases[f"sheets.checked.{name}"] for name in OWN]

    def beside(self, table: ReadTable, row: ReadRow) -> list[str]:
        """Return what stands beside *row*: its receipt, and what was found."""
        lines = [said(problem, self.phrases) for problem in row.problems]
        return [self.receipts.get((table.table.name, row.number), ""), "\n".join(lines)[:MOST_IN_A_CELL]]


def said(problem: Problem, phrases: Phrases) -> str:
    """Return a problem in one line: its cell, what is wrong, what to do."""
    what, fix = words_for(problem, "sheet", phrases)
    return phrases.fill("sheets.checked.line", {"cell": problem.where or "–", "what": what, "fix": fix})


def write_checked(file: Path, output: Path, read: ReadFile, answers: Answers) -> None:
    """Write the copy of *file* to *output* (``.xlsx`` or ``.csv``), readable by its owner alone."""
    content: bytes
    if output.suffix.lower() == ".csv":
        content = _as_csv(read, answers).encode("utf-8-sig")
    else:
        book = _copy_of(file, read, answers) or _fresh(read, answers)
        packed = io.BytesIO()
        book.save(packed)
        content = packed.getvalue()
    output.touch(mode=0o600)
    output.write_bytes(content)


def _copy_of(file: Path, read: ReadFile, answers: Answers) -> Workbook | None:
    """Return the workbook that came, its formulas replaced by their results, without links, names and macros.

    ``None`` where it is no workbook, or of a writer whose workbooks are read here but not by openpyxl.
    """
    if file.suffix.lower() != ".xlsx" or (book := _opened(file)) is None:
        return None
    book.defined_names.clear()
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):  # those that there are: one may stand in the last row of all
            if isinstance(cell, Cell):
                _disarm(cell)
    for table in read.tables:
        sheet = book[table.table.name]
        _unmerge(sheet, table)
        _mark(sheet, table, answers)
    return book


def _opened(file: Path) -> Workbook | None:
    look_into(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(as_transitional(file), data_only=True, keep_links=False)
        except Exception:  # openpyxl raises whatever a part that it does not expect leads to
            return None


def _disarm(cell: Cell) -> None:
    cell.hyperlink = None
    if isinstance(cell.value, str) and begins_formula(cell.value):
        cell.data_type = "s"
        cell.quotePrefix = True


def _unmerge(sheet: Worksheet, read: ReadTable) -> None:
    """Write into each row what was read for it from merged cells."""
    numbers = [row.number for row in read.rows]
    for area in list(sheet.merged_cells.ranges):
        below = [number for number in numbers if area.min_row <= number <= area.max_row]
        if not below:
            continue
        value = sheet.cell(area.min_row, area.min_col).value
        sheet.unmerge_cells(area.coord)
        for number in below if value is not None else ():
            sheet.cell(number, area.min_col, value)


def _fresh(read: ReadFile, answers: Answers) -> Workbook:
    """Return a new workbook that holds the cells of what was read as text, row for row."""
    book = Workbook()
    for number, table in enumerate(read.tables):
        sheet = book.create_sheet() if number else book.active
        assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet
        sheet.title = _NOT_IN_TITLES.sub("_", table.table.name)[:LONGEST_TITLE] or sheet.title
        _fill(sheet, table)
        _mark(sheet, table, answers)
    return book


def _fill(sheet: Worksheet, read: ReadTable) -> None:
    for number, name in enumerate(read.table.names, start=1):
        put(sheet, 1, number, name)
    for row in read.table.rows:
        for number, cell in row.cells.items():
            put(sheet, _line(read, row.number), number + 1, cell.text[:MOST_IN_A_CELL])


def _line(read: ReadTable, row: int) -> int:
    """Return the row of the copy: the lines of a JSON Lines file come below a row of names."""
    return row + 1 if read.table.names else row


def _mark(sheet: Worksheet, table: ReadTable, answers: Answers) -> None:
    labels = {label.strip(): number for number, label in table.plan.labels.items()}
    last = max([sheet.max_column, *(number + 1 for number in labels.values())])
    places = []
    for name in answers.headings():  # a copy that is checked again keeps its columns
        if name not in labels:
            last += 1
        places.append(labels[name] + 1 if name in labels else last)
    heading_row = max(table.plan.heading_row, 1)
    for place, name in zip(places, answers.headings(), strict=True):
        head = put(sheet, heading_row, place, name)
        head.font, head.fill = Font(bold=True), HEAD
        sheet.row_dimensions[heading_row].hidden = False
        sheet.column_dimensions[head.column_letter].width = 70
    for row in table.rows:
        _mark_row(sheet, table, row, places, answers)


def _mark_row(sheet: Worksheet, table: ReadTable, row: ReadRow, places: Sequence[int], answers: Answers) -> None:
    line = _line(table, row.number)
    for place, text in zip(places, answers.beside(table, row), strict=True):
        cell = put(sheet, line, place, text)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if text and row.problems and place == places[-1]:
            cell.fill = NOTED if row.is_good else WRONG
    by_cell: dict[str, list[Problem]] = {}
    for problem in row.problems:
        by_cell.setdefault(problem.where, []).append(problem)
    addresses = {table.table.address(row.number, number): number for number in table.plan.targets}
    for address, problems in by_cell.items():
        if address in addresses:
            place, number = table.table.place(row.number, addresses[address])
            cell = sheet.cell(_line(table, place), number + 1)  # type: ignore[assignment]
            cell.fill = NOTED if all(map(is_note, problems)) else WRONG
            text = "\n".join(said(problem, answers.phrases) for problem in problems)
            cell.comment = Comment(writable(text)[:1000], "jiebang", width=360, height=140)


def _as_csv(read: ReadFile, answers: Answers) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for table in read.tables:
        width = max((number + 1 for row in table.table.rows for number in row.cells), default=0)
        rows = {row.number: row for row in table.rows}
        if table.table.names:
            writer.writerow([escaped(text) for text in (*table.table.names, *answers.headings())])
        for row in table.table.rows:
            texts = [row.cells[number].text if number in row.cells else "" for number in range(width)]
            if row.number in rows:
                texts += answers.beside(table, rows[row.number])
            elif row.number == table.plan.heading_row:
                texts += answers.headings()
            writer.writerow([escaped(text) for text in texts])
    return out.getvalue()
