"""Dates, amounts and indicators as each language writes them."""

from __future__ import annotations

from datetime import date

import pytest

from site_builder.model import Text
from site_builder.phrases import read_phrases
from site_builder.records import Indicator, Money
from site_builder.render import formats


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2021", "2021年", "2021"),
        ("2021-Q4", "2021年第四季度", "Q4 2021"),
        ("2018-11", "2018年11月", "November 2018"),
        ("2026-01-05", "2026年1月5日", "5 January 2026"),
    ],
)
def test_a_period_is_written_with_the_precision_it_has(period: str, zh: str, en: str) -> None:
    assert (formats.format_period(period, "zh"), formats.format_period(period, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        ("2026-11-22T02:06:00Z", "2026年11月22日 10:06（北京时间）", "22 November 2026, 10:06 (Beijing time)"),
        ("2026-12-31T16:00:59Z", "2027年1月1日 00:00（北京时间）", "1 January 2027, 00:00 (Beijing time)"),
    ],
)
def test_a_moment_is_that_of_clocks_in_shanghai(at: str, zh: str, en: str) -> None:
    assert (formats.format_moment(at, "zh"), formats.format_moment(at, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (0, "0 元", "CNY 0"),
        (9_999, "9,999 元", "CNY 9,999"),
        (10_000, "1 万元", "CNY 10,000"),
        (166_667, "166,667 元", "CNY 166,667"),
        (500_000, "50 万元", "CNY 500,000"),
        (50_000_000, "5,000 万元", "CNY 50,000,000"),
        (1_220_000_000, "12.2 亿元", "CNY 1,220,000,000"),
    ],
)
def test_an_amount_is_in_wan_only_where_that_is_exact(yuan: int, zh: str, en: str) -> None:
    assert (formats.format_amount(yuan, "zh"), formats.format_amount(yuan, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("qualifier", "zh", "en"),
    [
        (None, "50 万元", "CNY 500,000"),
        ("exact", "50 万元", "CNY 500,000"),
        ("about", "约 50 万元", "about CNY 500,000"),
        ("nearly", "近 50 万元", "nearly CNY 500,000"),
        ("over", "超 50 万元", "over CNY 500,000"),
        ("at_least", "至少 50 万元", "at least CNY 500,000"),
    ],
)
def test_an_amount_says_how_exact_it_is(qualifier: str | None, zh: str, en: str) -> None:
    money = Money({"amount": 500_000, "currency": "CNY", "qualifier": qualifier})

    assert formats.format_money(money, read_phrases("zh")) == zh
    assert formats.format_money(money, read_phrases("en")) == en


@pytest.mark.parametrize(
    ("values", "zh"),
    [
        ({"operator": "le", "value": "1.5", "unit": "mg/L"}, "≤ 1.5 mg/L"),
        ({"operator": "ge", "value": "99"}, "≥ 99"),
        ({"operator": "range", "value": "20", "value_max": "40", "unit": "°C"}, "20–40 °C"),
        ({"operator": "text", "text": Text(zh="无异味", en="no odour")}, "无异味"),
    ],
)
def test_an_indicator_reads_as_a_requirement(values: dict[str, object], zh: str) -> None:
    indicator = Indicator(values)

    assert formats.format_indicator(indicator, "zh") == zh


def test_a_date_is_written_in_full() -> None:
    assert formats.format_date(date(2026, 11, 25), "zh") == "2026年11月25日"
    assert formats.format_date(date(2026, 11, 25), "en") == "25 November 2026"
