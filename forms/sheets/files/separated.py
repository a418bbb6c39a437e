"""Separated text: the separator is the one with which the whole file is a table, not the one that line 1 has most."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forms.sheets.files.encoding import Known
from forms.sheets.files.limits import MOST_CHARACTERS, check_row, refusal
from forms.sheets.values.cells import Cell, Row, Table, unescaped
from site_builder.text_forms.folding import stored

SEPARATORS = ",;\t|"
_TOLD = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_QUOTED_FORMULA = re.compile(r'="((?:[^"]|"")*)"', re.DOTALL)
_ABOVE = 30  # rows among which the headings are looked for


@dataclass(frozen=True)
class _Split:
    """A text divided at one separator: its rows, and where it cannot be divided so, what is wrong behind them."""

    rows: list[list[str]]
    fault: str = ""

    def score(self, known: Known) -> tuple[int, bool, float, int]:
        """Return how much it looks like a table: headings that are known, and rows that are as wide as others."""
        heads = max((known(row) for row in self.rows[:_ABOVE]), default=0)
        widths = Counter(len(row) for row in self.rows if any(row))
        width, count = max(((w, n) for w, n in widths.items() if w > 1), key=lambda one: one[::-1], default=(1, 0))
        return heads, not self.fault, count / max(widths.total(), 1), width


def read_separated(file: Path, text: str, known: Known) -> Table:
    """Return the table in *text*.

    Args:
        file: what is read.
        text: what it says.
        known: tells which of the texts of a row are headings.

    Raises:
        InvalidDataError: ``sheet-line-unreadable``, or what ``check_row`` refuses.
    """
    told = _TOLD.match(text)  # a line by which Excel tells itself; it shows it as no row
    split = _split(text[told.end() :], told[1]) if told else _best(text, known)
    rows: list[Row] = []
    for number, values in enumerate(split.rows, start=1):  # as a spreadsheet program counts, not lines of the file
        cells = dict(_cells(values))
        if cells:
            check_row(file.name, number, cells, rows)
            rows.append(Row(number, cells))
    if split.fault:
        raise refusal(file.name, split.fault, len(split.rows) + 1, most=str(MOST_CHARACTERS))
    return Table("", rows)


def _best(text: str, known: Known) -> _Split:
    """Return *text* divided at the separator that makes the most of a table of it."""
    splits = [
        _split(text, separator, skips_space=skips)
        for separator in SEPARATORS
        for skips in (False, True)
        if (separator in text or separator == SEPARATORS[0]) and (not skips or f'{separator} "' in text)
    ]
    return max(splits, key=lambda split: split.score(known))


def _split(text: str, separator: str, *, skips_space: bool = False) -> _Split:
    csv.field_size_limit(MOST_CHARACTERS + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=skips_space)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        return _Split(rows, "sheet-cell-too-long" if "limit" in str(error) else "sheet-line-unreadable")
    return _Split(rows)


def _cells(values: list[str]) -> Iterator[tuple[int, Cell]]:
    for number, value in enumerate(values):
        if value.strip():
            yield number, Cell(stored(_text_in(value)))


def _text_in(value: str) -> str:
    """Return the text that *value* stands for; ``="0215"`` is how people keep Excel from making a number of it."""
    found = _QUOTED_FORMULA.fullmatch(value.strip())
    return found[1].replace('""', '"') if found else unescaped(value)
