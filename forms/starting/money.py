"""The currency of a challenge, and the bands of intended investment in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from forms.phrases import read_form_phrases
from forms.starting.answers import AnswerError
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.standards.currencies import YUAN, name_of_currency, unit_of_currency
from site_builder.load.yaml_text import Written
from site_builder.model import Text
from site_builder.phrases import Phrases

TEN_THOUSAND = 10_000
_STEPS = (1, 5, 10, 50)
"""Limits of the bands, in tens of thousands; of yuan, which are worth less, ten times as much."""


@dataclass(frozen=True)
class Band:
    """A band of intended investment."""

    code: str
    name: Text


def read_currency(written: Written) -> str:
    """Return the code (ISO 4217) of the currency that *written* names."""
    code = written.strip().upper() if isinstance(written, str) else ""
    if not name_of_currency(code):
        raise AnswerError("not_a_currency", value=code)
    return code


def currency_of(country: str) -> str:
    """Return the currency of a *country* (ISO 3166-1) today."""
    from babel.numbers import get_territory_currencies

    return next(iter(get_territory_currencies(country)), YUAN)


def bands_of(currency: str) -> Iterator[Band]:
    """Yield the bands of intended investment that a challenge begins with."""
    limits = [step * (10 if currency == YUAN else 1) for step in _STEPS]
    first, last = limits[0], limits[-1]
    yield Band(f"0-{first}w", _said("first", currency, high=first))
    for low, high in pairwise(limits):
        yield Band(f"{low}-{high}w", _said("between", currency, low=low, high=high))
    yield Band(f"{last}w-plus", _said("last", currency, low=last))


def _said(which: str, currency: str, **tens_of_thousands: int) -> Text:
    """Return the name of a band whose limits are given in tens of thousands."""
    return Text(
        {lang: _named(read_form_phrases(lang), which, currency, tens_of_thousands) for lang in REQUIRED_LANGS}
    )


def _named(phrases: Phrases, which: str, currency: str, tens_of_thousands: Mapping[str, int]) -> str:
    step = int(phrases["init.band.step"])  # what amounts are counted in
    counts = {name: f"{number * TEN_THOUSAND // step:,}" for name, number in tens_of_thousands.items()}
    amounts = {name: phrases.fill("init.band.amount", {"count": count}) for name, count in counts.items()}
    return phrases.fill(f"init.band.{which}", {**amounts, "unit": unit_of_currency(currency, phrases.lang)})
