"""What a workbook has besides plain cells: merged, hidden, far, unheaded, beside the cells; nothing goes nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from forms.phrases import read_form_phrases
from forms.sheets.checked import Answers, write_checked
from forms.sheets.columns import columns_of
from forms.sheets.files.tables import read_tables
from forms.sheets.importing import ReadFile
from forms.sheets.values.by_column import Lists
from forms.sheets.workbook import FIRST_ROW, workbook_of
from tests.raw_workbooks import changed, made_strict, rows_xml, write_plainly
from tests.sheets import GOOD_ROW, catalogue, found, read, workbook

ROW = dict(GOOD_ROW)
NAMES = list(ROW)
SECOND = {**ROW, "技术需求名称（中文）": "船舶外板除锈机器人", "概述（中文）": "船坞里用的机器人。"}


def changed_sheet(tmp_path: Path, change: Callable[[Worksheet], None], *rows: Mapping[str, Any]) -> ReadFile:
    """Return what a workbook of *rows* says, two good ones where none are given, after *change*."""
    file = workbook(tmp_path / "needs.xlsx", rows or (ROW, SECOND))
    book = load_workbook(file)
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    change(sheet)
    book.save(file)
    return read(file)


def told(result: ReadFile) -> list[tuple[str, int, str]]:
    """Return everything that is said of the file but of its alikes, as ``(code, line, cell)``."""
    return [(p.code, p.line, p.where) for p in result.all_problems if p.code != "sheet-possible-duplicate"]


def facts(result: ReadFile, code: str) -> Mapping[str, Any]:
    return next(problem.facts for problem in result.all_problems if problem.code == code)


def column(name: str) -> int:
    """Return the number of a column as openpyxl counts."""
    return NAMES.index(name) + 1


def merged(name: str, rows: int, columns: int = 1) -> Callable[[Worksheet], None]:
    def merge(sheet: Worksheet) -> None:
        at = column(name)
        sheet.merge_cells(start_row=2, end_row=1 + rows, start_column=at, end_column=at + columns - 1)

    return merge


# Merged cells


@pytest.mark.parametrize("name", ["届次", "地区", "提交单位", "揭榜截止", "技术领域"])
def test_what_is_merged_over_rows_is_said_of_each_of_them(tmp_path: Path, name: str) -> None:
    plain = read(workbook(tmp_path / "plain.xlsx", [ROW, SECOND]))

    result = changed_sheet(tmp_path, merged(name, 2))

    assert found(result) == []
    assert [(row.public, row.sealed) for row in result.good] == [(row.public, row.sealed) for row in plain.good]
    assert [code for code, _, _ in told(result)] == ["sheet-merged-rows"]


def test_a_merged_cell_makes_no_row_of_a_blank_one(tmp_path: Path) -> None:
    result = changed_sheet(tmp_path, merged("地区", 40))

    assert (found(result), len(result.good)) == ([], 2)


def test_what_is_merged_over_columns_is_read_for_the_first_and_told(tmp_path: Path) -> None:
    row = {**ROW, "概述（英文）": None}
    order = {
        name: row[name] for name in sorted(row, key=lambda name: (name != "概述（中文）", name != "概述（英文）"))
    }

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:B2")

    result = changed_sheet(tmp_path, merge, order)

    assert (found(result), len(result.good)) == ([], 1)
    assert told(result) == [("sheet-merged-columns", 2, "A2")]
    assert facts(result, "sheet-merged-columns")["cell"] == "A2:B2"


def test_what_lies_unseen_under_a_merged_cell_keeps_the_row_out(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [ROW, {**SECOND, "地区": "江苏省"}])
    at = f"{chr(64 + column('地区'))}"
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{at}2:{at}3"/></mergeCells>'
    changed(file, lambda name, text: text.replace("</sheetData>", merge) if "sheet1" in name else text)

    result = read(file)

    assert found(result) == [(3, f"{at}3", "sheet-under-merged")]
    assert [row.number for row in result.good] == [2]


def test_a_title_merged_over_all_columns_is_no_trouble(tmp_path: Path) -> None:
    def entitle(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "2026年技术需求汇总"
        sheet.merge_cells("A1:AK2")

    result = changed_sheet(tmp_path, entitle)

    assert (found(result), [row.number for row in result.good]) == ([], [4, 5])
    assert told(result) == [("sheet-rows-above", 1, "")]


def test_the_copy_holds_what_was_read_from_merged_cells(tmp_path: Path) -> None:
    changed_sheet(tmp_path, merged("地区", 2))
    file, out = tmp_path / "needs.xlsx", tmp_path / "checked.xlsx"

    write_checked(file, out, read(file), Answers({}, read_form_phrases("zh")))

    sheet = load_workbook(out).worksheets[0]
    assert [sheet.cell(row, column("地区")).value for row in (2, 3)] == ["上海市", "上海市"]
    assert [row.public for row in read(out).good] == [row.public for row in read(file).good]


# Cells under no heading, far away


def test_a_cell_under_no_heading_is_told_with_its_rows(tmp_path: Path) -> None:
    def add(sheet: Worksheet) -> None:
        sheet.cell(2, len(NAMES) + 2, "补充：只能在夜间施工")
        sheet.cell(3, len(NAMES) + 2, "另")

    result = changed_sheet(tmp_path, add)

    assert (len(result.good), told(result)) == (2, [("sheet-column-without-heading", 2, "AN2")])
    assert facts(result, "sheet-column-without-heading")["rows"]["zh"] == "2–3"


@pytest.mark.parametrize("line", [5200, 1_048_576])
def test_a_row_far_below_is_read_and_the_copy_is_written(tmp_path: Path, line: int) -> None:
    def move(sheet: Worksheet) -> None:
        for at, name in enumerate(NAMES, start=1):
            sheet.cell(line, at, SECOND[name])

    result = changed_sheet(tmp_path, move, ROW)
    write_checked(tmp_path / "needs.xlsx", tmp_path / "out.xlsx", result, Answers({}, read_form_phrases("zh")))

    assert (found(result), [row.number for row in result.good]) == ([], [2, line])


@pytest.mark.parametrize(("number", "codes"), [(405, []), (1001, ["sheet-too-many-columns"])])
def test_a_column_far_to_the_right_is_read_or_refused(tmp_path: Path, number: int, codes: list[str]) -> None:
    def add(sheet: Worksheet) -> None:
        sheet.cell(1, number, "current_basis.zh")
        sheet.cell(2, number, "有样机。")

    result = changed_sheet(tmp_path, add, ROW)

    assert [code for _, _, code in found(result)] == codes
    assert [row.public["current_basis"] for row in result.good] == ([] if codes else [{"zh": "有样机。"}])


# Hidden rows, columns and sheets; comments, pictures


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    result = changed_sheet(tmp_path, hide)

    assert (len(result.good), told(result)) == (2, [("sheet-rows-hidden", 3, "")])


def test_rows_of_no_height_are_hidden_too(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [ROW, SECOND])
    changed(file, lambda name, text: text.replace('<row r="2"', '<row r="2" ht="0" customHeight="1"'))

    assert told(read(file)) == [("sheet-rows-hidden", 2, "")]


@pytest.mark.parametrize(("level", "codes"), [(0, ["sheet-columns-hidden"]), (1, [])])
def test_hidden_columns_are_told_but_not_a_folded_group(tmp_path: Path, level: int, codes: list[str]) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["P"].hidden = True
        sheet.column_dimensions["P"].outlineLevel = level

    result = changed_sheet(tmp_path, hide)

    assert (len(result.good), [code for code, _, _ in told(result)]) == (2, codes)


@pytest.mark.parametrize(("state", "code"), [("visible", "sheet-unread"), ("hidden", "sheet-hidden-unread"),
                                             ("veryHidden", "sheet-hidden-unread")])  # fmt: skip
def test_a_sheet_that_is_not_read_is_named(tmp_path: Path, state: str, code: str) -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent
        other = sheet.parent.create_sheet("草稿")
        other["C4"], other.sheet_state = "另一项需求", state

    result = changed_sheet(tmp_path, add)

    assert (len(result.good), told(result)) == (2, [(code, 4, "")])
    assert facts(result, code)["sheet"] == "草稿"


def test_a_hidden_sheet_of_any_size_keeps_nothing_out(tmp_path: Path) -> None:
    rows = [NAMES, [ROW[name] for name in NAMES]]
    file = write_plainly(tmp_path / "needs.xlsx", {"需求": rows_xml(rows), "地名": rows_xml([["甲"]] * 6000)})
    changed(file, lambda name, text: text.replace('name="地名"', 'name="地名" state="hidden"'))

    result = read(file)

    assert (found(result), told(result)) == ([], [("sheet-hidden-unread", 1, "")])


def test_a_file_without_headings_is_told_once(tmp_path: Path) -> None:
    file = write_plainly(tmp_path / "needs.xlsx", {"需求": rows_xml([["甲", "乙"], ["丙", "丁"]])})

    assert told(read(file)) == [("sheet-no-headings", 1, "")]


def test_an_empty_sheet_and_one_of_choices_are_not_named(tmp_path: Path) -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent
        sheet.parent.create_sheet("Sheet2")
        choices = sheet.parent.create_sheet("选项 'A'")
        choices["A1"], choices.sheet_state = "上海市", "hidden"
        rule = DataValidation(type="list", formula1="'选项 ''A'''!$A$1:$A$9")
        sheet.add_data_validation(rule)
        rule.add("P2:P9")

    assert told(changed_sheet(tmp_path, add)) == []


def test_comments_on_answers_are_named_but_not_ours(tmp_path: Path) -> None:
    def comment(sheet: Worksheet) -> None:
        sheet["C2"].comment = Comment("预算可以再谈", "李")
        sheet["D2"].comment = Comment("请写成一段。", "jiebang")
        sheet["E1"].comment = Comment("说明", "李")

    result = changed_sheet(tmp_path, comment)

    assert (len(result.good), told(result)) == (2, [("sheet-comments-unread", 2, "C2")])


def test_pictures_and_text_boxes_are_counted(tmp_path: Path) -> None:
    from openpyxl.chart import BarChart

    def draw(sheet: Worksheet) -> None:
        sheet.add_chart(BarChart(), "E5")

    result = changed_sheet(tmp_path, draw)

    assert told(result) == [("sheet-drawings-unread", 1, "")]
    assert facts(result, "sheet-drawings-unread")["count"] == "1"


def test_our_own_workbook_says_nothing_of_its_hidden_parts(tmp_path: Path) -> None:
    columns = columns_of("need", frozenset({"sealed", "internal"}))
    book = workbook_of("need", columns, Lists(catalogue()), "zh")
    book.save(tmp_path / "needs.xlsx")

    assert told(read(tmp_path / "needs.xlsx")) == []


def test_a_row_of_our_workbook_that_somebody_marked_is_named(tmp_path: Path) -> None:
    book = workbook_of("need", columns_of("need"), Lists(catalogue()), "zh")
    book.worksheets[0].cell(FIRST_ROW, 1, "甲-1")
    book.worksheets[0].cell(FIRST_ROW, 2, "低温下启动的生物膜")
    book.save(tmp_path / "needs.xlsx")

    assert told(read(tmp_path / "needs.xlsx")) == [("sheet-row-scant", FIRST_ROW, f"A{FIRST_ROW}")]


# Other writers


def test_a_workbook_without_shared_texts_places_and_styles_says_the_same(tmp_path: Path) -> None:
    usual = read(workbook(tmp_path / "usual.xlsx", [ROW, SECOND]))
    rows = [NAMES, *([row[name] for name in NAMES] for row in (ROW, SECOND))]

    file = write_plainly(tmp_path / "plain.xlsx", {"需求": rows_xml(rows), "更多": rows_xml(rows)})
    plain = read(file)
    write_checked(file, tmp_path / "out.xlsx", plain, Answers({}, read_form_phrases("zh")))

    assert found(plain) == []
    said = [(row.public, row.sealed) for row in usual.good]
    assert [[(row.public, row.sealed) for row in table.rows] for table in plain.tables] == [said, said]
    assert [[row.public for row in table.rows] for table in read(tmp_path / "out.xlsx").tables] == [
        [public for public, _ in said],
        [public for public, _ in said],
    ]


def test_a_strict_workbook_says_the_same_and_its_copy_can_be_written(tmp_path: Path) -> None:
    usual = read(workbook(tmp_path / "usual.xlsx", [ROW, SECOND]))
    file = made_strict(workbook(tmp_path / "strict.xlsx", [ROW, SECOND]))

    strict = read(file)
    write_checked(file, tmp_path / "out.xlsx", strict, Answers({}, read_form_phrases("zh")))

    assert [row.public for row in strict.good] == [row.public for row in usual.good]
    assert [row.public for row in read(tmp_path / "out.xlsx").good] == [row.public for row in usual.good]


CELLS = {
    '<c t="inlineStr"><is><t>甲</t></is></c>': ("甲", "text"),
    '<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>yi</t></rPh></is></c>': ("甲乙", "text"),
    '<c t="inlineStr"><is><t>甲_x000D_\n乙</t></is></c>': ("甲\n乙", "text"),
    '<c t="inlineStr"><is><t>_x005F_x000D_</t></is></c>': ("_x000D_", "text"),
    '<c t="str"><f>A1</f><v>甲</v></c>': ("甲", "text"),
    '<c t="str"><f>A1</f><v></v></c>': None,
    "<c><f>A1</f></c>": ("", "formula-without-result"),
    "<c><f>A1</f><v>3</v></c>": ("3", "number"),
    "<c><v>13800000000</v></c>": ("13800000000", "number"),
    "<c><v>1.38E+10</v></c>": ("13800000000", "number"),
    "<c><v>1.1000000000000001</v></c>": ("1.1", "number"),
    "<c><v>0.30000000000000004</v></c>": ("0.3", "number"),
    "<c><v>-0.5</v></c>": ("-0.5", "number"),
    "<c><v>1E+999</v></c>": ("1E+999", "fault"),
    '<c t="b"><v>1</v></c>': ("true", "yes-no"),
    '<c t="e"><v>#N/A</v></c>': ("#N/A", "fault"),
    '<c t="d"><v>2027-03-31</v></c>': ("2027-03-31", "day"),
    '<c t="d"><v>2027-03-31T17:00:00</v></c>': ("2027-03-31 17:00:00", "moment"),
    '<c t="inlineStr"><is><t> </t></is></c>': None,
    "<c><v/></c>": None,
}  # fmt: skip


@pytest.mark.parametrize("xml", CELLS)
def test_cells_of_all_types(tmp_path: Path, xml: str) -> None:
    file = write_plainly(tmp_path / "a.xlsx", {"a": f"<row>{xml}<c><v>7</v></c></row>"})

    (row,) = read_tables(file)[0].rows
    cell = row.cells.get(0)

    assert (cell and (cell.text, cell.kind)) == CELLS[xml]


@pytest.mark.parametrize(
    ("number_format", "value", "cell"),
    [
        ("yyyy/m/d", 46477, ("2027-03-31", "day")),
        ('yyyy"年"m"月"d"日"', 46477, ("2027-03-31", "day")),
        ("yyyy/m/d h:mm", 46477.75, ("2027-03-31 18:00:00", "moment")),
        ("h:mm", 0.75, ("18:00:00", "hour")),
        ("[h]:mm", 1.5, ("1 day, 12:00:00", "hour")),
        ("yyyy/m/d", -5, ("########", "fault")),
        ("0.00E+00", 13800000000, ("13800000000", "number")),
        ("0%", 0.9, ("0.9", "displayed-otherwise")),
    ],
)
def test_numbers_by_how_they_are_shown(
    tmp_path: Path, number_format: str, value: float, cell: tuple[str, str]
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = value
    sheet["A1"].number_format = number_format
    book.save(tmp_path / "a.xlsx")

    (row,) = read_tables(tmp_path / "a.xlsx")[0].rows

    assert (row.cells[0].text, row.cells[0].kind) == cell


def test_days_that_chinese_programs_show_by_number(tmp_path: Path) -> None:
    """Format 31 is a day in China; its writers leave out what it looks like."""
    book = Workbook()
    book.worksheets[0]["A1"] = 46477
    book.worksheets[0]["A1"].number_format = "yyyy/m/d"
    book.save(tmp_path / "a.xlsx")
    file = changed(
        tmp_path / "a.xlsx", lambda name, text: text.replace('numFmtId="164" fontId', 'numFmtId="31" fontId')
    )

    assert read_tables(file)[0].rows[0].cells[0].text == "2027-03-31"
