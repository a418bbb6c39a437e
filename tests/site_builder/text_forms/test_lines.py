"""Chinese text that was wrapped joins without a space; breaks that mean something stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.load.yaml_text import parse_values
from site_builder.text_forms.lines import as_running_text, unwrapped

JOINED = [
    ("现有分体式设\n备占地大", "现有分体式设备占地大"),
    ("无泡供\n      氧或低压", "无泡供氧或低压"),
    ("水动力弱，\n底泥释放。\n氨氮高", "水动力弱，底泥释放。氨氮高"),
    ("他说：“水\n”是活的", "他说：“水”是活的"),
    ("**黑臭**\n水体", "**黑臭**水体"),
    ("见[公益服务](../services/)\n一节", "见[公益服务](../services/)一节"),
    ("- 水动\n  力弱\n- 底泥", "- 水动力弱\n- 底泥"),
    ("提交\nYAML文件，浓度1.5\nmg/L", "提交YAML文件，浓度1.5\nmg/L"),
    ("用 Git 提交\nYAML 文件", "用 Git 提交 YAML 文件"),
    ("粒径\n5 μm以下", "粒径5 μm以下"),
    ("The firm 上海电气\nhas it", "The firm 上海电气 has it"),
    ("𠮷野\n家", "𠮷野家"),
    ("甲。\nThe end", "甲。The end"),
]
KEPT = [
    "甲段\n\n乙段",
    "甲  \n乙",
    "甲\\\n乙",
    "要点：\n- 甲\n- 乙",
    "要点：\n1. 甲\n2. 乙",
    "要点：\n一、甲\n二、乙",
    "要点：\n（一）甲\n（2）乙\n③乙",
    "# 标题\n正文",
    "正文\n## 标题",
    "| 甲 | 乙 |\n| --- | --- |\n| 丙 | 丁 |",
    "正文\n> 引文",
    "```\n水动\n力弱\n```",
    "plain English\nstays as it is",
    "한국어\n문장",
]


@pytest.mark.parametrize(("wrapped", "joined"), JOINED)
def test_a_break_inside_a_chinese_sentence_leaves_nothing_behind(wrapped: str, joined: str) -> None:
    assert unwrapped(wrapped) == joined


@pytest.mark.parametrize("text", KEPT)
def test_a_break_that_means_something_stays(text: str) -> None:
    assert unwrapped(text) == text


@pytest.mark.parametrize(
    "written",
    [
        "zh: 现有分体式设\n    备占地大",
        "zh: >\n  现有分体式设\n  备占地大",
        "zh: >-\n  现有分体式设\n  备占地大",
        "zh: '现有分体式设\n  备占地大'",
        'zh: "现有分体式设\n  备占地大"',
        'zh: "现有\\\n  分体式设\n  备占地大"',
    ],
)
def test_however_a_chinese_value_is_folded_in_yaml_it_reads_as_one(written: str) -> None:
    assert str(parse_values("need.yml", written)["zh"]).strip() == "现有分体式设备占地大"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("en: black and\n  odorous water", "black and odorous water"),
        ("zh: 中国 上海\n  闵行区", "中国 上海闵行区"),
        ("zh: 甲段\n\n  乙段\n  完", "甲段\n\n乙段完"),
        ("zh: 用 Git 提交\n  YAML 文件", "用 Git 提交 YAML 文件"),
    ],
)
def test_a_space_that_was_written_and_a_paragraph_stay(written: str, read: str) -> None:
    (value,) = parse_values("need.yml", written).values()

    assert value == read


def test_paragraphs_of_a_summary_stand_on_one_line_as_each_script_has_it() -> None:
    assert as_running_text("水动力弱。\n\n底泥 1.5 mg/L\nand more") == "水动力弱。底泥 1.5 mg/L and more"


def test_below_an_item_that_says_nothing_no_sentence_goes_on() -> None:
    assert unwrapped("甲。\n- \n乙。") == "甲。\n- \n乙。"


@given(st.text("水动，。 \nab1-*|`\\", max_size=40))
def test_what_is_unwrapped_once_is_unwrapped_for_good(text: str) -> None:
    once = unwrapped(text)

    assert unwrapped(once) == once


@given(st.lists(st.text("水动力弱，。", min_size=1, max_size=8), min_size=1, max_size=6))
def test_a_chinese_paragraph_reads_the_same_wherever_it_is_wrapped(pieces: list[str]) -> None:
    assert unwrapped("\n".join(pieces)) == "".join(pieces)
