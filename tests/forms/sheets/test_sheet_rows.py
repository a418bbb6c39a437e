"""Rows that are no answer, forms with labels beside the values, cells that say that nothing is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.sheets.importing import ReadFile
from tests.sheets import GOOD_ROW, found, read, table_file, workbook

NAMES, VALUES = list(GOOD_ROW), list(GOOD_ROW.values())


def told(result: ReadFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in result.all_problems]


NO_ANSWERS: dict[str, tuple[Sequence[str], str]] = {
    "a total": (["合计：1项"], "sheet-row-total"),
    "a total with a sum": (["", "总 计", *[""] * 18, "50"], "sheet-row-total"),
    "an English total": (["Total: 1"], "sheet-row-total"),
    "what to keep in mind": (["填表说明：请勿改动表头"], "sheet-row-note"),
    "a remark": (["", "备注：本表一式两份"], "sheet-row-note"),
    "an English note": (["Note: send by Friday"], "sheet-row-note"),
    "the end": (["（以下空白）".strip("（）")], "sheet-row-note"),
    "a stamp": (["单位（盖章）：", "", "", "日期：2026年11月22日"], "sheet-row-signature"),
    "a signature": (["负责人签字："], "sheet-row-signature"),
    "an English signature": (["Signature:", "", "Date:"], "sheet-row-signature"),
    "the headings": (NAMES, "sheet-row-headings"),
    "some of the headings, with marks": ([f"*{name}（必填）" for name in NAMES[:9]], "sheet-row-headings"),
    "the headings in English": (["Edition", "Track", "Title (Chinese)"], "sheet-row-headings"),
}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("case", NO_ANSWERS)
def test_a_row_that_is_no_answer_costs_one_line_and_keeps_nothing_out(tmp_path: Path, case: str, suffix: str) -> None:
    row, code = NO_ANSWERS[case]

    result = read(table_file(tmp_path / f"needs{suffix}", [NAMES, VALUES, row, VALUES]))

    assert (told(result), found(result), [row.number for row in result.good]) == ([(3, code)], [], [2, 4])


def test_a_row_of_one_cell_is_told_in_one_line_and_is_wrong(tmp_path: Path) -> None:
    result = read(table_file(tmp_path / "needs.csv", [NAMES, VALUES, ["", "", "船舶除锈机器人"]]))

    assert (found(result), len(result.good)) == ([(3, "C3", "sheet-row-scant")], 1)


def test_what_to_fill_in_below_the_headings_is_told_in_one_line(tmp_path: Path) -> None:
    hints = ["请选择", "单选", "必填，不超过60字", "不超过500字", "请写明现状"]

    assert told(read(table_file(tmp_path / "needs.csv", [NAMES, hints, VALUES]))) == [(2, "sheet-row-hints")]


@pytest.mark.parametrize(
    "title", ["合计量检测装置", "总计算力调度系统", "电子印章平台", "注塑机节能改造", "Total carbon analyser"]
)
def test_an_answer_that_begins_like_a_remark_is_an_answer(tmp_path: Path, title: str) -> None:
    key = "title.en" if title.isascii() else "技术需求名称（中文）"
    row = {key: title, **{name: value for name, value in GOOD_ROW.items() if name != "技术需求名称（中文）"}}

    assert [code for _, code in told(read(workbook(tmp_path / "needs.xlsx", [row]))) if "row" in code] == []


# Labels beside the values

FORM: Sequence[Sequence[Any]] = [
    ["重大技术需求征集表"],
    ["提交单位", "（虚构）示例水务有限公司", "地区", "上海市"],
    ["技术需求名称", "低温下启动的生物膜处理设备", "需求时限（止）", "2027-12-31"],
    ["主要问题", "现有设备冬季启动要40天。"],
    ["意向投入（万元）", 50],
]


def test_a_form_with_labels_beside_the_values_is_one_record(tmp_path: Path) -> None:
    result = read(table_file(tmp_path / "form.xlsx", FORM))

    (row,) = result.tables[0].rows
    assert row.public["title"] == {"zh": "低温下启动的生物膜处理设备"}
    assert row.public["intended_investment"] == {"amount": "500000", "currency": "CNY"}
    assert (row.public["period_end"], row.sealed["applicant"]) == ("2027-12-31", "（虚构）示例水务有限公司")
    assert [problem.code for problem in row.problems].count("sheet-fields-absent") == 1


@pytest.mark.parametrize("columns", [1, 2])
def test_a_whole_form_comes_in_whichever_way_its_labels_are_laid_out(tmp_path: Path, columns: int) -> None:
    pairs = [[f"{n}. {name}：", value] for n, (name, value) in enumerate(GOOD_ROW.items(), start=1)]
    rows = [list(chain(*pairs[at : at + columns])) for at in range(0, len(pairs), columns)]

    result = read(table_file(tmp_path / "form.csv", [["申报表"], *rows, ["负责人签字："]]))

    assert (found(result), len(result.good)) == ([], 1)
    assert [code for _, code in told(result)] == ["sheet-rows-above", "sheet-row-signature"]


def test_records_beside_each_other_are_records(tmp_path: Path) -> None:
    rows = [[name, value, value] for name, value in GOOD_ROW.items()]

    result = read(table_file(tmp_path / "form.csv", rows))

    assert (found(result), len(result.good)) == ([], 2)


def test_a_form_that_is_not_clear_is_told_in_one_line(tmp_path: Path) -> None:
    rows = [*FORM[:3], ["主要问题", "一", "", "二"], ["关键词", "甲", "", "乙"]]

    result = read(table_file(tmp_path / "form.csv", rows))

    assert ([code for _, _, code in found(result)], result.good) == (["sheet-form-unclear"], [])


# Cells that say that nothing is said

NOTHING = ["/", "无", "—", "——", "-", "N/A", "n/a", "暂无", "none", "（无）", "不适用"]
LEFT_OUT = ["市 / 区", "目标技术成熟度", "技术指标 1·权重", "产业集群", "技术经理人", "开放资源"]


@pytest.mark.parametrize("text", NOTHING)
def test_what_may_be_left_out_is_left_out(tmp_path: Path, text: str) -> None:
    row = {**GOOD_ROW, **dict.fromkeys(LEFT_OUT, text)}

    plain, result = (read(workbook(tmp_path / f"{n}.xlsx", [one])) for n, one in enumerate((GOOD_ROW, row)))

    assert (result.all_problems, result.good[0].key) == ([], plain.good[0].key)


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("heading", ["需求类型", "揭榜截止", "届次"])
def test_what_is_needed_is_asked_for(tmp_path: Path, heading: str, text: str) -> None:
    result = read(workbook(tmp_path / "needs.xlsx", [{**GOOD_ROW, heading: text}]))

    assert [code for _, _, code in found(result)] == ["missing"]


@pytest.mark.parametrize(
    ("heading", "text", "code"),
    [
        ("概述（中文）", "无", "missing"),
        ("概述（中文）", "/", "missing"),
        ("概述（中文）", "不适用", ""),
        ("已有基础（中文）", "不适用", ""),
    ],
)
def test_in_a_text_only_what_does_not_apply_is_an_answer(tmp_path: Path, heading: str, text: str, code: str) -> None:
    result = read(workbook(tmp_path / "needs.xlsx", [{**GOOD_ROW, heading: text}]))

    assert [found for _, _, found in found(result)] == [code] * bool(code)


# What people put around a table changes no submission


def keys_of(result: ReadFile) -> list[str]:
    return sorted(row.key for row in result.good)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=st.permutations(range(len(NAMES))),
    marks=st.lists(
        st.sampled_from(["{}", "{}（必填）", "*{}", "{} (required)", "{}\u200b"]), min_size=38, max_size=38
    ),
    above=st.lists(st.sampled_from([["2026年需求汇总"], [], ["填报单位：某区科委", "", "共2项"]]), max_size=3),
    between=st.lists(st.sampled_from([[], NAMES, ["小计：1项"]]), max_size=2),
    below=st.lists(st.sampled_from([[], ["合计", "2"], ["备注：以上属实"], ["单位盖章："]]), max_size=3),
    is_turned=st.booleans(),
)
def test_order_and_decoration_change_no_submission(
    tmp_path: Path, order: list[int], marks: list[str], above: list[list[str]], between: list[list[str]],
    below: list[list[str]], is_turned: bool,
) -> None:  # fmt: skip
    other = {**GOOD_ROW, "技术需求名称（中文）": "船舶外板除锈机器人"}
    rows = [VALUES, list(other.values())][:: -1 if is_turned else 1]
    names = [mark.format(name) for mark, name in zip(marks, NAMES, strict=True)]
    placed = [[one[at] for at in order] for one in (names, *rows)]
    again = [[NAMES[at] for at in order] if row is NAMES else row for row in between]

    result = read(table_file(tmp_path / "a.csv", [*above, placed[0], placed[1], *again, placed[2], *below]))

    assert (found(result), keys_of(result)) == (
        [],
        keys_of(read(table_file(tmp_path / "b.csv", [NAMES, VALUES, rows[1] if rows[0] is VALUES else rows[0]]))),
    )
