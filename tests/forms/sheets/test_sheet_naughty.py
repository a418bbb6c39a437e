"""Odd texts in every text column of a sheet: kept exactly or refused with a message, and a formula nowhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from forms.cli import cli
from forms.sheets.columns import FORMS, Column, columns_of
from forms.sheets.importing import ReadTable
from forms.sheets.values.cells import escaped, unescaped
from forms.sheets.workbook import put, writable
from forms.values.placeholders import says_nothing
from site_builder.text_forms.folding import stored as as_stored
from tests.inboxes import new_inbox
from tests.naughty import STRINGS
from tests.sheets import DAY, GOOD_ROW, REPOSITORY, read

pytestmark = pytest.mark.slow

TEXTS = [text for text in dict.fromkeys(STRINGS) if text.strip() and "\0" not in text]
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text_columns(kind: str) -> list[Column]:
    """Return the columns that take free text, whoever may see it."""
    columns = columns_of(kind, frozenset({"sealed", "internal"}))
    return [c for c in columns if c.spec.type == "string" and not (c.spec.codes or c.spec.ref or c.spec.kind)]


def is_writable(text: str, suffix: str) -> bool:
    """Return whether a file of this kind can hold *text* at all."""
    if suffix == ".xlsx":
        return writable(text) == text
    return suffix == ".jsonl" or text.encode("utf-8", "ignore").decode() == text


def written(file: Path, keys: Sequence[str], texts: Sequence[str]) -> Path:
    """Write a row for each text that has it in every column."""
    if file.suffix == ".xlsx":
        book = Workbook()
        for number, key in enumerate(keys, start=1):
            put(book.worksheets[0], 1, number, key)
            for row, text in enumerate(texts, start=2):
                put(book.worksheets[0], row, number, text)
        book.save(file)
    elif file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([keys, *([escaped(text)] * len(keys) for text in texts)])
    else:
        lines = (json.dumps(dict.fromkeys(keys, text), ensure_ascii=True) for text in texts)
        file.write_text("\n".join(lines), encoding="utf-8")
    return file


def at(tree: Any, key: str) -> str | None:
    """Return the value under *key* of a row that has the first item of each list."""
    for step in key.split("."):
        place = 0 if step.isdecimal() else step
        if isinstance(tree, list) != step.isdecimal() or (not tree if isinstance(tree, list) else step not in tree):
            return None
        tree = tree[place]
    return tree if isinstance(tree, str) else None


def one_line_end(text: str) -> str:
    return as_stored(text).strip()


def told_at(table: ReadTable, row: Any, columns: Mapping[str, int]) -> set[str]:
    cells = {problem.where for problem in row.problems}
    return {key for key, number in columns.items() if table.table.address(row.number, number) in cells}


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
def test_every_text_in_every_column_is_kept_or_refused_at_its_cell(tmp_path: Path, suffix: str, kind: str) -> None:
    keys = [c.key for c in text_columns(kind) if not (c.numbers and c.numbers[0] > 1)]
    texts = [text for text in TEXTS if is_writable(text, suffix)]

    (table,) = read(written(tmp_path / f"rows{suffix}", keys, texts), kind).tables

    columns = {label: number for number, label in table.plan.labels.items()}
    assert len(table.rows) == len(texts)
    for text, row in zip(texts, table.rows, strict=True):
        told = told_at(table, row, columns)
        for key in keys:
            kept = at({**row.public, **row.sealed}, key)
            is_same = kept == one_line_end(text) or one_line_end(kept or "") == one_line_end(text)
            assert is_same or (kept is None and (key in told or says_nothing(text))), (key, text, kept)
        assert row.submission is None  # only texts: the rest is missing


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_text_with_a_zero_byte_is_refused(tmp_path: Path, suffix: str) -> None:
    result = read(written(tmp_path / f"rows{suffix}", ["title.zh", "title.en"], ["a\0b"]))

    assert {problem.code for problem in result.all_problems} & {"sheet-encoding", "hidden-character"}
    assert result.good == []


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("source", [".xlsx", ".csv", ".jsonl"])
def test_the_copy_holds_every_text_and_no_formula(tmp_path: Path, source: str, suffix: str) -> None:
    texts = [text for text in TEXTS if is_writable(text, source) and is_writable(text, ".csv")]
    file = written(tmp_path / f"rows{source}", ["title.zh", "summary.zh"], texts)
    out = tmp_path / f"copy{suffix}"
    options = ["--as", "need", "--dry-run", "-o", str(out), "--root", str(REPOSITORY), "--date", DAY.isoformat()]

    result = CliRunner().invoke(cli, ["import", str(file), *options, "--inbox", str(tmp_path / "none")])

    assert result.exit_code == 1, result.output
    if suffix == ".csv":
        with out.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
        assert [cell for row in rows for cell in row if cell.startswith(STARTS)] == []
        found = [[unescaped(cell) for cell in row[:2]] for row in rows[1:]]
    else:
        sheet = load_workbook(out).worksheets[0]
        cells = list(sheet.iter_rows(min_row=2))
        assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "inlineStr"}
        assert [cell.value for row in cells for cell in row if cell.data_type == "n" and cell.value is not None] == []
        assert [cell.hyperlink for row in cells for cell in row if cell.hyperlink] == []
        found = [[cell.value or "" for cell in row[:2]] for row in cells]
    read_as = texts if source == ".xlsx" else [as_stored(text) for text in texts]
    kept = texts if suffix == ".csv" else [writable(text) for text in read_as]
    same = [[one_line_end(str(cell)) for cell in row] for row in found]
    assert [row for row in same if row[0] != row[1]] == []
    assert {one_line_end(text) for text in kept} - {row[0] for row in same} == set()


def test_texts_that_come_in_are_in_the_inbox_exactly(tmp_path: Path) -> None:
    """Each in the summary of an otherwise good need, behind some Chinese, which a Chinese text has to have."""
    inbox = new_inbox(tmp_path).inbox
    texts = [f"文字{text}" for text in TEXTS[:60]]
    keys = [*GOOD_ROW, "行号"]
    file = tmp_path / "rows.jsonl"
    rows = [{**GOOD_ROW, "概述（中文）": text} for text in texts]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    options = ["--as", "need", "--root", str(REPOSITORY), "--date", DAY.isoformat(), "--lang", "en"]

    result = CliRunner().invoke(cli, ["import", str(file), *options, "--inbox", str(inbox.repository.path)])

    good = {row.number: row for row in read(file).tables[0].rows if row.is_good}
    stored = [inbox.read(one.receipt).public["summary"] for one in inbox.entries()]
    assert result.exit_code == 1, keys
    assert len(good) >= 20
    assert sorted(str(one) for one in stored) == sorted(
        str({"zh": as_stored(texts[number - 1]).strip()}) for number in good
    )
    assert "\x1b" not in result.output
