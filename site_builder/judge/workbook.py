"""The workbook for a panel: a tab of notes, a tab a juror; everything locked but the scores and the comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from site_builder.judge.layout import (
    COMMENT,
    CRITERION,
    FORM,
    HEAD_ROW,
    LABEL,
    MARK_ROW,
    POINTS,
    SCALE_TAB,
    SCORE,
    SOLUTION,
    WEIGHT,
    Block,
    blocks_of,
    cell_name,
)
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text
from site_builder.phrases import read_phrases
from site_builder.records import Solution
from site_builder.validate.private.sheets import Judging, bounds_of, ground_name

MOST_IN_A_LIST = 201  # longer drop-downs help nobody; the bounds are checked instead
WIDTHS = {LABEL: 56, WEIGHT: 24, SCORE: 18, POINTS: 18, COMMENT: 56}
BOLD, LARGE = Font(bold=True), Font(bold=True, size=14)
HEAD, BLOCK = PatternFill("solid", fgColor="D9E1EA"), PatternFill("solid", fgColor="EEF2F6")
OPEN, CLOSED = PatternFill("solid", fgColor="FFF6CC"), PatternFill("solid", fgColor="D0D0D0")
TOP = Alignment(vertical="top", wrap_text=True)


def workbook_of(judging: Judging, need_title: Text, jurors: Sequence[str]) -> Workbook:
    """Return the workbook in which *jurors* of the panel score the solutions of the contest.

    It holds the jurors' names, so it is sealed.
    """
    book = Workbook()
    book.properties.creator = "jiebang"
    assert book.active is not None  # noqa: S101 - a new workbook has one sheet
    book.remove(book.active)
    _notes(book.create_sheet(_both("judge.tab.notes", " ")), judging, need_title)
    names = {juror.code: juror.name for juror in judging.panel.jurors} if judging.panel else {}
    for juror in jurors:
        _juror(book.create_sheet(juror), judging, need_title, juror, names[juror])
    _scale(book.create_sheet(SCALE_TAB), judging)
    return book


def _both(key: str, between: str = " · ", facts: Mapping[str, object] | None = None) -> str:
    """Return a phrase in Chinese and English."""
    return between.join(read_phrases(lang).fill(key, facts or {}) for lang in REQUIRED_LANGS)


def _put(sheet: Worksheet, row: int, column: int, value: str | int) -> Cell:
    """Write *value* and return its cell; a text that begins with = stays a text."""
    cell = sheet.cell(row, column, value)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged yet
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _label_of(solution: Solution) -> str:
    title = solution.title or solution.team_label
    return "  ".join(text for text in (solution.id, *title.values()))


def _notes(sheet: Worksheet, judging: Judging, need_title: Text) -> None:
    facts = {**bounds_of(judging.rubric), "pass": judging.rubric.pass_mark}
    lines: list[str] = [_both("judge.sheet.title"), judging.contest.id, need_title["zh"], need_title["en"], ""]
    for number in (1, 2, 3, 4):
        lines += [read_phrases(lang).fill(f"judge.notes.{number}", facts) for lang in REQUIRED_LANGS]
    lines.append("")
    for row, line in enumerate(lines, start=1):
        _put(sheet, row, 1, line).alignment = TOP
    _put(sheet, 1, 1, lines[0]).font = LARGE
    row = len(lines) + 1
    for column, key in enumerate(("criterion", "weight"), start=1):
        _put(sheet, row, column, _both(f"judge.column.{key}")).font = BOLD
    for criterion in judging.rubric.criteria:
        row += 1
        _put(sheet, row, 1, f"{criterion.name['zh']} · {criterion.name['en']}")
        _put(sheet, row, 2, int(criterion.weight))
    for solution in judging.solutions:
        _put(sheet, row + 2, 1, _label_of(solution))
        row += 1
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 110, 24
    _finish(sheet)


def _juror(sheet: Worksheet, judging: Judging, need_title: Text, juror: str, name: str) -> None:
    _put(sheet, 1, LABEL, _both("judge.sheet.title")).font = LARGE
    _put(sheet, 2, LABEL, f"{judging.contest.id}  {need_title['zh']}")
    _put(sheet, 3, LABEL, need_title["en"])
    _put(sheet, 4, LABEL, _both("judge.sheet.juror", facts={"juror": juror, "name": name})).font = BOLD
    _put(sheet, 5, LABEL, _both("judge.sheet.how", facts=bounds_of(judging.rubric)))
    for column, mark in enumerate((judging.contest.id, judging.digest, juror, FORM), start=1):
        _put(sheet, MARK_ROW, column, mark)
    for column, key in ((LABEL, "criterion"), (WEIGHT, "weight"), (SCORE, "score"), (POINTS, "points"),
                        (COMMENT, "comment")):  # fmt: skip
        head = _put(sheet, HEAD_ROW, column, _both(f"judge.column.{key}"))
        head.font, head.fill, head.alignment = BOLD, HEAD, TOP
    choices = _choices(judging)
    sheet.add_data_validation(choices)
    for block, solution in zip(blocks_of(judging), judging.solutions, strict=True):
        _block(sheet, judging, block, solution, juror, choices)
    for column, width in WIDTHS.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in (SOLUTION, CRITERION):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.row_dimensions[MARK_ROW].hidden = True
    sheet.freeze_panes = cell_name(HEAD_ROW + 1, WEIGHT)
    _finish(sheet)


def _finish(sheet: Worksheet) -> None:
    """Lock *sheet*, and have it print on pages as wide as it is."""
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.enable()


def _block(
    sheet: Worksheet, judging: Judging, block: Block, solution: Solution, juror: str, choices: DataValidation
) -> None:
    grounds = judging.grounds(juror, solution.id)
    for column in range(LABEL, COMMENT + 1):
        _put(sheet, block.head, column, "").fill = BLOCK
    _put(sheet, block.head, LABEL, _label_of(solution)).font = BOLD
    for criterion, (code, row) in zip(judging.rubric.criteria, block.criteria, strict=True):
        _put(sheet, row, SOLUTION, solution.id)
        _put(sheet, row, CRITERION, code)
        _put(sheet, row, LABEL, f"{criterion.name['zh']} · {criterion.name['en']}")
        _put(sheet, row, WEIGHT, int(criterion.weight))
        score, points = cell_name(row, SCORE), cell_name(row, POINTS)
        if grounds:
            _put(sheet, row, SCORE, _both("judge.sheet.recused")).fill = CLOSED
            continue
        sheet[score].fill, sheet[score].protection = OPEN, Protection(locked=False)
        choices.add(score)
        share = f"{cell_name(row, WEIGHT)}*{score}/{judging.rubric.scale_max}"
        sheet[points] = f'=IF(ISNUMBER({score}),{share},"")'
    _put(sheet, block.total, LABEL, _both("judge.sheet.total")).font = BOLD
    if grounds:
        _put(sheet, block.total, LABEL, _recusal(grounds)).font = BOLD
        return
    first, last = block.criteria[0][1], block.criteria[-1][1]
    scores = f"{cell_name(first, SCORE)}:{cell_name(last, SCORE)}"
    points = f"{cell_name(first, POINTS)}:{cell_name(last, POINTS)}"
    total = sheet[cell_name(block.total, POINTS)]
    total.value, total.font = f'=IF(COUNT({scores})={len(block.criteria)},SUM({points}),"")', BOLD
    comment = sheet[cell_name(first, COMMENT)]
    comment.protection, comment.fill, comment.alignment = Protection(locked=False), OPEN, TOP
    sheet.merge_cells(f"{cell_name(first, COMMENT)}:{cell_name(last, COMMENT)}")


def _recusal(grounds: Sequence[str]) -> str:
    names = [ground_name(ground) for ground in grounds]
    said = {
        lang: read_phrases(lang)["format.comma"].join(name[lang].lower() for name in names) for lang in REQUIRED_LANGS
    }
    return _both("judge.sheet.recusal", facts={"grounds": Text(said)})


def _choices(judging: Judging) -> DataValidation:
    """Return the check of a score: a drop-down of all scores, or bounds where there are very many.

    The list names cells, not text, so that 7.5 is a number whichever decimal sign the spreadsheet program uses.
    """
    count, highest = len(judging.rubric.values()), judging.rubric.scale_max
    if count > MOST_IN_A_LIST:
        found = DataValidation(type="decimal", operator="between", formula1="0", formula2=str(highest))
    else:
        found = DataValidation(type="list", formula1=f"{SCALE_TAB}!$A$1:$A${count}")
    found.allow_blank, found.showErrorMessage, found.errorStyle = True, True, "stop"
    found.error = _both("judge.sheet.how", facts=bounds_of(judging.rubric))[:225]
    found.errorTitle = _both("judge.column.score")
    return found


def _scale(sheet: Worksheet, judging: Judging) -> None:
    values = judging.rubric.values()
    for row, value in enumerate(values if len(values) <= MOST_IN_A_LIST else (), start=1):
        sheet.cell(row, 1, float(value))
    sheet.sheet_state = "hidden"
    sheet.protection.enable()
