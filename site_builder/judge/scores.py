"""Scores out of a filled-in workbook: every cell checked, nothing taken where anything is wrong."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from site_builder.compute.rubric import score_fault
from site_builder.judge.layout import (
    COMMENT,
    CRITERION,
    FIRST_ROW,
    FORM,
    MARK_ROW,
    SCORE,
    SOLUTION,
    cell_name,
)
from site_builder.load.contract.schemas import read_schemas
from site_builder.problems import Fact, Problem
from site_builder.records import Sheet
from site_builder.text_forms.folding import plain
from site_builder.text_forms.hidden import hidden_in
from site_builder.validate.private.sheets import Judging, bounds_of, ground_name
from site_builder.validate.texts.texts import markup_in

MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_ROWS = 5000
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class Mark:
    """What the hidden row of a juror's tab says."""

    contest: str
    digest: str
    juror: str


@dataclass(frozen=True)
class TakenSheet:
    """The scores of one juror by solution and criterion, and the comments by solution."""

    juror: str
    scores: Mapping[tuple[str, str], Fraction]
    comments: Mapping[str, str]


def open_workbook(file: Path) -> Workbook | None:
    """Return the workbook in *file*, ``None`` where there is none that can be read safely."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return None
        with zipfile.ZipFile(file) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions of the program that saved it
            return load_workbook(file, data_only=True)
    except Exception:  # whatever a damaged or hostile file makes the reader do, it is no workbook of ours
        return None


def marked_tabs(book: Workbook) -> list[tuple[Mark, Worksheet]]:
    """Return the jurors' tabs of *book*, each with what its hidden row says."""
    tabs: list[tuple[Mark, Worksheet]] = []
    for tab in book.worksheets:
        contest, digest, juror, form = (tab.cell(MARK_ROW, column).value for column in (1, 2, 3, 4))
        if form == FORM:
            tabs.append((Mark(str(contest), str(digest), str(juror)), tab))
    return tabs


def faults_of_tabs(
    judging: Judging, tabs: Sequence[tuple[Mark, Worksheet]], file: str, juror: str | None
) -> Iterator[Problem]:
    """Yield what keeps a workbook from being taken in before any cell is read.

    Args:
        judging: the contest.
        tabs: tabs with their marks.
        file: name of the workbook, for the messages; that of a tab may hold a name and is not repeated.
        juror: whose workbook it is, where the person who takes it in knows.
    """
    if judging.contest.closed_on:
        yield Problem(file, 1, "workbook-contest-closed", facts={"contest": judging.contest.id})
    seen: set[str] = set()
    for mark, tab in tabs:
        known = {"juror": mark.juror if mark.juror in judging.jurors else "…"}
        if mark.juror in seen:
            yield Problem(file, MARK_ROW, "workbook-juror-twice", facts=known)
        elif tab.title != mark.juror and mark.juror in judging.jurors:
            yield Problem(file, MARK_ROW, "workbook-tab-renamed", facts=known)
        if juror and mark.juror != juror:
            yield Problem(file, MARK_ROW, "workbook-other-juror", facts={**known, "wanted": juror})
        seen.add(mark.juror)


def replaced_sheets(judging: Judging, taken: Iterable[TakenSheet], file: str) -> Iterator[Problem]:
    """Yield each sheet in the private folder that one of *taken*, from the workbook *file*, would change."""
    earlier = {sheet.id: sheet for sheet in judging.sheets}
    for sheet in taken:
        if (known := earlier.get(sheet.juror)) and sheet.scores and not _says_the_same(known, sheet):
            yield Problem(file, 1, "workbook-sheet-there", facts={"juror": sheet.juror})


def _says_the_same(known: Sheet, sheet: TakenSheet) -> bool:
    scores = {(item.solution, item.criterion): Fraction(item.value) for item in known.scores}
    comments = {item.solution: item.text for item in known.comments}
    return (scores, comments) == (dict(sheet.scores), dict(sheet.comments))


def read_tab(judging: Judging, mark: Mark, tab: Worksheet, file: str) -> tuple[TakenSheet, list[Problem]]:
    """Return what the juror of *mark* wrote on *tab*, and everything wrong with it.

    Args:
        judging: the contest.
        mark: what the tab is for.
        tab: the tab.
        file: name of the workbook, for the messages.
    """
    reader = _TabReader(judging, mark, tab, f"{file}!{tab.title}")
    problems = list(reader.faults_of_tab()) or list(reader.read())
    return TakenSheet(mark.juror, dict(reader.scores), dict(reader.comments)), problems


class _TabReader:
    """Walks the rows of one tab."""

    def __init__(self, judging: Judging, mark: Mark, tab: Worksheet, path: str) -> None:
        self.judging, self.mark, self.tab, self.path = judging, mark, tab, path
        self.scores: dict[tuple[str, str], Fraction] = {}
        self.comments: dict[str, str] = {}

    def faults_of_tab(self) -> Iterator[Problem]:
        """Yield what keeps the whole tab from being read."""
        if self.mark.juror not in self.judging.jurors:
            facts = {"juror": self.mark.juror, "contest": self.judging.contest.id}
            yield Problem(self.path, MARK_ROW, "workbook-juror-unknown", facts=facts)
        if self.mark.digest != self.judging.digest:
            yield Problem(self.path, MARK_ROW, "workbook-rubric-changed")

    def read(self) -> Iterator[Problem]:
        """Read every score and every comment, and yield what is wrong with them."""
        wanted = [(s.id, code) for s in self.judging.solutions for code in self.judging.rubric.codes]
        rows: dict[tuple[str, str], int] = {}
        for row in range(FIRST_ROW, min(self.tab.max_row, MOST_ROWS) + 1):
            key = (str(self.tab.cell(row, SOLUTION).value or ""), str(self.tab.cell(row, CRITERION).value or ""))
            if key != ("", ""):
                if key in rows or key not in wanted:
                    yield self.fault("workbook-changed", row, key)
                    return
                rows[key] = row
        for key in wanted:
            if key not in rows:
                yield self.fault("workbook-changed", MARK_ROW, key)
                return
            yield from self.read_score(key, rows[key])
        for solution in self.judging.solutions:
            yield from self.read_comment(solution.id, rows[solution.id, self.judging.rubric.codes[0]])

    def read_score(self, key: tuple[str, str], row: int) -> Iterator[Problem]:
        value = self.tab.cell(row, SCORE).value
        score = number_in(value)
        if grounds := self.judging.grounds(self.mark.juror, key[0]):
            if score is not None:
                facts: dict[str, Fact] = {"juror": self.mark.juror, "ground": ground_name(grounds[0])}
                yield self.fault("workbook-score-conflicted", row, key, more=facts)
            return
        if value is None or value == "":
            yield self.fault("workbook-score-missing", row, key)
        elif score is None or score_fault(score, self.judging.rubric):
            yield self.fault("workbook-score-refused", row, key)
        else:
            self.scores[key] = score

    def read_comment(self, solution: str, row: int) -> Iterator[Problem]:
        text = str(self.tab.cell(row, COMMENT).value or "").replace("_x000D_", "").replace("\r\n", "\n").strip()
        longest = read_schemas().parts["score_comment"].fields["text"].constraints["maxLength"]
        if len(text) > longest or markup_in(text) or hidden_in(text):
            yield self.fault("workbook-comment-refused", row, (solution, ""), column=COMMENT)
        elif text and not self.judging.grounds(self.mark.juror, solution):
            self.comments[solution] = text

    def fault(
        self,
        code: str,
        row: int,
        key: tuple[str, str],
        *,
        column: int = SCORE,
        more: Mapping[str, Fact] | None = None,
    ) -> Problem:
        cell = cell_name(row, column)
        facts: dict[str, Fact] = {
            "cell": cell,
            "solution": key[0],
            "criterion": key[1],
            **bounds_of(self.judging.rubric),
            **(more or {}),
        }
        return Problem(self.path, row, code, cell, facts)


def number_in(value: Any) -> Fraction | None:
    """Return the number that a cell holds, also where it was typed as text, or ``None``."""
    if isinstance(value, bool) or value is None:
        return None
    text = plain(str(value))
    return Fraction(text) if _NUMBER.fullmatch(text) else None
