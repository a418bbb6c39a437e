"""How people write a currency beside an amount: its sign, its code and what it is called."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from site_builder.languages import REQUIRED_LANGS, locale_of

FORMS_BESIDE_YUAN = {
    "USD": r"US\$|USD|美元|美金|U\.?S\.? dollars?",
    "EUR": r"€|EUR|欧元|euros?",
    "GBP": r"£|GBP|英镑",
    "HKD": r"HK\$|HKD|港元|港币",
    "JPY": r"JPY|日元|円",
    "$": r"\$|dollars?",
    "CNY": r"¥|人民币|RMB|CNY|元|圆|yuan",  # last: 美元 ends with 元 too
}
"""How a challenge in yuan tells currencies apart; ``$`` is any dollar."""

_SCALES = {
    "thousand": r"k|tsd\.?|tausend",
    "million": r"m|mn|mio\.?|millionen|millions",
    "billion": r"bn|mrd\.?|milliarden?|billions",
}
_GROUPS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_POINTS = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d\d?)?|\.\d{3},\d\d?)(?!\d)")
_COMMA = re.compile(r"^(\d+),(\d\d?)(?![\d,])")
_THOUSANDS_OR_THOUSANDTHS = re.compile(r"[1-9]\d{0,2}\.\d{3}(?!\d| ?(?:[万亿]|(?:thousand|million|billion)\b))")


@functools.cache
def forms_beside(own: str) -> Mapping[str, str]:
    """Return how currencies are written in a challenge of the currency *own*, by code; its own ones first."""
    others = {code: form for code, form in FORMS_BESIDE_YUAN.items() if code != own}
    known = {code: code for code in _codes() if code not in others and code != own}
    return {own: _any_of({*_said(own), *_usual(own)}), **others, **known}


def written_plainly(text: str) -> str:
    """Return the number *text* with its groups, decimals and short scales as English and Chinese write them.

    ``500.000`` may be half a million or five hundred: it stays as no number.

    >>> written_plainly("1,5 Mio."), written_plainly("1.500.000"), written_plainly("500k"), written_plainly("500.000")
    ('1.5 million', '1500000', '500 thousand', '?')
    """
    text = _POINTS.sub(lambda found: found[0].replace(".", "").replace(",", "."), _GROUPS.sub("", text))
    if _THOUSANDS_OR_THOUSANDTHS.match(text):
        return "?"
    for scale, forms in _SCALES.items():
        text = re.sub(rf"(?<=\d) ?(?:{forms})$", f" {scale}", text, flags=re.IGNORECASE)
    return _COMMA.sub(r"\1.\2", text)


def _codes() -> frozenset[str]:
    from babel.core import get_global

    used = get_global("territory_currencies").values()
    return frozenset(code for of_one in used for code, *_, is_tender in of_one if is_tender)


def _usual(code: str) -> Iterator[str]:
    """Yield what the tables of the challenge in yuan know besides, as expressions."""
    if code in FORMS_BESIDE_YUAN:
        yield FORMS_BESIDE_YUAN[code]


def _said(code: str) -> Iterator[str]:
    """Yield, as expressions, what *code* is called in Chinese, English and where one pays with it."""
    yield re.escape(code)
    for locale in _locales(code):
        yield from (re.escape(name) for name in _names(code, locale))


def _names(code: str, locale: str) -> Iterator[str]:
    from babel.numbers import get_currency_name, get_currency_symbol

    symbol = get_currency_symbol(code, locale=locale)
    yield from (symbol, symbol.rstrip("."))
    for count in (None, 1, 2, 5):
        name = get_currency_name(code, count=count, locale=locale)
        yield from (name, *name.split(" "))


def _locales(code: str) -> Iterator[str]:
    """Yield the languages of whoever pays with *code* today, as the CLDR names locales."""
    from babel.core import get_global
    from babel.languages import get_official_languages
    from babel.localedata import exists

    yield from (str(locale_of(lang)) for lang in REQUIRED_LANGS)
    for territory, used in get_global("territory_currencies").items():
        if any(one == code and end is None and is_tender for one, _, end, is_tender in used):
            spoken = get_official_languages(territory, de_facto=True)
            yield from filter(exists, (f"{lang}_{territory}" for lang in spoken))


def _any_of(forms: set[str]) -> str:
    return "|".join(sorted(filter(None, forms), key=lambda form: (-len(form), form)))
