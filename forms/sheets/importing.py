"""A whole file: its tables planned, its rows read; nothing is written here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forms.check.submission import split
from forms.model import Submission, Tree
from forms.sheets.against import Ground
from forms.sheets.cells import Table
from forms.sheets.files import read_tables
from forms.sheets.mapping import ColumnMapping
from forms.sheets.plan import Plan, plan_by_headings, plan_by_mapping
from forms.sheets.rows import ReadRow, is_note, read_row
from site_builder.load.forms import read_forms
from site_builder.problems import InvalidDataError, Problem


@dataclass(frozen=True)
class ReadTable:
    """One table and what its rows say; ``problems`` are those of the table as a whole."""

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
            found += [*table.problems, *(problem for row in table.rows for problem in row.problems)]
        return found


def read_file(file: Path, ground: Ground, mapping: ColumnMapping | None, own: frozenset[str]) -> ReadFile:
    """Return what *file* says.

    Args:
        file: workbook, CSV or JSON Lines.
        ground: what rows are read against.
        mapping: what the columns of somebody else's data mean; ``None`` where the headings are ours.
        own: headings of the columns that a checked copy adds.
    """
    try:
        tables = read_tables(file)
    except InvalidDataError as error:
        return ReadFile(file.name, (), (error.problem,))
    found = [read for table in tables if (read := _read_table(file, table, ground, mapping, own))]
    if not found:
        return ReadFile(file.name, (), (Problem(file.name, 1, "sheet-no-headings", "", {"kind": ground.kind}),))
    return ReadFile(file.name, tuple(found))


def _read_table(
    file: Path, table: Table, ground: Ground, mapping: ColumnMapping | None, own: frozenset[str]
) -> ReadTable | None:
    path = f"{file.name}!{table.name}" if table.name else file.name
    plan = plan_by_mapping(mapping, table, path) if mapping else plan_by_headings(ground.kind, table, path, own)
    if plan is None:
        return None
    rows = [read_row(row, table, plan.targets, ground, path) for row in plan.rows if row.cells.keys() & plan.targets]
    return ReadTable(table, plan, tuple(rows), tuple(plan.problems))


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


def submission_of(row: ReadRow, kind: str) -> Submission:
    """Return the submission that a good *row* becomes; what anonymity hides is sealed."""
    title = row.public.get("title")
    language = "en" if isinstance(title, dict) and not title.get("zh") and title.get("en") else "zh"
    origin: Tree = {"provenance": "submitted", "source_language": language}
    public, sealed = split({**origin, **row.public, **row.sealed}, read_forms()[kind])
    return Submission(
        form=kind,
        record=kind,
        language=language,
        channel="spreadsheet",
        public=public,
        sealed=sealed,
        about=str(row.public.get("need", "")) if kind == "solution" else "",
    )


def key_of(row: ReadRow, kind: str) -> str:
    """Return the idempotency key of a row: the same row sent again, in whichever file, is no second submission."""
    content = json.dumps([kind, row.public, row.sealed], ensure_ascii=False, sort_keys=True)
    return f"sheet-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()}"
