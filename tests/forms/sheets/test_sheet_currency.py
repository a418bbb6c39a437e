"""A sheet of a challenge that does not count in yuan: its headings, its cells and what it tells people."""

from __future__ import annotations

import pytest

from forms.phrases import read_form_phrases
from forms.sheets.plan import words_of
from forms.sheets.values.by_column import Lists, read_cell
from forms.sheets.values.cells import Cell
from forms.values.reading import Reading
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Code, Text

BARE = "意向投入 · 金额"


def in_a_challenge(currency: str, heading: str, written: str) -> Reading:
    """Return what *written* says below *heading* in a need of a challenge that counts in *currency*."""
    codes = {**read_schemas().codes, "currency": {currency: Code(currency, Text(zh=currency, en=currency))}}
    (target,) = words_of("need", frozenset()).targets_of(heading)
    (reading,) = read_cell(Cell(written), target.column, Lists(Catalogue({}, codes)), target.habits)
    return reading


@pytest.mark.parametrize(
    ("currency", "heading", "written", "understood"),
    [
        ("EUR", BARE, "€500", "500"),
        ("EUR", BARE, "50", "50"),
        ("EUR", BARE, "1,5 Mio. €", "1500000"),
        ("EUR", BARE, "50万", "500000"),
        ("EUR", BARE, "¥500", "sheet-amount-currency"),
        ("EUR", BARE, "500.000", "sheet-amount-unreadable"),
        ("EUR", f"{BARE}（欧元）", "500", "500"),
        ("EUR", f"{BARE} (EUR)", "500 Euro", "500"),
        ("EUR", f"{BARE}（万欧元）", "50", "500000"),
        ("EUR", f"{BARE}（万）", "50", "500000"),
        ("EUR", f"{BARE}（万元）", "50", "sheet-amount-currency"),
        ("CHF", f"{BARE} (CHF)", "500", "500"),
        ("CHF", f"{BARE} (EUR)", "500", "sheet-amount-currency"),
        ("CNY", BARE, "50", "sheet-amount-unit"),
        ("CNY", f"{BARE}（万元）", "50", "500000"),
        ("CNY", f"{BARE}（万）", "50", "500000"),
        ("CNY", f"{BARE}（欧元）", "50", "sheet-amount-currency"),
    ],
)
def test_amounts_below_a_heading(currency: str, heading: str, written: str, understood: str) -> None:
    reading = in_a_challenge(currency, heading, written)

    assert (reading.code or reading.text) == understood


@pytest.mark.parametrize(
    ("lang", "what", "fix"),
    [
        ("zh", "“¥500”（500 CNY）不是欧元", "请换算成欧元"),
        ("en", "“¥500” (500 CNY) is not in euros", "Write the amount in euros"),
    ],
)
def test_a_refusal_names_the_currency_of_the_challenge(lang: str, what: str, fix: str) -> None:
    refused, phrases = in_a_challenge("EUR", BARE, "¥500"), read_form_phrases(lang)
    key = f"problems.{refused.code}.sheet"

    assert phrases.fill(f"{key}.what", refused.facts) == what
    assert phrases.fill(f"{key}.fix", refused.facts).startswith(fix)
