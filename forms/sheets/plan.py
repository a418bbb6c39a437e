"""How a table is read: which columns as what, which rows are answers, and what is told of the rest."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.sheets.headings import heading_in
from forms.sheets.layout.beside import Form, form_in
from forms.sheets.layout.blocks import FEWEST, Block, headings_of
from forms.sheets.layout.heading_texts import forms_of
from forms.sheets.layout.marks import ROW_KEY, marks_example, marks_no_answer
from forms.sheets.layout.no_answers import OTHER_HEADINGS, as_remark, below_of, no_answers
from forms.sheets.mapping import ColumnMapping, Target
from forms.sheets.values.by_column import Habits
from forms.sheets.values.cells import Row, Table
from forms.values.amounts import AmountHabits
from site_builder.problems import Problem
from site_builder.text_forms.folding import searched

LONGEST_TOLD = 40  # characters of a heading in a message


@dataclass(frozen=True)
class Plan:
    """How one table is read.

    ``table`` tells where its cells stand; by column its ``targets``; ``rows`` are those that hold answers;
    ``problems`` are those of its columns, ``asides`` those of its rows that are no answer; ``examples`` counts rows
    that are marked as such. The headings stand in the rows from ``begins`` to ``heading_row``, or in a form beside
    the answers, from ``begins`` on.
    """

    table: Table
    targets: Mapping[int, tuple[Target, ...]]
    rows: Sequence[Row]
    problems: Sequence[Problem] = ()
    heading_row: int = 0
    examples: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)
    asides: Sequence[Problem] = ()
    begins: int = 0
    is_form: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """What the headings of a file mean.

    ``targets_of`` gives what a heading means, nothing where it means nothing; ``ignored`` says which are passed over
    without a word; ``own`` are those of the columns that a checked copy adds; with ``fewest`` of them a row is one of
    headings; ``is_ours`` where each field may have one column only; ``missing`` gives the headings that are not among
    labels and should be.
    """

    targets_of: Callable[[str], tuple[Target, ...]]
    ignored: Callable[[str], bool]
    own: frozenset[str] = frozenset()
    fewest: int = FEWEST
    is_ours: bool = True
    missing: Callable[[Iterable[str]], list[str]] = lambda labels: []

    def means(self, text: str) -> str:
        """Return what the heading *text* means as a key, empty where it means nothing."""
        return "+".join(target.column.key for target in self.targets_of(text))

    def marks_own(self, text: str) -> str:
        """Return *text* where it heads a column that a checked copy adds, else nothing."""
        return text if searched(text) in self.own else ""


def words_of(kind: str, own: frozenset[str]) -> Vocabulary:
    """Return what our headings mean in a sheet of *kind*; *own* are those of the columns that a checked copy adds."""

    def targets_of(text: str) -> tuple[Target, ...]:
        if (heading := heading_in(kind, text)) is None:
            return ()
        habits = Habits(amounts=AmountHabits(unit=heading.unit, currency=heading.currency))
        return (Target(heading.column, habits),)

    added = frozenset(map(searched, own))
    return Vocabulary(targets_of, lambda text: searched(text) in {*added, ROW_KEY}, added)


def words_in(mapping: ColumnMapping) -> Vocabulary:
    """Return what the headings mean that *mapping* names; its name for a heading is found as people write it."""
    names = {form: name for name in reversed(list(mapping.targets)) for form in (searched(name), name)}

    def name_of(text: str) -> str:
        forms = (text.strip(), searched(text), *forms_of(text))
        return next((names[form] for form in forms if form in names), "")

    def is_ignored(text: str) -> bool:
        return any(text == name or text.startswith(f"{name}.") for name in mapping.ignored)

    def targets_of(text: str) -> tuple[Target, ...]:
        return mapping.targets[name] if (name := name_of(text)) else ()

    def missing(labels: Iterable[str]) -> list[str]:
        return sorted(mapping.targets.keys() - set(map(name_of, labels)))

    return Vocabulary(targets_of, is_ignored, fewest=1, is_ours=False, missing=missing)


def plan_of(table: Table, path: str, words: Vocabulary) -> Plan | None:
    """Return how *table* is read, ``None`` where it has no headings that mean something.

    Args:
        table: the table.
        path: what messages call it.
        words: what its headings mean.
    """
    if table.names:
        reader = _Reader(table, path, words, dict(enumerate(table.names)), 0)
        return reader.plan(table.rows, ()) if reader.targets else None
    block = headings_of(table.rows, words.means, words.fewest)
    form = form_in(table, words.means, words.marks_own)
    if form and len(form.labels) >= 2 * (block.meanings if block else 0):
        return _plan_of_form(form, path, words)
    return _plan_below(block, table, path, words) if block else None


@dataclass(frozen=True)
class _Reader:
    """Makes the plan of a table whose columns have the headings *labels*, which stand in *heading_row*."""

    table: Table
    path: str
    words: Vocabulary
    labels: Mapping[int, str]
    heading_row: int

    def plan(self, rows: Sequence[Row], asides: Sequence[Problem], problems: Sequence[Problem] = ()) -> Plan:
        """Return the plan; *rows* are all but those that are told to be no answer."""
        examples = sum(any(map(marks_example, self._marks(row))) for row in rows)
        answers = [row for row in rows if not self.is_marked(row)]
        found = (*problems, *self._of_columns(), *self._missing())
        asides = tuple(asides)
        return Plan(self.table, self.targets, answers, found, self.heading_row, examples, self.labels, asides)

    def is_marked(self, row: Row) -> bool:
        """Return whether *row* is marked as no answer: an example, or what our workbook says about its columns."""
        return any(marks_example(mark) or marks_no_answer(mark) for mark in self._marks(row))

    def _marks(self, row: Row) -> list[str]:
        """Return what stands in *row* in the columns that hold no field, where it may say what the row is."""
        others = () if self.table.names else self.labels.keys() - self.targets.keys()
        return [row.cells[number].text for number in others if number in row.cells]

    @functools.cached_property
    def targets(self) -> dict[int, tuple[Target, ...]]:
        """Return by column what its heading means."""
        return {number: found for number, label in self.labels.items() if (found := self.words.targets_of(label))}

    @property
    def line(self) -> int:
        """Return the line that problems of columns name."""
        return max(self.heading_row, 1)

    def told(self, code: str, number: int, **facts: str) -> Problem:
        """Return a problem of the column *number*."""
        address = self.table.address(self.line, number)
        label = self.labels.get(number, "").strip()
        return Problem(
            self.path, self.line, code, address, {"heading": label[:LONGEST_TOLD], "cell": address, **facts}
        )

    def _of_columns(self) -> Iterator[Problem]:
        """Yield that a column is not known, or is there twice."""
        seen: dict[str, str] = {}
        for number, label in self.labels.items():
            key = self.words.means(label)
            if not key:
                if not self.words.ignored(label.strip()):
                    yield self.told("sheet-column-unknown", number)
            elif self.words.is_ours:
                if other := next((seen[known] for known in seen if _is_same(key, known)), ""):
                    yield self.told("sheet-column-twice", number, other=other)
                seen[key] = self.table.address(self.line, number)

    def _missing(self) -> Iterator[Problem]:
        """Yield which headings should be there."""
        for name in self.words.missing(self.labels.values()):
            yield Problem(self.path, self.line, "sheet-column-missing", "", {"heading": name[:LONGEST_TOLD]})


def _is_same(key: str, other: str) -> bool:
    """Return whether two columns hold the same: the same value, or a list and one of its values."""
    return f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}.")


def _plan_below(block: Block, table: Table, path: str, words: Vocabulary) -> Plan:
    heads, rows = table.rows[block.first : block.last + 1], table.rows[block.last + 1 :]
    reader = _Reader(table, path, words, block.labels, heads[-1].number)
    looked_at = [row for row in rows if not reader.is_marked(row)]
    told = list(no_answers(looked_at, below_of(heads, block.labels, words.means)))
    end = next((one.row.number for one in told if one.code == OTHER_HEADINGS), rows[-1].number + 1 if rows else 0)
    asides = []
    for one in told:
        address = table.address(one.row.number, min(one.row.cells))
        facts = {"cell": address, "row": str(one.row.number), "last": str(rows[-1].number)}
        asides.append(Problem(path, one.row.number, one.code, address, facts))
    left = {one.row.number for one in told}
    answers = [row for row in rows if row.number not in left and row.number < end]
    return replace(reader.plan(answers, asides), begins=heads[0].number)


def _plan_of_form(form: Form, path: str, words: Vocabulary) -> Plan:
    reader = _Reader(form.table, path, words, form.labels, form.heading_row)
    asides = []
    below = below_of((), form.labels, words.means)
    for row in form.unread:
        code = as_remark(row, below) or "sheet-cells-unread"
        cells = ", ".join(form.table.address(row.number, number) for number in sorted(row.cells))
        address = form.table.address(row.number, min(row.cells))
        asides.append(
            Problem(path, row.number, code, address, {"cell": address, "cells": cells, "row": str(row.number)})
        )
    for hint in form.hints:
        address = form.table.address(form.heading_row, hint)
        asides.append(Problem(path, form.heading_row, "sheet-column-hints", address, {"cell": address}))
    problems = []
    if form.unclear:
        address = form.table.address(*form.unclear)
        problems.append(Problem(path, form.unclear[0], "sheet-form-unclear", address, {"cell": address}))
    return replace(reader.plan(form.records, asides, problems), begins=form.begins, is_form=True)
