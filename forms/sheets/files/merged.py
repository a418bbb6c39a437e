"""Merged cells: what stands in one is said of each row that it covers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.sheets.values.cells import UNDER_MERGED, Area, Cell, Row

MOST_STEPS = 2_000_000  # areas do not overlap, so that honest ones cover fewer cells


@dataclass
class _Line:
    """A row while merged cells are worked in: its cells, and how many of them people see."""

    number: int
    cells: dict[int, Cell]
    seen: int


def spread(rows: Sequence[Row], areas: Sequence[Area]) -> list[Row]:
    """Return *rows*, in order, with what is merged in each row that has content of its own.

    What is left under a merged cell, where nobody sees it, becomes a cell of the kind ``UNDER_MERGED``.

    Raises:
        ValueError: the areas overlap beyond measure.
    """
    lines = [_Line(row.number, dict(row.cells), len(row.cells)) for row in sorted(rows, key=lambda row: row.number)]
    numbers = [line.number for line in lines]
    parts = [lines[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)] for area in areas]
    if sum(len(part) for part in parts) > MOST_STEPS:
        raise ValueError("merged cells without end")
    anchors = [_anchor(part, area) for part, area in zip(parts, areas, strict=True)]
    for part, area, anchor in zip(parts, areas, anchors, strict=True):
        for line in part:
            _cover(line, area, anchor)
    for part, area, anchor in zip(parts, areas, anchors, strict=True):
        for line in part:
            if anchor and line.seen and line.number > area.top:
                line.cells.setdefault(area.left, anchor)
    return [Row(line.number, line.cells) for line in lines if line.cells]


def _anchor(part: Sequence[_Line], area: Area) -> Cell | None:
    """Return what people see in *area*: the content of its first cell."""
    return part[0].cells.get(area.left) if part and part[0].number == area.top else None


def _cover(line: _Line, area: Area, anchor: Cell | None) -> None:
    for column in list(_covered(line, area)):
        line.seen -= 1
        below = line.cells.pop(column)
        if below != anchor:
            line.cells[column] = Cell(below.text, UNDER_MERGED, area.address)


def _covered(line: _Line, area: Area) -> Iterator[int]:
    """Yield the columns of the cells of *line* that *area* hides."""
    if area.right - area.left > len(line.cells):
        columns = [column for column in line.cells if area.left <= column <= area.right]
    else:
        columns = [column for column in range(area.left, area.right + 1) if column in line.cells]
    for column in columns:
        is_first = line.number == area.top and column == area.left
        if not is_first and line.cells[column].kind != UNDER_MERGED:
            yield column
