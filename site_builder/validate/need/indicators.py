"""Indicators: each can be tested, none stands twice, their weights fit into a hundred."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from site_builder.languages import LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Record, Words
from site_builder.problems import Fact, Problem
from site_builder.records import Indicator, Need
from site_builder.validate.registry import Around, record_rule

MOST_WEIGHT = 100  # percent


@record_rule("need")
def check_indicators(need: Need, around: Around) -> Iterator[Problem]:
    """Yield what keeps the indicators of a need from being tested (14)."""
    seen: set[str] = set()
    weight = 0
    for number, item in enumerate(need.indicators):
        where = f"indicators.{number}"
        facts = {"code": item.code, "operator": item.operator}
        if item.code in seen:
            yield Problem(need.path, 0, "indicator-code-twice", f"{where}.code", facts)
        seen.add(item.code)
        weight += item.weight or 0
        if code := _fault_of(item):
            values = {"value": item.value or "", "value_max": item.value_max or ""}
            yield Problem(need.path, 0, code, where, {**facts, **values})
    if weight > MOST_WEIGHT:
        yield Problem(need.path, 0, "weights-over-100", "indicators", {"sum": str(weight)})


def _fault_of(item: Indicator) -> str:
    operator, value, value_max = item.operator, item.value, item.value_max
    if operator == "text":
        if value or value_max:
            return "indicator-value-with-text"
        return "" if "text" in item else "indicator-text-missing"
    if not value:
        return "indicator-value-missing"
    if operator != "range":
        return "indicator-max-without-range" if value_max else ""
    if not value_max:
        return "indicator-max-missing"
    return "indicator-range-order" if Decimal(value) >= Decimal(value_max) else ""


@record_rule("need", "result")
def check_keywords(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each language in which a need or result gives a keyword twice (18)."""
    label = read_schemas().types[record.type].fields["keywords"].label
    for lang in LANGS:
        keywords = record["keywords"]
        words = keywords[lang] if isinstance(keywords, Words) else ()
        number = next((n for n, word in enumerate(words) if word in words[:n]), None)
        if number is not None:
            facts: dict[str, Fact] = {"label": label, "value": words[number]}
            yield Problem(record.path, 0, "value-twice", f"keywords.{lang}.{number}", facts)
