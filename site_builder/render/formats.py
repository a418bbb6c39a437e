"""Dates, periods, amounts and numbers as each language writes them."""

from __future__ import annotations

import functools
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from site_builder.derive.days.stages import end_of
from site_builder.languages import locale_of
from site_builder.load.standards.currencies import YUAN, unit_of_currency
from site_builder.load.zones import name_of_zone, offset_at
from site_builder.model import SHANGHAI
from site_builder.phrases import Phrases, read_phrases
from site_builder.records import Indicator, Money

WAN = 10_000
YI = 100_000_000


def format_date(day: date, lang: str) -> str:
    """Return ``2026年11月25日`` or ``25 November 2026``."""
    return _dated(day, "date", lang)


def _dated(day: date, pattern: str, lang: str) -> str:
    """Return *day* by the *pattern* of that name, with the months of the CLDR."""
    from babel.dates import format_date as format_by_pattern

    return format_by_pattern(day, read_phrases(lang)[f"format.{pattern}"], locale=locale_of(lang))


def format_moment(at: str, lang: str, zone: ZoneInfo = SHANGHAI) -> str:
    """Return a time as clocks in *zone* show it.

    ``2026年11月22日 10:06（北京时间）`` or ``22 November 2026, 10:06 (Beijing time)``.

    Args:
        at: UTC, ``2026-11-22T02:06:00Z``.
    """
    there = datetime.fromisoformat(at).astimezone(zone)
    day, time = format_date(there.date(), lang), f"{there:%H:%M}"
    return read_phrases(lang).fill("format.moment", {"day": day, "time": time, "zone": called_zone(zone, lang)})


def format_deadline(day: date, lang: str, zone: ZoneInfo = SHANGHAI) -> str:
    """Return the end of *day* with hour and zone: ``2026年12月31日24:00（北京时间）``."""
    facts = {"day": format_date(day, lang), "ends": format_end(day, lang, zone)}
    return read_phrases(lang).fill("format.deadline", facts)


def format_end(day: date, lang: str, zone: ZoneInfo) -> str:
    """Return the hour at which *day* ends, with zone: ``24:00（北京时间）`` or ``24:00 Beijing time (UTC+8)``."""
    facts = {"zone": called_zone(zone, lang), "offset": offset_at(end_of(day, zone))}
    form = "ends_any" if facts["zone"] == facts["offset"] else "ends"
    return read_phrases(lang).fill(f"format.{form}", facts)


def format_day_end(lang: str, zone: ZoneInfo) -> str:
    """Return the hour at which any day ends in *zone*, with the offset where summer and winter have the same."""
    winter, summer = date(2026, 1, 15), date(2026, 7, 15)
    if offset_at(end_of(winter, zone)) == offset_at(end_of(summer, zone)):
        return format_end(winter, lang, zone)
    return read_phrases(lang).fill("format.ends_any", {"zone": called_zone(zone, lang)})


def called_zone(zone: ZoneInfo, lang: str) -> str:
    """Return what people call *zone*: ``Beijing time``, ``Central European Time``."""
    return read_phrases(lang)["format.beijing"] if zone.key == SHANGHAI.key else name_of_zone(zone.key, lang)


def format_period(period: str, lang: str) -> str:
    """Return a period of any precision: ``2021年第四季度`` or ``Q4 2021``; ``2018年11月`` or ``November 2018``."""
    year, _, rest = period.partition("-")
    if not rest:
        return _dated(date(int(year), 1, 1), "year", lang)
    if rest.startswith("Q"):
        return read_phrases(lang).fill(f"format.quarter.{rest}", {"year": year})
    if "-" in rest:
        return format_date(date.fromisoformat(period), lang)
    return _dated(date(int(year), int(rest), 1), "month", lang)


def format_month(year: int, month: int, lang: str) -> str:
    """Return ``2026年11月`` or ``November 2026``."""
    return format_period(f"{year}-{month:02d}", lang)


def format_short_month(period: str, lang: str) -> str:
    """Return the month of ``2026-07`` without its year: ``7月`` or ``Jul``."""
    return _dated(date.fromisoformat(f"{period}-01"), "short_month", lang)


def format_amount(amount: int, lang: str, currency: str = YUAN) -> str:
    """Return an amount of money: ``CNY 800,000``, or ``80 万元`` in a language that has a word for 10,000."""
    phrases, called = read_phrases(lang), unit_of_currency(currency, lang)
    for unit, size, step in (("yi", YI, YI // 100), ("wan", WAN, WAN)):
        if phrases[f"format.{unit}"] and amount >= size and amount % step == 0:
            number = format_number(Decimal(amount) / size, lang)
            return phrases.fill(f"format.{unit}", {"amount": number, "unit": called})
    return phrases.fill("format.amount", {"amount": format_number(amount, lang), "unit": called})


@functools.lru_cache(maxsize=10_000)
def format_number(number: int | Decimal, lang: str) -> str:
    """Return *number* with the separators of the CLDR: ``1,250,000``, ``1.250.000`` in German."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=locale_of(lang))


def format_percent(percent: int, lang: str) -> str:
    """Return ``40%``, ``40 %`` in German."""
    from babel.numbers import format_percent as format_share

    return format_share(Decimal(percent) / 100, locale=locale_of(lang))


def format_qualified(text: str, qualifier: str | None, phrases: Phrases) -> str:
    """Return *text* with what is said of its exactness: ``近 5,000 万元`` or ``nearly CNY 50,000,000``."""
    if not qualifier or qualifier == "exact":
        return text
    return phrases.fill(f"qualified.{qualifier}", {"text": text})


def format_money(money: Money, phrases: Phrases) -> str:
    """Return an amount with its qualifier."""
    return format_qualified(format_amount(money.amount, phrases.lang, money.currency), money.qualifier, phrases)


def format_indicator(indicator: Indicator, lang: str) -> str:
    """Return what an indicator asks: ``≤ 1.5 mg/L``, ``20–40 °C``, or the requirement in words."""
    if indicator.operator == "text":
        return str(indicator.text[lang])
    space = "" if indicator.unit in ("%", "‰", "°") else " "
    unit = f"{space}{indicator.unit}" if indicator.unit else ""
    if indicator.operator == "range":
        return f"{indicator.value}–{indicator.value_max}{unit}"
    sign = {"le": "≤", "lt": "<", "ge": "≥", "gt": ">", "eq": "="}[indicator.operator]
    return f"{sign} {indicator.value}{unit}"
