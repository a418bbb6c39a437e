"""Lists stand as readers of each language look for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.derive.order import in_order, order_of

IN_ORDER = [
    ("zh", ["长沙", "重庆", "上海", "中山"]),  # cháng, chóng, shàng, zhōng: not zhǎng, zhòng
    ("zh", ["蚌埠", "六安", "台州", "厦门", "乐清"]),  # bèng, lù, tái, xià, yuè
    ("zh", ["长丰县", "长宁区", "长三角国创中心", "重庆大学", "校长培训中心", "张江"]),
    ("zh", ["3M中国", "CATL", "InnoMatch平台", "安徽大学", "浙江大学"]),
    ("zh", ["第2实验室", "第10实验室"]),
    ("zh", ["上海2号线", "上海10号线", "上海电气"]),
    ("zh", ["李四", "李五", "王五"]),
    ("zh", ["⽔务局", "网络中心"]),
    ("en", ["Ångström Lab", "apta", "Baowu", "Zemi"]),
    ("en", ["Lab 2", "Lab 10"]),
    ("en", ["Chongqing University", "重庆大学", "Shanghai Electric"]),
    ("en", ["École", "Echo Works"][::-1]),
]


@pytest.mark.parametrize(("lang", "names"), IN_ORDER)
def test_names_stand_as_readers_look_for_them(lang: str, names: list[str]) -> None:
    mixed = [*names[1::2], *names[::2]]

    assert in_order(mixed, str, lang) == names


def test_equal_names_stay_as_they_came() -> None:
    assert in_order([("B", 1), ("ｂ", 2), ("a", 3)], lambda pair: pair[0], "en") == [("a", 3), ("B", 1), ("ｂ", 2)]


@given(st.lists(st.text("重庆长沙A1b2é 三角-（）", max_size=8), max_size=8), st.sampled_from(["zh", "en"]))
def test_any_names_have_an_order_that_does_not_rest_on_how_they_came(names: list[str], lang: str) -> None:
    keys = [order_of(name, lang) for name in in_order(names, str, lang)]

    assert keys == [order_of(name, lang) for name in in_order(names[::-1], str, lang)]
