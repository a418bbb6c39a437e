"""Indicators: each can be tested, none stands twice, their weights fit into a hundred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, Catalogue, Record, Struct
from site_builder.problems import Problem

MOST_WEIGHT = 100  # percent


def check_indicators(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what keeps the indicators of each need from being tested (14)."""
    for need in catalogue.all("need"):
        seen: set[str] = set()
        weight = 0
        for number, item in enumerate(need["indicators"]):
            where = f"indicators.{number}"
            facts = {"code": item["code"], "operator": item["operator"]}
            if item["code"] in seen:
                yield Problem(need.path, 0, "indicator-code-twice", f"{where}.code", facts)
            seen.add(item["code"])
            weight += item["weight"] or 0
            if code := _fault_of(item):
                values = {"value": item["value"] or "", "value_max": item["value_max"] or ""}
                yield Problem(need.path, 0, code, where, {**facts, **values})
        if weight > MOST_WEIGHT:
            yield Problem(need.path, 0, "weights-over-100", "indicators", {"sum": str(weight)})


def _fault_of(item: Struct) -> str:
    operator, value, value_max = item["operator"], item["value"], item["value_max"]
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


def check_keywords(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each keyword that a need or result gives twice in one language (18)."""
    for kind in ("need", "result"):
        label = read_schemas().types[kind].fields["keywords"].label
        for record in catalogue.all(kind):
            for lang in LANGS:
                words = record["keywords"][lang]
                if len(set(words)) < len(words):
                    yield _repeated(record, lang, words, {"label_zh": label.zh, "label_en": label.en})


def _repeated(record: Record, lang: str, words: tuple[str, ...], facts: dict[str, str]) -> Problem:
    number = next(n for n, word in enumerate(words) if word in words[:n])
    return Problem(record.path, 0, "value-twice", f"keywords.{lang}.{number}", {**facts, "value": words[number]})
