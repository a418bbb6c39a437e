"""A whole file: its tables planned, its rows read; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forms.sheets.check_row import SheetContext
from forms.sheets.files.tables import read_tables
from forms.sheets.mapping import ColumnMapping
from forms.sheets.plan import Plan, Vocabulary, plan_of, words_in, words_of
from forms.sheets.rows import ReadRow, is_note, read_row
from forms.sheets.unread import told_of, unread_sheets
from forms.sheets.values.cells import Table
from site_builder.problems import InvalidDataError, Problem


@dataclass(frozen=True)
class ReadTable:
    """One table and what its rows say.

    ``path`` is what messages call it; ``problems`` are those of the table as a whole, ``plan.asides`` those of its
    rows that are no answer.
    """

    path: str
    table: Table
    plan: Plan
    rows: Sequence[ReadRow]
    problems: Sequence[Problem]

    @property
    def is_refused(self) -> bool:
        """Return whether nothing of it comes in."""
        return any(not is_note(problem) for problem in self.problems)


@dataclass(frozen=True)
class ReadFile:
    """Everything a file says, and all that is wrong with it."""

    name: str
    tables: Sequence[ReadTable]
    problems: Sequence[Problem] = ()

    @property
    def good(self) -> list[ReadRow]:
        """Return the rows that can come in."""
        return [row for table in self.tables if not table.is_refused for row in table.rows if row.is_good]

    @property
    def all_problems(self) -> list[Problem]:
        """Return every problem: of the file, of its tables, of its rows."""
        found = list(self.problems)
        for table in self.tables:
            found += [*table.problems, *table.plan.asides]
            found += [problem for row in table.rows for problem in row.problems]
        return found


def read_file(file: Path, context: SheetContext, mapping: ColumnMapping | None, own: frozenset[str]) -> ReadFile:
    """Return what *file* says.

    Args:
        file: workbook, CSV or JSON Lines.
        ground: what rows are read against.
        mapping: what the columns of somebody else's data mean; ``None`` where the headings are ours.
        own: headings of the columns that a checked copy adds.
    """
    words = words_in(mapping) if mapping else words_of(context.kind, own)
    try:
        tables = read_tables(file, lambda texts: sum(bool(words.means(text)) for text in texts))
    except InvalidDataError as error:
        return ReadFile(file.name, (), (error.problem,))
    seen = [table for table in tables if not table.is_hidden]
    found = [read for table in seen if (read := _read_table(file, table, context, words))]
    unread = tuple(unread_sheets(file, tables, {read.table.name for read in found}))
    if not found:
        none = Problem(file.name, 1, "sheet-no-headings", "", {"kind": context.kind})
        return ReadFile(file.name, (), (none, *unread))
    return ReadFile(file.name, tuple(found), unread)


def _read_table(file: Path, table: Table, context: SheetContext, words: Vocabulary) -> ReadTable | None:
    path = f"{file.name}!{table.name}" if table.name else file.name
    plan = plan_of(table, path, words)
    if plan is None:
        return None
    answers = [row for row in plan.rows if row.cells.keys() & plan.targets.keys()]
    rows = [read_row(row, plan.table, plan.targets, context, path) for row in answers]
    return ReadTable(path, plan.table, plan, tuple(rows), (*plan.problems, *told_of(plan.table, plan, path)))


def with_notes(read: ReadFile, notes: Iterable[tuple[ReadRow, Problem]]) -> ReadFile:
    """Return *read* with more notes beside its rows."""
    more: dict[int, list[Problem]] = {}
    for row, note in notes:
        more.setdefault(id(row), []).append(note)
    tables = [
        replace(
            table,
            rows=tuple(
                replace(row, problems=(*row.problems, *more[id(row)])) if id(row) in more else row
                for row in table.rows
            ),
        )
        for table in read.tables
    ]
    return replace(read, tables=tuple(tables))
