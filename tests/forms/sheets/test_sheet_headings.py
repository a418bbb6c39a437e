"""What a heading means, whatever people put around it, and where in a table the headings stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from forms.sheets.columns import FORMS, columns_of
from forms.sheets.headings import heading_in
from forms.sheets.layout.heading_texts import says_how_to_fill_in
from forms.sheets.plan import plan_of, words_of
from forms.sheets.values.cells import Cell, Row, Table
from site_builder.languages import REQUIRED_LANGS
from tests.sheets import GOOD_ROW, OWN, found, read, table_file, workbook

MEANT = {
    "（一）需求名称（必填）": "title.zh",
    "1. 需求名称": "title.zh",
    "1.2 技术需求名称": "title.zh",
    "①技术需求名称": "title.zh",
    "第3项 技术需求名称": "title.zh",
    "十、地区": "region",
    "a) Region": "region",
    "技术需求名称（中文）(必填)": "title.zh",
    "技术需求名称（中文）（必填）": "title.zh",
    "1、*技术需求名称【必填】：": "title.zh",
    "＊技术需求名称": "title.zh",
    "技术需求名称必填": "title.zh",
    "[选填] 应用场景": "application_scenario.zh",
    "预期目标（选填，如有）": "expected_outcome.zh",
    "Title (Chinese) (required)": "title.zh",
    "Title (English) - required": "title.en",
    "Optional: Keywords (English)": "keywords.en",
    "Keywords (optional)": "keywords.en",
    "技术需求名称（中文）\u200b": "title.zh",
    "\ufeff届次": "edition",
    "技术\u00ad需求名称": "title.zh",
    "技术需求\n名称": "title.zh",
    "技術需求名稱": "title.zh",
    "Ｔｉｔｌｅ (Chinese)": "title.zh",
    "概述（200字以内）": "summary.zh",
    "概述\n不超过500字": "summary.zh",
    "揭榜截止（格式：2027-03-31）": "proposal_deadline",
    "技术领域（至多选3项，用顿号分隔）": "tech_domains",
    "地区 Region": "region",
    "Region / 地区": "region",
    "技术需求名称\nTitle": "title.zh",
    "title.zh*": "title.zh",
    "tech_domains.1 (required)": "tech_domains.1",
    "目标技术成熟度（1-9级）": "target_trl",
    "技术指标 1·权重（%）": "indicators.1.weight",
    "关键字": "keywords.zh",
    "联系电话": "contact.phone",
    # Nothing is guessed.
    "技术需求名称（德文）": None,
    "意向投入（吨）": None,
    "地区（二）级": None,
    "名称": None,
    "备注": None,
    "必填": None,
    "*": None,
    "1.": None,
    "": None,
}


@pytest.mark.parametrize(("written", "key"), MEANT.items(), ids=map(repr, MEANT))
def test_a_heading_means_what_it_says_whatever_stands_around_it(written: str, key: str | None) -> None:
    heading = heading_in("need", written)

    assert (heading.column.key if heading else None) == key


UNITS = {
    "意向投入（元）": (1, "CNY"),
    "意向投入（万元）": (10**4, "CNY"),
    "意向投入（单位：人民币万元）（必填）": (10**4, "CNY"),
    "意向投入，单位：百万元": (10**6, "CNY"),
    "意向投入/亿元": (10**8, "CNY"),
    "意向投入万元": (10**4, "CNY"),
    "意向投入·金额（万元）": (10**4, "CNY"),
    "Intended investment (CNY 10,000)": (10**4, "CNY"),
    "Intended investment (RMB million)": (10**6, "CNY"),
    "Intended investment, in yuan": (1, "CNY"),
    "意向投入（万美元）": (10**4, "USD"),
    "Intended investment (USD)": (1, "USD"),
}


@pytest.mark.parametrize("written", UNITS)
def test_the_unit_behind_a_heading_counts(written: str) -> None:
    heading = heading_in("need", written)

    assert heading
    assert (heading.column.key, (heading.unit, heading.currency)) == ("intended_investment.amount", UNITS[written])


def test_an_amount_in_foreign_money_is_not_taken_for_yuan(tmp_path: Path) -> None:
    row = {("意向投入（万美元）" if name == "意向投入（万元）" else name): value for name, value in GOOD_ROW.items()}

    assert [code for _, _, code in found(read(workbook(tmp_path / "needs.xlsx", [row])))] == ["sheet-amount-currency"]


def test_a_duration_in_another_unit_than_the_field_has_is_no_heading_of_it() -> None:
    months = heading_in("solution", "周期（月）")

    assert months
    assert (months.column.key, heading_in("solution", "周期（天）")) == ("schedule_months", None)


@pytest.mark.parametrize(
    "mark", ["{}", "{}（必填）", "* {}", "3. {}", "（二）{}：", "{}(required)", "\u200b{}\ufeff"]
)
@pytest.mark.parametrize("kind", FORMS)
def test_every_label_of_our_workbook_is_known_with_marks_too(kind: str, mark: str) -> None:
    columns = columns_of(kind, frozenset({"sealed", "internal"}))
    for column in columns:
        for text in (column.key, *(column.heading(lang) for lang in REQUIRED_LANGS)):
            heading = heading_in(kind, mark.format(text))
            assert heading, (kind, text)
            assert (heading.column.key, heading.unit) == (column.key, 1)


@pytest.mark.parametrize(
    "text", ["必填", "请填写全称", "不超过60字", "单选", "如：材料", "Please choose one", "max. 60"]
)
def test_what_says_how_to_fill_in_is_known(text: str) -> None:
    assert says_how_to_fill_in(text)


@pytest.mark.parametrize("text", ["材料", "低温下启动的生物膜处理设备", "A quiet gear", "50", "上海市"])
def test_an_answer_does_not_say_how_to_fill_in(text: str) -> None:
    assert not says_how_to_fill_in(text)


# The tried cases: marks of what is required, characters that nobody sees


@pytest.mark.parametrize(
    "title",
    [
        "技术需求名称（中文）（必填）",
        "技术需求名称（中文）(必填)",
        "Title (Chinese) (required)",
        "技术需求名称（中文）\u200b",
    ],
)
def test_a_table_with_such_a_heading_comes_in(tmp_path: Path, title: str) -> None:
    row = {(title if name == "技术需求名称（中文）" else name): value for name, value in GOOD_ROW.items()}

    result = read(table_file(tmp_path / "needs.csv", [list(row), list(row.values())]))

    assert (result.all_problems, len(result.good)) == ([], 1)


# Where the headings stand

NAMES, VALUES = list(GOOD_ROW), list(GOOD_ROW.values())


def table_of(rows: Sequence[Sequence[str]]) -> Table:
    return Table("", [_row(number, texts) for number, texts in enumerate(rows, start=1) if any(texts)])


def _row(number: int, texts: Sequence[str]) -> Row:
    return Row(number, {place: Cell(text) for place, text in enumerate(texts) if text})


def keys_of(rows: Sequence[Sequence[str]]) -> Mapping[int, str]:
    plan = plan_of(table_of(rows), "needs.csv", words_of("need", OWN))
    assert plan
    return {number: targets[0].column.key for number, targets in plan.targets.items()}


DEEP: Mapping[str, tuple[Sequence[Sequence[str]], Sequence[str]]] = {
    "a group over its fields, the cells behind it empty": (
        [["届次", "联系人", "", "", "地区"], ["", "姓名", "电话", "电子邮箱", ""]],
        ["edition", "contact.name", "contact.phone", "contact.email", "region"],
    ),
    "a group that is repeated over each field, as merged cells are read": (
        [["届次", "联系人", "联系人", "联系人", "地区"], ["届次", "姓名", "电话", "电子邮箱", "地区"]],
        ["edition", "contact.name", "contact.phone", "contact.email", "region"],
    ),
    "sections over headings that say all by themselves": (
        [["一、基本情况", "", "", "二、需求", ""], ["届次", "地区", "提交单位", "技术需求名称", "概述"]],
        ["edition", "region", "applicant", "title.zh", "summary.zh"],
    ),
    "three rows: section, group, field, with marks": (
        [["一、指标", "", "", "二、时限", ""],
         ["1. 技术指标 1（必填）", "", "", "需求时限", ""],
         ["指标名称*", "关系", "数值（必填）", "（起）", "（止）"]],
        ["indicators.1.name.zh", "indicators.1.operator", "indicators.1.value", "period_start", "period_end"],
    ),
    "a language under a text, a unit under an amount": (
        [["技术需求名称", "", "意向投入", "届次"], ["中文", "英文", "金额（万元）", ""]],
        ["title.zh", "title.en", "intended_investment.amount", "edition"],
    ),
    "English groups": (
        [["Edition", "Contact", "", "Need period", ""], ["", "Name", "E-mail (required)", "from", "to"]],
        ["edition", "contact.name", "contact.email", "period_start", "period_end"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DEEP)
@pytest.mark.parametrize(
    "above", [[], [["2026年技术需求汇总"]], [["Needs; 2026", "", "draft"], [], ["填表前请阅读说明"]]]
)
def test_headings_of_several_rows_are_read_together(case: str, above: list[list[str]]) -> None:
    heads, keys = DEEP[case]

    assert list(keys_of([*above, *heads, ["x"] * len(heads[0])]).values()) == keys


def test_the_rows_below_headings_of_two_rows_are_answers(tmp_path: Path) -> None:
    groups = ["联系人" if name == "联系人·姓名" else "" if name.startswith("联系人·") else name for name in NAMES]
    fields = [name.removeprefix("联系人·") if name.startswith("联系人·") else "" for name in NAMES]

    result = read(table_file(tmp_path / "needs.csv", [["标题"], groups, fields, VALUES, VALUES]))

    assert (found(result), [row.number for row in result.good]) == ([], [4, 5])


@pytest.mark.parametrize("rows_above", [0, 1, 14, 40])
def test_headings_are_found_however_much_stands_above_them(tmp_path: Path, rows_above: int) -> None:
    above = [[f"第{number}条 填表前请阅读本说明"] for number in range(1, rows_above + 1)]

    result = read(table_file(tmp_path / "needs.csv", [*above, NAMES, VALUES]))

    told = [problem.code for problem in result.all_problems]
    assert (told, [row.number for row in result.good]) == (["sheet-rows-above"] * bool(above), [rows_above + 2])


def test_a_line_above_that_names_two_fields_is_not_taken_for_the_headings(tmp_path: Path) -> None:
    line = ["提交单位", "（虚构）示例水务有限公司", "地区", "上海市"]

    result = read(table_file(tmp_path / "needs.csv", [line, NAMES, VALUES]))

    assert [row.number for row in result.good] == [3]


def test_a_second_table_below_is_told_in_one_line(tmp_path: Path) -> None:
    second = [["地区", "技术需求名称", "概述", "关键词"], ["上海市", "甲", "乙", "丙"], ["上海市", "丁", "戊", "己"]]

    result = read(table_file(tmp_path / "needs.csv", [NAMES, VALUES, *second]))

    assert found(result) == [(3, "A3", "sheet-other-headings")]
    assert [row.number for row in result.good] == [2]


def test_columns_are_told_once_whatever_number_of_rows_there_is(tmp_path: Path) -> None:
    names = ["序号", *NAMES, "传真", ""]
    rows = [[str(number), *VALUES, "021-55550123", "多出来的"] for number in range(1, 6)]

    result = read(table_file(tmp_path / "needs.csv", [names, *rows]))

    told = [(problem.where, problem.code) for problem in result.all_problems]
    assert told == [
        ("A1", "sheet-column-unknown"),
        ("AN1", "sheet-column-unknown"),
        ("AO2", "sheet-column-without-heading"),
    ]
    assert len(result.good) == 5


def test_a_visible_sheet_without_headings_is_told(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW])
    book = load_workbook(file)
    book.create_sheet("讨论")["A1"] = "这里写了一些别的"
    book.create_sheet("空")
    book.save(file)

    result = read(file)

    assert ([problem.code for problem in result.all_problems], len(result.good)) == (["sheet-unread"], 1)
