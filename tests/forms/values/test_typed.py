"""Typed values are read as people write them, and in one way: by form, interface and sheet alike."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.check.context import CheckContext
from forms.check.submission import CheckedSubmission, check_submission
from forms.model import Value
from forms.sheets.columns import Column
from forms.sheets.values.by_column import NO_HABITS, Lists, read_cell
from forms.sheets.values.cells import Cell
from forms.submission.currency import with_currency
from forms.submission.sent import Sent
from forms.submission.typed import TypedValues
from forms.values.addresses import read_mail_address, read_uscc, read_web_address
from forms.values.amounts import read_amount
from forms.values.dates import read_period
from forms.values.numbers import read_number
from forms.values.typed import habits_of_forms, is_free, read_typed
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.currencies import currency_facts
from site_builder.model import Field
from site_builder.validate.repository import check_repository
from tests.repositories import BASE
from tests.service import CONSENTS, NOW, as_tree, need_pairs

EXACT = {"budget_disclosure": "exact", "intended_investment.qualifier": "exact"}
VALUE, AMOUNT, DEADLINE, EMAIL = (
    "indicators.0.value",
    "intended_investment.amount",
    "proposal_deadline",
    "contact.email",
)
READ = (
    (VALUE, "９０", "90"), (VALUE, "90 ", "90"), (VALUE, "90\u00a0", "90"), (VALUE, "−5", "-5"), (VALUE, "–5", "-5"),
    (VALUE, "＋５", "5"), (VALUE, "1,000.5", "1000.5"), (VALUE, "1\u202f000", "1000"), (VALUE, "１，０００", "1000"),
    (AMOUNT, "５０００００", "500000"), (AMOUNT, "500,000", "500000"), (AMOUNT, "500000 ", "500000"),
    (AMOUNT, "50万", "500000"), (AMOUNT, "50万元", "500000"), (AMOUNT, "¥500,000", "500000"),
    (AMOUNT, "五十万元", "500000"), (AMOUNT, "800", "800"), (AMOUNT, "８００ ", "800"),
    (DEADLINE, "2027年3月31日", "2027-03-31"), (DEADLINE, "2027/3/31", "2027-03-31"),
    (DEADLINE, "２０２７-０３-３１", "2027-03-31"), (DEADLINE, "31 March 2027", "2027-03-31"),
    (EMAIL, "a@example.org\u00a0", "a@example.org"), (EMAIL, "ａ＠example.org", "a@example.org"),
    (EMAIL, "a@example.org，", "a@example.org"), (EMAIL, "a@example。org。", "a@example.org"),
    (EMAIL, "a@例子.中国", "a@例子.中国"), (EMAIL, "mailto:a@example.org", "a@example.org"),
    ("contact.phone", "０２１－５５５５０１２３", "021-55550123"),
    ("region", "３１", "31"),
)  # fmt: skip
REFUSED = (
    (VALUE, "1,5", "sheet-number-ambiguous"), (VALUE, "九十", "not-a-number"), (VALUE, "90%", "not-a-number"),
    (VALUE, "9\u200b0", "hidden-character"),
    (AMOUNT, "50.5", "sheet-amount-not-whole"), (AMOUNT, "约50万", "sheet-amount-approximate"),
    (AMOUNT, "30万-50万", "sheet-amount-range"), (AMOUNT, "面议", "sheet-amount-in-words"),
    (AMOUNT, "5万美元", "sheet-amount-currency"), (AMOUNT, "3万5", "sheet-amount-unreadable"),
    (AMOUNT, "-5", "too-small"),
    (DEADLINE, "03/04/2027", "sheet-date-ambiguous"), (DEADLINE, "2027-03-31 17:00", "sheet-date-with-time"),
    (DEADLINE, "46112", "sheet-date-serial"), (DEADLINE, "三月底", "not-a-date"),
    (EMAIL, "a@exa_mple.org", "wrong-form"), (EMAIL, "联系@例子.公司", "wrong-form"),
    (EMAIL, "a@example.org，b@example.org", "wrong-form"), (EMAIL, "a@example.org（工作）", "wrong-form"),
    (EMAIL, "a@[127.0.0.1]", "wrong-form"),
)  # fmt: skip


@functools.cache
def context() -> CheckContext:
    return CheckContext(check_repository(BASE, NOW.date()).catalogue, NOW.date())


def checked(where: str, text: str, channel: str) -> CheckedSubmission:
    """Return a need, all of it right but for *text* at *where*, that came by *channel*."""
    changes = {**(EXACT if where == AMOUNT else {}), where: text}
    sent = Sent(
        read_forms()["need"], "zh", channel, as_tree(need_pairs(**changes), "need"), "", frozenset(CONSENTS["need"])
    )
    return check_submission(sent, context(), lambda need, solver: "")


def value_at(tree: Value, where: str) -> Value:
    for step in where.split("."):
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]  # type: ignore[index,call-overload]
    return tree


@pytest.mark.parametrize("channel", ["web", "api", "issue"])
@pytest.mark.parametrize(("where", "typed", "stored"), READ)
def test_a_value_is_stored_in_one_form_however_it_was_typed(
    where: str, typed: str, stored: str, channel: str
) -> None:
    found = checked(where, typed, channel)

    assert [(one.where, one.code) for one in found.errors] == []
    assert found.submission
    assert value_at({**found.submission.public, **found.submission.sealed}, where) == stored


MARKS = ["/", "——", "无", "N/A", "不适用"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("where", [AMOUNT, DEADLINE, EMAIL])
def test_a_mark_in_a_value_that_is_needed_is_no_value(where: str, mark: str) -> None:
    found, empty = ([(one.where, one.code) for one in checked(where, text, "web").errors] for text in (mark, ""))

    assert found == empty != []


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("channel", ["web", "api", "issue"])
def test_a_mark_in_a_value_that_may_be_left_out_leaves_it_out(mark: str, channel: str) -> None:
    found = checked("contact.phone", mark, channel)

    assert not found.errors
    assert found.submission
    assert "phone" not in found.submission.sealed["contact"]


@pytest.mark.parametrize(("where", "typed", "code"), REFUSED)
def test_a_value_that_says_two_things_or_none_is_refused_at_its_field(where: str, typed: str, code: str) -> None:
    assert [(one.where, one.code) for one in checked(where, typed, "web").errors] == [(where, code)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2026年", "2026"), ("2026年第四季度", "2026-Q4"), ("2026Q4", "2026-Q4"), ("Q4 2026", "2026-Q4"),
        ("２０２６年12月", "2026-12"), ("2026/12", "2026-12"), ("2026年12月31日", "2026-12-31"), ("2026", "2026"),
        ("去年", "去年"),
    ],
)  # fmt: skip
def test_periods(typed: str, stored: str) -> None:
    assert read_period(typed).text == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("www.example.org", "https://www.example.org"), ("ｈｔｔｐｓ：／／example.org", "https://example.org"),
        ("example.org/a?b=c", "https://example.org/a?b=c"), ("http://example.org/①", "http://example.org/①"),
        ("a@example.org", "a@example.org"), ("javascript:alert(1)", "javascript:alert(1)"), ("见官网", "见官网"),
    ],
)  # fmt: skip
def test_web_addresses(typed: str, stored: str) -> None:
    assert read_web_address(typed).text == stored


@pytest.mark.parametrize(
    "typed", ["91310000ma1k4lyx5x", "９１３１００００ＭＡ１Ｋ４ＬＹＸ５Ｘ", "91310000 MA1K4LYX 5X"]
)
def test_codes_of_organisations(typed: str) -> None:
    assert read_uscc(typed).text == "91310000MA1K4LYX5X"


SPECS = [
    spec
    for schema in (*read_schemas().types.values(), *read_schemas().parts.values())
    for spec in schema.fields.values()
    if not (spec.codes or spec.ref or spec.bilingual or spec.part or spec.type == "array")
]
TYPED = st.text("0123456789０５９.,，-−– 年月日/万元亿约@ａae.com。\u00a0是否yn", max_size=12)


@given(spec=st.sampled_from(SPECS), text=TYPED)
def test_form_and_sheet_read_any_typed_value_alike(spec: Field, text: str) -> None:
    """But for an amount that a sheet cannot tell the unit of, which stands beside the input of a form."""
    values = TypedValues("CNY")
    typed = values.of({spec.name: text}, {spec.name: spec}).get(spec.name, "")
    column = Column(spec.name, (spec,))
    cells = read_cell(Cell(text), column, Lists(context().catalogue), NO_HABITS)

    assert values.refused.get(spec.name) in (None, *cells)
    if cells and not cells[0].code:
        assert str(typed).strip() == cells[0].text
    assert cells or is_free(spec) or not str(typed).strip()


@given(spec=st.sampled_from(SPECS), text=TYPED)
def test_what_was_read_is_read_again_as_itself(spec: Field, text: str) -> None:
    once = read_typed(text, spec)

    assert once.code or read_typed(once.text, spec).text in (once.text, "")


@given(TYPED)
def test_numbers_and_addresses_are_read_once_for_all(text: str) -> None:
    for read in (read_number, read_mail_address):
        once = read(text)
        assert once.code or read(once.text) == once


@pytest.mark.parametrize(
    ("written", "currency", "amount", "code"),
    [
        ("800,000", "EUR", "800000", ""),
        ("€800,000", "EUR", "800000", ""),
        ("80万欧元", "EUR", "800000", ""),
        ("80万元", "EUR", "80万元", "sheet-amount-currency"),
        ("$800,000", "EUR", "$800,000", "sheet-amount-currency"),
        ("$800,000", "USD", "800000", ""),
        ("80万元", "CNY", "800000", ""),
        ("€800,000", "CNY", "€800,000", "sheet-amount-currency"),
    ],
)
def test_an_amount_is_read_in_the_currency_of_the_challenge(
    written: str, currency: str, amount: str, code: str
) -> None:
    fields = read_schemas().types["need"].fields
    values = TypedValues(currency)

    read = values.of({"intended_investment": {"amount": written}}, fields)

    assert with_currency(read, fields, currency) == {"intended_investment": {"amount": amount, "currency": currency}}
    assert [reading.code for reading in values.refused.values()] == ([code] if code else [])


@pytest.mark.parametrize(
    ("currency", "amount", "written"),
    [
        ("EUR", "500", "€500|500 €|EUR 500|500 EUR|500 Euro|500 euros|500欧元|欧元500|500|500,00 €"),
        ("EUR", "500000", "50万欧元|50万|500k|500 k€|0.5 Mio. €|0,5 Mio. Euro|500'000 €|500 000 €|500,000 EUR"),
        ("EUR", "1500000", "1.500.000 €|1.500.000,00 Euro|1,5 Millionen Euro|€1.5m|€ 1.5 million|EUR 1,500,000"),
        ("CHF", "500", "CHF 500|500 CHF|500 Schweizer Franken|500 Franken|500 francs|500 Swiss francs|500瑞士法郎"),
        ("PLN", "500", "500 zł|500 PLN|500 złotych|500 Polish zlotys"),
        ("JPY", "500", "¥500|500円|500日元|JPY 500|500 yen"),
        ("CAD", "500", "$500|CA$500|500 CAD|500 dollars|500 Canadian dollars|500加拿大元"),
        ("GBP", "500", "£500|500 pounds|GBP 500|500英镑"),
        ("USD", "500", "$500|US$500|500美元|500 dollars|USD 500"),
    ],
)
def test_an_amount_in_the_own_currency_is_read_however_people_write_it(
    currency: str, amount: str, written: str
) -> None:
    habits = habits_of_forms(currency).amounts

    assert {text: read_amount(text, habits).text for text in written.split("|")} == dict.fromkeys(
        written.split("|"), amount
    )


@pytest.mark.parametrize(
    ("currency", "written", "code"),
    [
        ("EUR", "¥500", "sheet-amount-currency"),
        ("EUR", "500 CHF", "sheet-amount-currency"),
        ("CAD", "US$500", "sheet-amount-currency"),
        ("CAD", "500 US$", "sheet-amount-currency"),
        ("HKD", "500元", "sheet-amount-currency"),
        ("EUR", "500.000 €", "sheet-amount-unreadable"),
        ("EUR", "1.500 Mio. €", "sheet-amount-unreadable"),
        ("EUR", "12,34,567", "sheet-amount-unreadable"),
        ("EUR", "500 € 20", "sheet-amount-unreadable"),
    ],
)
def test_what_is_no_amount_in_the_own_currency_is_refused_by_its_name(currency: str, written: str, code: str) -> None:
    refused = read_amount(written, habits_of_forms(currency).amounts)

    assert (refused.code, refused.facts["currency"]) == (code, currency_facts(currency)["currency"])


@given(st.integers(0, 10**12), st.sampled_from(["€{:,}", "{} €", "EUR {}", "{:,} Euro", "{}欧元"]))
def test_every_whole_amount_of_euros_is_read_as_itself(amount: int, form: str) -> None:
    assert read_amount(form.format(amount), habits_of_forms("EUR").amounts).text == str(amount)
