"""The currency of a challenge: one for all its amounts, from the list ``currency`` of the content."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from site_builder.languages import CHINESE, ENGLISH, LANGS, Lang, locale_of
from site_builder.model import CodeLists, Text
from site_builder.problems import Fact

CURRENCY = "currency"
YUAN = "CNY"


def currency_of(codes: CodeLists) -> str:
    """Return the currency (ISO 4217) of all amounts; the check demands exactly one."""
    return next(iter(codes.get(CURRENCY, {})), YUAN)


@functools.cache
def name_of_currency(code: str) -> Mapping[str, str] | None:
    """Return what the CLDR calls a currency in use, ``{"zh": "欧元", "en": "Euro"}``; ``None`` for any other code."""
    from babel.core import get_global
    from babel.numbers import get_currency_name

    known = {currency for used in get_global("territory_currencies").values() for currency, *_, is_tender in used}
    if code not in known:
        return None
    return {lang: get_currency_name(code, locale=locale_of(lang)) for lang in LANGS}


def unit_of_currency(code: str, lang: Lang) -> str:
    """Return what stands behind an amount in *lang*: ``元``, ``欧元``; in languages other than Chinese the code."""
    if lang != CHINESE:
        return code
    return "元" if code == YUAN else (name_of_currency(code) or {}).get(lang, code)


@functools.cache
def currency_facts(code: str) -> Mapping[str, Text]:
    """Return what messages call a currency: ``currency`` (人民币), ``unit`` (元) and an amount in it, ``sample``."""
    if code == YUAN:
        unit = {CHINESE: "元", ENGLISH: "yuan"}
        return {
            "currency": Text({CHINESE: "人民币", ENGLISH: "Chinese yuan"}),
            "unit": Text(unit),
            "sample": Text(dict.fromkeys(unit, "50万元")),
        }
    from babel.numbers import get_currency_name

    named = {lang: get_currency_name(code, count=2, locale=locale_of(lang)) for lang in LANGS}
    sample = {lang: f"50万{name}" if lang == CHINESE else f"{code} 500,000" for lang, name in named.items()}
    return {"currency": Text(named), "unit": Text(named), "sample": Text(sample)}


def unit_fact(codes: CodeLists) -> Mapping[str, Fact]:
    """Return as ``unit`` what messages write behind an amount of the challenge: 元, yuan; 欧元, euros."""
    return {"unit": currency_facts(currency_of(codes))["unit"]}


def code_fact(codes: CodeLists) -> Mapping[str, Fact]:
    """Return as ``code`` what messages write beside an amount of the challenge: 元, CNY; 欧元, EUR."""
    return {"code": Text({lang: unit_of_currency(currency_of(codes), lang) for lang in LANGS})}
