"""A row of a table into the values of a record, with every problem at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.model import Submission, Tree
from forms.phrases import read_form_phrases
from forms.sheets.check_row import RowPlace, SheetContext, judged, texts_in, without_values
from forms.sheets.columns import Column
from forms.sheets.keys import column_named
from forms.sheets.layout.no_answers import UNDERSTOOD
from forms.sheets.mapping import Target, text_of_html
from forms.sheets.nodes import NOWHERE, Leaf, holds, put
from forms.sheets.unread import NOTES as UNREAD
from forms.sheets.values.by_column import read_cell
from forms.sheets.values.cells import Row, Table
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text
from site_builder.problems import WARNINGS, Problem

# A row with these comes in all the same; a column that is not read is told once.
NOTES = (
    WARNINGS
    | UNREAD
    | UNDERSTOOD
    | {
        "sheet-cells-unread",
        "sheet-column-hints",
        "sheet-column-missing",
        "sheet-column-unknown",
        "sheet-possible-duplicate",
    }
)

FEWEST_AT_ONCE = 2  # fields that are named in one line


def is_note(problem: Problem) -> bool:
    """Return whether a row with *problem* comes in all the same."""
    return problem.code in NOTES


@dataclass(frozen=True)
class ReadRow:
    """One row as it was understood.

    ``public`` and ``sealed`` are split by visibility, ``key`` is the idempotency key of both; ``submission`` is what
    a good row becomes; ``problems`` name the cell in ``where``.
    """

    number: int
    public: Tree
    sealed: Tree
    key: str
    submission: Submission | None
    problems: Sequence[Problem]

    @property
    def is_good(self) -> bool:
        """Return whether the row can come in."""
        return all(is_note(problem) for problem in self.problems)

    @property
    def is_to_be_translated(self) -> bool:
        """Return whether a text of it lacks a language, which the organisers add."""
        return any(lang not in text for text in texts_in([self.public, self.sealed]) for lang in REQUIRED_LANGS)


def read_row(
    row: Row, table: Table, targets: Mapping[int, tuple[Target, ...]], context: SheetContext, path: str
) -> ReadRow:
    """Return what *row* says.

    Args:
        row: the row.
        table: where it stands.
        targets: what its columns mean.
        ground: what it is read against.
        path: what messages call the table.
    """
    problems: list[Problem] = []
    node: dict[Any, Any] = {}
    for column, leaves in _leaves_of(row, table, targets, context, problems, path):
        for leaf in leaves:
            put(node, column, leaf)
    for key, text in context.constants.items():
        constant = column_named(context.kind, key)
        if constant and not holds(node, constant):
            put(node, constant, Leaf(text, NOWHERE))

    cells = {
        target.column.key: table.address(row.number, number) for number, own in targets.items() for target in own
    }
    found = judged(node, context, RowPlace(path, row.number, cells), problems)
    told = tuple(_sorted(_absent_at_once(problems)))
    return ReadRow(row.number, found.public, found.sealed, found.key, found.submission, told)


def _absent_at_once(problems: Sequence[Problem]) -> list[Problem]:
    """Return *problems* with one in place of those that a field is missing for which the table has no cell at all."""
    absent = [one for one in problems if one.code == "missing" and one.where == NOWHERE]
    labels = [one.facts["label"] for one in absent]
    if len(absent) < FEWEST_AT_ONCE or not all(isinstance(label, Text) for label in labels):
        return list(problems)
    said = {
        lang: read_form_phrases(lang)["format.comma"].join(label[lang] for label in labels if isinstance(label, Text))
        for lang in REQUIRED_LANGS
    }
    together = replace(absent[0], code="sheet-fields-absent", facts={"labels": Text(said), "cell": NOWHERE})
    return [*(one for one in problems if one not in absent), together]


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (is_note(problem), len(problem.where), problem.where, problem.code))


def _leaves_of(
    row: Row, table: Table, targets: Mapping[int, tuple[Target, ...]], context: SheetContext,
    problems: list[Problem], path: str,
) -> Iterator[tuple[Column, list[Leaf]]]:  # fmt: skip
    for number, cell in row.cells.items():
        address = table.address(row.number, number)
        for target in targets.get(number, ()):
            found = replace(cell, text=text_of_html(cell.text)) if target.is_html else cell
            column = target.column
            readings = read_cell(found, column, context.lists, target.habits, from_1904=table.from_1904)
            label = {"label": Text({lang: column.heading(lang) for lang in REQUIRED_LANGS})}
            for reading in readings:
                if reading.code:
                    said = reading.facts if column.visibility == "public" else without_values(reading.facts)
                    facts = {**label, "cell": address, **said}
                    problems.append(Problem(path, row.number, reading.code, address, facts))
            yield column, [Leaf(None if reading.code else reading.text, address) for reading in readings]
