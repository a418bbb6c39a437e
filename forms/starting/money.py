"""The currency of a challenge, and the bands of intended investment in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from forms.starting.answers import AnswerError
from site_builder.languages import CHINESE
from site_builder.load.currencies import YUAN, name_of_currency, unit_of_currency
from site_builder.load.yaml_text import Written
from site_builder.model import Text

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
    unit = unit_of_currency(currency, CHINESE)
    limits = [step * (10 if currency == YUAN else 1) for step in _STEPS]
    first, last = limits[0], limits[-1]
    yield Band(f"0-{first}w", Text(zh=f"{first}万{unit}以下", en=f"Under {currency} {_english(first)}"))
    for low, high in pairwise(limits):
        name = Text(zh=f"{low}万至{high}万{unit}", en=f"{currency} {_english(low)} to {_english(high)}")
        yield Band(f"{low}-{high}w", name)
    yield Band(f"{last}w-plus", Text(zh=f"{last}万{unit}及以上", en=f"{currency} {_english(last)} and above"))


def _english(tens_of_thousands: int) -> str:
    return f"{tens_of_thousands * TEN_THOUSAND:,}"
