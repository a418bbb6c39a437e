"""What was written in a cell, and what was understood: a value as a record writes it, or a problem, never a guess."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.sheets.check_row import without_values
from forms.sheets.columns import columns_of
from forms.sheets.examples import ANSWERS
from forms.sheets.keys import column_named
from forms.sheets.mapping import text_of_html
from forms.sheets.values.by_column import NO_HABITS, Lists, read_cell
from forms.sheets.values.cells import Cell, escaped, unescaped
from forms.sheets.values.choices import Choices, choices_of_list
from forms.sheets.values.dates import read_serial
from forms.sheets.values.records import choices_of_records
from forms.sheets.workbook import with_choices
from forms.values.amounts import AmountHabits, read_amount
from forms.values.dates import DateHabits, read_date
from forms.values.numbers import read_number
from forms.values.reading import Reading
from site_builder.derive.forms import Choice, open_needs_on
from site_builder.model import Code, Field, Text
from site_builder.records import Edition, Organization
from tests.sheets import DAY, catalogue

DATES = {
    "2021-10-31": "2021-10-31",
    "2021/10/31": "2021-10-31",
    "2021.10.31": "2021-10-31",
    "2021年10月31日": "2021-10-31",
    "2021 年 10 月 31 日": "2021-10-31",
    "２０２１年１０月３１日": "2021-10-31",
    "2021/1/5": "2021-01-05",
    "二〇二一年十月三十一日": "2021-10-31",
    "二零二一年一月五号": "2021-01-05",
    "20211031": "2021-10-31",
    "31.10.2021": "2021-10-31",
    "10/31/2021": "2021-10-31",
    "04/04/2021": "2021-04-04",
    "31 October 2021": "2021-10-31",
    "Oct. 31st, 2021": "2021-10-31",
    "2021-10-31 00:00:00": "2021-10-31",
    "03/04/2021": "sheet-date-ambiguous",
    "3-4-2021": "sheet-date-ambiguous",
    "03.04.2021": "sheet-date-ambiguous",
    "2021-10-31 17:00": "sheet-date-with-time",
    "44500": "sheet-date-serial",
    # No day: handed on as it stands, and refused by the check as not-a-date.
    "2021-02-30": "2021-02-30",
    "2021年10月": "2021年10月",
    "10月31日": "10月31日",
    "31.10.21": "31.10.21",
    "2021/10.31": "2021/10.31",
    "年底前": "年底前",
}


@pytest.mark.parametrize(("written", "understood"), DATES.items(), ids=DATES)
def test_dates(written: str, understood: str) -> None:
    reading = read_date(written)

    assert (reading.code or reading.text) == understood


AMERICAN = {
    "08/13/2018 09:00 AM": "2018-08-13",
    "03/04/2020 11:59 PM": "2020-03-04",
    "2021/09/30 12 p.m.": "2021-09-30",
    "05/04/2020 5 a.m.": "2020-05-04",
    "09/24/2018  11:59 PM": "2018-09-24",
    "2021/09/30 9:00 AM ET": "2021-09-30",
    "3/7/2019 10:00AM": "2019-03-07",
    "13/04/2020": "13/04/2020",
}


@pytest.mark.parametrize(("written", "understood"), AMERICAN.items(), ids=AMERICAN)
def test_dates_of_which_the_mapping_says_how_they_are_meant(written: str, understood: str) -> None:
    reading = read_date(written, DateHabits("mdy", drops_time=True))

    assert (reading.code or reading.text) == understood


@pytest.mark.parametrize(
    ("number", "from_1904", "understood"),
    [
        ("44500", False, "2021-10-31"),
        ("43038", True, "2021-10-31"),
        ("44500.0", False, "2021-10-31"),
        ("44500.75", False, "sheet-date-with-time"),
        ("20211031", False, "2021-10-31"),
        ("2021", False, "2021"),
        ("12", False, "12"),
        ("36525", False, "36525"),
        ("36526", False, "2000-01-01"),
        ("73050", False, "2099-12-31"),
        ("73051", False, "73051"),
        ("71588", True, "2099-12-31"),
        ("71589", True, "71589"),
    ],
)
def test_numbers_in_the_date_column_of_a_workbook(number: str, from_1904: bool, understood: str) -> None:
    reading = read_serial(number, from_1904=from_1904)

    assert (reading.code or reading.text) == understood


AMOUNTS = {
    "500000": "500000",
    "500,000": "500000",
    "５００，０００": "500000",
    "500000元": "500000",
    "50万": "500000",
    "50万元": "500000",
    "50 万 元": "500000",
    "￥50万": "500000",
    "人民币50万元": "500000",
    "RMB 500,000": "500000",
    "CNY 1.5 million": "1500000",
    "五十万元": "500000",
    "伍拾万圆整": "500000",
    "壹佰万元整": "1000000",
    "两百万": "2000000",
    "一百零五万": "1050000",
    "三点五万": "35000",
    "0.8亿元": "80000000",
    "1亿2000万": "120000000",
    "3万5千": "35000",
    "3万5000": "35000",
    "1,200.00": "1200",
    "50元": "50",
    "0": "0",
    "50": "sheet-amount-unit",
    "1.200": "sheet-amount-unit",
    "约50万": "sheet-amount-approximate",
    "50万左右": "sheet-amount-approximate",
    "50余万元": "sheet-amount-approximate",
    "不超过50万": "sheet-amount-approximate",
    "100万以上": "sheet-amount-approximate",
    "up to CNY 500,000": "sheet-amount-approximate",
    "50-80万": "sheet-amount-range",
    "50万至80万元": "sheet-amount-range",
    "面议": "sheet-amount-in-words",
    "negotiable": "sheet-amount-in-words",
    "$250,000": "sheet-amount-currency",
    "50万美元": "sheet-amount-currency",
    "€ 20.000": "sheet-amount-currency",
    "0.00001万": "sheet-amount-not-whole",
    "3万5": "sheet-amount-unreadable",
    "三万五": "sheet-amount-unreadable",
    "50,0000": "sheet-amount-unreadable",
    "10万/年": "sheet-amount-unreadable",
    "万": "sheet-amount-unreadable",
}


@pytest.mark.parametrize(("written", "understood"), AMOUNTS.items(), ids=AMOUNTS)
def test_amounts(written: str, understood: str) -> None:
    reading = read_amount(written)

    assert (reading.code or reading.text) == understood


DOLLARS = AmountHabits(currency="USD", rate=Decimal("6.45"))


@pytest.mark.parametrize(
    ("written", "habits", "understood"),
    [
        ("50", AmountHabits(unit=10_000), "500000"),
        ("0.5", AmountHabits(unit=10_000), "5000"),
        ("五十", AmountHabits(unit=10_000), "sheet-amount-unit"),
        ("50万", AmountHabits(unit=10_000), "sheet-amount-unit"),
        ("50万元", AmountHabits(unit=10_000), "sheet-amount-unit"),
        ("$250,000", DOLLARS, "1612500"),
        ("250000", DOLLARS, "1612500"),
        ("¥250,000", DOLLARS, "250000"),
        ("€250,000", DOLLARS, "sheet-amount-currency"),
        ("$250,000", AmountHabits(currency="USD"), "sheet-amount-currency"),
        ("Up to $240,000", DOLLARS, "sheet-amount-approximate"),
    ],
)
def test_amounts_under_a_heading_or_a_mapping(written: str, habits: AmountHabits, understood: str) -> None:
    reading = read_amount(written, habits)

    assert (reading.code or reading.text) == understood


def test_an_amount_in_dollars_is_refused_with_what_it_was_understood_as() -> None:
    facts = read_amount("$250,000", AmountHabits(currency="USD")).facts

    assert (facts["value"], facts["amount"]) == ("$250,000", "250000 USD")


NUMBERS = {
    "1.5": "1.5",
    "1.50": "1.50",
    "１４": "14",
    "1,000": "1000",
    "-3": "-3",
    "1,5": "sheet-number-ambiguous",
    "1.234,5": "sheet-number-ambiguous",
    "90%": "sheet-number-with-unit",
    "≤5": "sheet-number-with-unit",
    "5 mg/L": "sheet-number-with-unit",
    "五": "五",
}


@pytest.mark.parametrize(("written", "understood"), NUMBERS.items(), ids=NUMBERS)
def test_numbers(written: str, understood: str) -> None:
    reading = read_number(written)

    assert (reading.code or reading.text) == understood


DISTRICTS = {
    "320100": Code("320100", Text(zh="南京市", en="Nanjing City")),
    "320106": Code("320106", Text(zh="鼓楼区", en="Gulou District"), parent="320100"),
    "320302": Code("320302", Text(zh="鼓楼区", en="Gulou District")),
    "310100": Code("310100", Text(zh="上海市市辖区", en="Municipal districts of Shanghai")),
    "310107": Code("310107", Text(zh="普陀区（上海）", en="Putuo District (Shanghai)"), parent="310100"),
    "330903": Code("330903", Text(zh="普陀区（浙江舟山）", en="Putuo District (Zhejiang)")),
    "320800": Code("320800", Text(zh="淮安市", en="Huai'an City")),
    "320803": Code("320803", Text(zh="淮安区", en="Huai'an District")),
    "310112": Code("310112", Text(zh="闵行区", en="Minhang District")),
}


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("310112", "310112"),
        ("闵行区", "310112"),
        ("minhang district", "310112"),
        ("310112 闵行区 Minhang District", "310112"),
        ("３１０１１２", "310112"),
        ("鼓楼区", "sheet-name-of-several"),
        ("320106 鼓楼区 Gulou District", "320106"),
        ("闵行", "310112"),
        ("Minhang", "310112"),
        ("闵", "闵"),
        ("淮安区", "320803"),
        ("淮安", "sheet-name-of-several"),
        ("普陀区", "sheet-name-of-several"),
        ("普陀区（上海）", "310107"),
    ],
)
def test_choices(written: str, understood: str) -> None:
    reading = choices_of_list(DISTRICTS, are_places=True).read(written)

    assert (reading.code or reading.text) == understood


def test_a_short_name_means_only_what_no_other_is_called() -> None:
    places = {
        "1": Code("1", Text(zh="江宁", en="Jiangning")),
        "2": Code("2", Text(zh="江宁区", en="Jiangning District")),
    }

    assert choices_of_list(places, are_places=True).read("江宁") == Reading("1")


def test_only_a_place_may_be_written_without_the_kind_of_place() -> None:
    assert choices_of_list(DISTRICTS).read("闵行").text == "闵行"


def test_codes_of_one_name_are_told_with_what_each_is() -> None:
    choices = choices_of_list(DISTRICTS, are_places=True)

    facts = choices.read("鼓楼区").facts
    assert facts["codes"]["zh"] == "320106 鼓楼区（属320100 南京市）、320302 鼓楼区"
    assert facts["codes"]["en"] == "320106 Gulou District (in 320100 Nanjing City), 320302 Gulou District"
    assert choices.read("普陀").facts["codes"]["zh"] == "310107 普陀区（上海）、330903 普陀区（浙江舟山）"


def test_what_is_told_of_codes_stays_out_of_the_message_of_a_sealed_cell() -> None:
    facts = without_values(choices_of_list(DISTRICTS).read("鼓楼区").facts)

    assert set(facts.values()) == {"…"}


@pytest.mark.parametrize(("written", "code"), [("上海", "31"), ("上海市", "31"), ("江苏", "32"), ("Anhui", "34")])
def test_a_region_may_be_written_without_its_kind(written: str, code: str) -> None:
    column = column_named("need", "region")
    assert column

    assert read_cell(Cell(written), column, Lists(catalogue()), NO_HABITS) == [Reading(code)]


@pytest.mark.parametrize("text", ["=1+1", "+86 21", "-5 °C", "@office", "plain", "'quoted", "", "'=x"])
def test_text_goes_out_as_no_formula_and_comes_back_as_it_was(text: str) -> None:
    out = escaped(text)

    assert not out.startswith(("=", "+", "-", "@"))
    assert unescaped(out) == text


def test_html_becomes_text() -> None:
    html = "<h4>Phase&nbsp;1</h4><p>Up to <b>ten</b> teams.</p><script>x()</script><ul><li>One</li><li>Two</li></ul>"

    assert text_of_html(html) == "Phase 1\nUp to ten teams.\nOne\nTwo"


@pytest.mark.parametrize(("answer", "expected"), [(text, answer) for answer, text in ANSWERS.items()])
def test_an_answer_of_our_own_drop_down_is_understood(answer: str, expected: str) -> None:
    column = column_named("need", "attestation.valid")
    assert column

    assert read_cell(Cell(answer), column, Lists(catalogue()), NO_HABITS) == [Reading(expected)]


def among(kind: str, day: date | None = None) -> Choices:
    choices = Lists(catalogue(), day).choices_for(Field(kind, "string", Text(), Text(), ref=kind))
    assert choices
    return choices


def offered(kind: str, day: date | None = None) -> set[str]:
    return {label.split(" ")[0] for label in among(kind, day).labels}


def test_a_list_of_records_shows_what_the_forms_offer() -> None:
    editions = list(catalogue().all(Edition))
    managers = among("technology_manager").labels

    assert offered("edition") == {edition.id for edition in editions if edition["status"] == "open"}
    assert len(editions) > len(offered("edition"))
    assert all(" " in label for label in managers)
    assert any("技术经理人 S" in label for label in managers)
    assert all(catalogue().get(Organization, id)["org_type"] == "service_institution"  # type: ignore[index]
               for id in offered("organization"))  # fmt: skip


def test_a_record_without_a_name_is_not_offered() -> None:
    offers = {
        "technology_manager": [Choice("demo-manager-he", Text()), Choice("demo-manager-lin", Text(zh="林示例"))]
    }

    labels = choices_of_records(catalogue(), "technology_manager", offers).labels

    assert labels == ("demo-manager-lin 林示例",)


def test_the_needs_offered_are_those_open_on_the_day() -> None:
    assert offered("need", DAY) == {need.id for need in open_needs_on(catalogue(), DAY)}
    assert offered("need", DAY) < offered("need")


@pytest.mark.parametrize("written", ["cic2021", "archive", "其他公开征集", "Other public calls"])
def test_a_record_that_is_not_offered_is_understood(written: str) -> None:
    reading = among("edition").read(written)

    assert (reading.code, reading.text) == ("", "archive" if written != "cic2021" else "cic2021")


def test_every_line_of_a_list_is_understood() -> None:
    for kind in ("edition", "special_session", "technology_manager", "organization", "need"):
        choices = among(kind)
        assert [choices.read(label).text for label in choices.labels] == [s.split(" ")[0] for s in choices.labels]


def test_a_code_that_no_form_offers_is_understood_and_a_column_that_offers_none_left_out() -> None:
    named = {
        "a": Code("a", Text(zh="生物医药", en="Biomedicine")),
        "b": Code("b", Text(zh="产业集群二", en="Cluster 2")),
    }
    columns = columns_of("need")
    shown = {column.key for column in with_choices(columns, Lists(catalogue(), DAY))}

    assert choices_of_list(named, {"a"}).labels == ("a 生物医药 Biomedicine",)
    assert choices_of_list(named, {"a"}).read("b").text == "b"
    assert {column.key for column in columns} - shown == {"industrial_cluster"}
