"""Any cell of any workbook is in what was read, or named in a message; nothing goes nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.sheets.importing import ReadFile
from forms.sheets.values.cells import Area
from site_builder.problems import Problem
from tests.raw_workbooks import place, row_xml, write_plainly
from tests.sheets import read

pytestmark = pytest.mark.slow

HEADINGS = ["title.zh", "summary.zh", "备注", "", "problem.zh", "", "expected_outcome.zh"]
COLUMNS = range(len(HEADINGS) + 1)
ROWS = range(1, 9)
Places = dict[tuple[int, int], str]


@st.composite
def areas(draw: st.DrawFn) -> list[Area]:
    """Draw merged areas that do not overlap."""
    found: list[Area] = []
    for _ in range(draw(st.integers(0, 3))):
        top, left = draw(st.sampled_from(ROWS)), draw(st.sampled_from(COLUMNS))
        one = Area(top, top + draw(st.integers(0, 3)), left, left + draw(st.integers(0, 2)))
        if all(_is_apart(one, other) for other in found):
            found.append(one)
    return found


def _is_apart(one: Area, other: Area) -> bool:
    return (
        one.bottom < other.top or other.bottom < one.top or one.right < other.left or other.right < one.left
    )  # fmt: skip


def read_sheet(folder: Path, heading_row: int, answers: Places, merged: list[Area], hidden: set[int]) -> ReadFile:
    """Return what a sheet with *answers* below its headings says; what is merged lies below them too."""
    cells = {(heading_row, column): text for column, text in enumerate(HEADINGS) if text}
    cells.update(answers)
    lines = {row: {c: text for (r, c), text in cells.items() if r == row} for row in sorted({r for r, _ in cells})}
    xml = "".join(row_xml(row, texts) for row, texts in lines.items())
    for row in hidden:
        xml = xml.replace(f'<row r="{row}"', f'<row r="{row}" hidden="1"')
    refs = "".join(f'<mergeCell ref="{place(a.top, a.left)}:{place(a.bottom, a.right)}"/>' for a in merged)
    behind = f"<mergeCells>{refs}</mergeCells>" if refs else ""
    return read(write_plainly(folder / "needs.xlsx", {"需求": xml}, behind))


def numbers(listed: str) -> Iterator[int]:
    for part in re.findall(r"\d+(?:–\d+)?", listed):
        first, _, last = part.partition("–")
        yield from range(int(first), int(last or first) + 1)


def names(problem: Problem, row: int, column: int) -> bool:
    """Return whether *problem* names the cell, its column, or its row."""
    rows = problem.facts.get("rows", {"zh": ""})["zh"]  # type: ignore[index]
    match problem.code:
        case "sheet-column-unknown":
            return problem.where.rstrip("0123456789") == place(1, column).rstrip("1")
        case "sheet-column-without-heading":
            return problem.facts["column"] == place(1, column).rstrip("1") and row in numbers(rows)
        case "sheet-rows-above":
            return row in numbers(rows)
        case "sheet-no-headings":
            return True
        case code if code.startswith("sheet-row-"):
            return problem.line == row
    return problem.where == place(row, column)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    heading_row=st.sampled_from((1, 3)),
    filled=st.sets(st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS)), max_size=20),
    merged=areas(),
    hidden=st.sets(st.sampled_from(ROWS), max_size=2),
)
def test_any_cell_is_read_or_named(
    tmp_path: Path, heading_row: int, filled: set[tuple[int, int]], merged: list[Area], hidden: set[int]
) -> None:
    answers = {(r, c): f"答{r}乙{c}丙" for r, c in filled if r != heading_row}
    merged = [area for area in merged if area.top > heading_row]

    result = read_sheet(tmp_path, heading_row, answers, merged, hidden)

    read_texts = json.dumps(
        [[row.public, row.sealed] for table in result.tables for row in table.rows], ensure_ascii=False
    )
    lost = [
        place(row, column)
        for (row, column), text in answers.items()
        if text not in read_texts and not any(names(problem, row, column) for problem in result.all_problems)
    ]
    assert lost == []


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(hidden=st.sets(st.sampled_from(ROWS), max_size=4), filled=st.sets(st.sampled_from(ROWS), max_size=4))
def test_a_hidden_row_that_is_read_is_named(tmp_path: Path, hidden: set[int], filled: set[int]) -> None:
    answers = {(row, 0): f"答{row}" for row in filled if row > 1}

    result = read_sheet(tmp_path, 1, answers, [], hidden)

    told = [problem.facts["rows"]["zh"] for problem in result.all_problems if problem.code == "sheet-rows-hidden"]  # type: ignore[index]
    assert [*numbers("".join(told))] == sorted(row for row, _ in answers if row in hidden)


def test_a_cell_beside_rows_that_hold_no_answer_is_named(tmp_path: Path) -> None:
    result = read_sheet(tmp_path, 1, {(2, 3): "只此一格", (4, 7): "另一格"}, [], set())

    told = [(p.code, p.where) for p in result.all_problems if p.code == "sheet-column-without-heading"]
    assert told == [("sheet-column-without-heading", "D2"), ("sheet-column-without-heading", "H4")]
