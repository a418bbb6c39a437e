"""JSON Lines: each line an object, its values named by the way to them, such as ``contact.name``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from forms.sheets.files.limits import check_row, refusal
from forms.sheets.files.numbers import number_cell, yes_no_cell
from forms.sheets.values.cells import Cell, Row, Table
from site_builder.text_forms.folding import stored

MOST_DEPTH = 6


def read_lines(file: Path, text: str) -> Table:
    """Return the table of the objects in *text*, a line each.

    Raises:
        InvalidDataError: ``sheet-line-unreadable``, or what ``check_row`` refuses.
    """
    names: dict[str, int] = {}
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        tree = _object_in(line)
        if tree is None:
            raise refusal(file.name, "sheet-line-unreadable", number)
        for name in (name for name, value in tree.items() if value in (None, "", [])):
            names.setdefault(name, len(names))  # a column that is empty is there all the same
        cells = {names.setdefault(name, len(names)): cell for name, cell in _flat(tree, "", 0)}
        if cells:
            check_row(file.name, number, cells, rows)
            rows.append(Row(number, cells))
    return Table("", rows, names=list(names))


def _object_in(line: str) -> dict[str, Any] | None:
    """Return the object that *line* is, ``None`` where it is none or names a value twice."""
    try:
        tree = json.loads(line, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def _flat(tree: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Cell]]:
    """Yield the values of *tree* by dotted name; a list of plain values is one cell, a value a line."""
    for name, value in tree.items():
        place = f"{prefix}{name}"
        if value is None or value == "" or value == []:
            continue
        if isinstance(value, dict) and depth < MOST_DEPTH:
            yield from _flat(value, f"{place}.", depth + 1)
        elif isinstance(value, list) and all(isinstance(item, str | int | Decimal) for item in value):
            yield place, Cell("\n".join(_cell(item).text for item in value))
        elif isinstance(value, list) and depth < MOST_DEPTH:
            for number, item in enumerate(value, start=1):
                yield from _flat({str(number): item}, f"{place}.", depth + 1)
        else:
            yield place, _cell(value)


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return yes_no_cell(value)
    if isinstance(value, int | Decimal):
        return number_cell(Decimal(value))
    return Cell(stored(str(value)))
