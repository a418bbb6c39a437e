"""Score sheets into the private folder: all of them or none, each in one step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

from site_builder.judge.scores import TakenSheet
from site_builder.load.contract.schemas import read_schemas
from site_builder.validate.private.sheets import Judging


def write_sheets(folder: Path, judging: Judging, sheets: Iterable[TakenSheet], day: date) -> list[Path]:
    """Write *sheets* to the private *folder* as scored on *day*, and return their files.

    Each is first written beside its place; none is put in place before all are written. Of a juror who may score
    nothing there is no sheet.
    """
    pattern = read_schemas().private["sheet"].path
    contest = judging.contest
    places: list[tuple[Path, Path]] = []
    for sheet in (sheet for sheet in sheets if sheet.scores):
        path = folder / pattern.format(edition=contest.edition, contest=contest.id, id=sheet.juror)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text("".join(f"{line}\n" for line in _lines(judging, sheet, day)), encoding="utf-8")
        places.append((beside, path))
    for beside, path in places:
        beside.replace(path)
    return [path for _, path in places]


def _lines(judging: Judging, sheet: TakenSheet, day: date) -> Iterator[str]:
    yield f"id: {sheet.juror}"
    yield f"edition: {judging.contest.edition}"
    yield f"contest: {judging.contest.id}"
    yield f"rubric_digest: {judging.digest}"
    yield f"scored_on: {day.isoformat()}"
    yield "scores:"
    for (solution, criterion), value in sheet.scores.items():
        yield f"  - {{solution: {solution}, criterion: {criterion}, value: {as_written(value)}}}"
    if sheet.comments:
        yield "comments:"
    for solution, text in sheet.comments.items():
        yield f"  - solution: {solution}"
        yield f"    text: {json.dumps(text, ensure_ascii=False)}"


def as_written(score: Fraction) -> str:
    """Return *score* as a decimal number without needless zeros."""
    return f"{float(score):.9f}".rstrip("0").rstrip(".")
