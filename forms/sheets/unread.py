"""What of a file is not read, or is read though nobody sees it: each told once, with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from forms.phrases import read_form_phrases
from forms.sheets.columns import FORMS
from forms.sheets.plan import Plan
from forms.sheets.values.cells import Area, Table, letters_of
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Text
from site_builder.phrases import Phrases
from site_builder.problems import Fact, Problem

MOST_NAMED = 40  # rows, columns or cells in one message; how many there are is said besides
NOTES = frozenset(
    "sheet-column-without-heading sheet-rows-above sheet-rows-hidden sheet-columns-hidden"
    " sheet-comments-unread"
    " sheet-drawings-unread sheet-merged-rows sheet-merged-columns sheet-unread sheet-hidden-unread".split()
)


def told_of(table: Table, plan: Plan, path: str) -> list[Problem]:
    """Return what is to be told of *table* besides its columns: notes, none of which keeps a row out.

    Args:
        table: all of it.
        plan: which of its rows and columns are read.
        path: what messages call it.
    """
    read = {table.place(row.number, number)[0] for row in plan.rows for number in row.cells}
    beside = [*_comments(table, read, path), *_drawings(table, path)]
    if plan.is_form:  # its columns are no columns of the sheet
        return [*_above(table, plan, path), *beside]
    return [
        *_above(table, plan, path),
        *_without_heading(table, plan, path),
        *_hidden(table, plan, read, path),
        *_merged(table, plan, read, path),
        *beside,
    ]


def _above(table: Table, plan: Plan, path: str) -> Iterator[Problem]:
    """Yield that rows above the headings were taken for titles and notes."""
    rows = [row.number for row in table.rows if row.number < plan.begins]
    if rows:
        yield Problem(path, rows[0], "sheet-rows-above", "", {"rows": _numbers(rows)})


def _without_heading(table: Table, plan: Plan, path: str) -> Iterator[Problem]:
    """Yield for each column without a heading which rows have something in it."""
    found: dict[int, list[int]] = {}
    for row in plan.rows:
        for number in row.cells.keys() - plan.labels.keys():
            found.setdefault(number, []).append(row.number)
    for number, rows in sorted(found.items()):
        address = table.address(rows[0], number)
        facts: dict[str, Fact] = {"column": table.column(number), "rows": _numbers(rows), "cell": address}
        yield Problem(path, rows[0], "sheet-column-without-heading", address, facts)


def _hidden(table: Table, plan: Plan, read: Collection[int], path: str) -> Iterator[Problem]:
    rows = sorted(table.beside.hidden_rows & set(read))
    if rows:
        yield Problem(path, rows[0], "sheet-rows-hidden", "", {"rows": _numbers(rows)})
    columns = sorted(n for n in plan.targets if any(n in hidden for hidden in table.beside.hidden_columns))
    filled = [number for number in columns if any(number in row.cells for row in plan.rows)]
    if filled:
        named = _listed(f"{letters_of(number)} {plan.labels.get(number, '').strip()[:20]}" for number in filled)
        yield Problem(path, max(plan.heading_row, 1), "sheet-columns-hidden", "", {"columns": named})


def _merged(table: Table, plan: Plan, read: Collection[int], path: str) -> Iterator[Problem]:
    """Yield which merged cells were read for several rows, and which lie over columns that stay empty."""
    by_number = {row.number: row for row in plan.rows}
    numbers = sorted(read)
    areas = sorted(area for area in table.beside.merged if area.left in plan.targets)
    down = [area for area in areas if any(area.left in by_number[n].cells for n in _below(area, numbers))]
    if down:
        first = down[0]
        cells = _listed(area.address for area in down)
        yield Problem(path, first.top, "sheet-merged-rows", first.address, {"cells": cells, "cell": first.address})
    for area in areas:
        row = by_number.get(area.top)
        others = [number for number in plan.targets if area.left < number <= area.right]
        if row and area.left in row.cells and others:
            facts = {"heading": plan.labels.get(area.left, "").strip()[:40], "cell": area.address}
            yield Problem(path, area.top, "sheet-merged-columns", table.address(area.top, area.left), facts)


def _below(area: Area, numbers: Sequence[int]) -> Sequence[int]:
    """Return which of *numbers*, in order, are rows of *area* below its first."""
    return numbers[bisect_right(numbers, area.top) : bisect_right(numbers, area.bottom)]


def _comments(table: Table, read: Collection[int], path: str) -> Iterator[Problem]:
    places = sorted(place for place in table.beside.commented if place[0] in read)
    if places:
        cells = _listed(table.address(row, column) for row, column in places)
        yield Problem(path, places[0][0], "sheet-comments-unread", table.address(*places[0]), {"cells": cells})


def _drawings(table: Table, path: str) -> Iterator[Problem]:
    if table.beside.drawings:
        yield Problem(path, 1, "sheet-drawings-unread", "", {"count": str(table.beside.drawings)})


def unread_sheets(file: Path, tables: Iterable[Table], read: Collection[str]) -> Iterator[Problem]:
    """Yield a note for each sheet that holds something and was not read.

    Args:
        file: what was read.
        tables: all its sheets.
        read: the names of those that were; where there is none, the file as a whole has no headings.
    """
    for table in tables:
        is_told = table.is_hidden or read
        if table.rows and is_told and table.name not in read and not _is_ours(table):
            code = "sheet-hidden-unread" if table.is_hidden else "sheet-unread"
            cells = sum(len(row.cells) for row in table.rows)
            facts = {"sheet": table.name, "cells": str(cells)}
            yield Problem(file.name, table.rows[0].number, code, "", facts)


def _is_ours(table: Table) -> bool:
    """Return whether *table* is the sheet of notes of our workbook, perhaps of another version, and no more."""
    ours = [text for lang in REQUIRED_LANGS for text in _own_notes(read_form_phrases(lang), lang)]
    cells = [(column, cell.text) for row in table.rows for column, cell in row.cells.items()]
    known = sum(text in ours for _, text in cells)
    return len(cells) <= len(ours) and 2 * known >= len(cells) and not any(column for column, _ in cells)


def _own_notes(phrases: Phrases, lang: str) -> Iterator[str]:
    for kind in FORMS:
        yield phrases.fill("sheets.template.title", {"kind": read_schemas().types[kind].plural[lang]})
    for key, phrase in phrases.by_key.items():
        if key.startswith("sheets.notes."):
            yield phrase


def _numbers(numbers: Iterable[int]) -> Text:
    """Return *numbers* as people list rows: those that follow each other from the first to the last."""
    ordered = sorted(numbers)
    runs = [[n for _, n in run] for _, run in groupby(enumerate(ordered), key=lambda one: one[1] - one[0])]
    return _listed(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _listed(parts: Iterable[str]) -> Text:
    found = list(parts)
    more = ["…"] if len(found) > MOST_NAMED else []
    return Text(
        {lang: read_form_phrases(lang)["format.comma"].join([*found[:MOST_NAMED], *more]) for lang in REQUIRED_LANGS}
    )
