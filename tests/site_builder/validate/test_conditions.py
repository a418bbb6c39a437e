"""What a schema may ask of fields together, each kind on both sides of its boundary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from site_builder.load.contract.conditions import ConditionError, conditions_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Schema
from site_builder.records import Need
from site_builder.validate.conditions import rules_of_schema
from site_builder.validate.registry import Around

DAY = date(2026, 11, 21)
EVE = date(2026, 11, 20)
NEED = read_schemas().types["need"]
BAND = {"field": "budget_band", "needed_when": {"budget_disclosure": "band"}, "problem": "band-missing"}
ONLY = {"field": "budget_band", "only_when": {"budget_disclosure": ["band", "lacking"]}, "problem": "too-much"}
ONE = {"any_of": ["owner", "owner_label"], "needed_when": {"owner_disclosure": "named"}}
SOME = {"field": "owner", "not_when": [{"status": "archived"}, {"multi_award": "true", "country": "given"}],
        "problem": "too-much"}  # fmt: skip
REASON = {"field": "outcome", "needed_when": {"status": "archived"}, "unless": {"provenance": "reported"}}
ORDER = {"field": "closed_on", "not_before": ["published_on", "period_start"]}
AFTER = {"field": "closed_on", "after": "published_on", "problem": "too-early"}
PAST = {"field": "closed_on", "not_after": "today"}
WITHIN = {"field": "district", "within": "region", "problem": "elsewhere"}


def schema_with(condition: Mapping[str, Any]) -> Schema:
    return replace(NEED, conditions=tuple(conditions_of("need", NEED.fields, [condition])))


@pytest.mark.parametrize(
    ("condition", "values", "broken"),
    [
        (BAND, {"budget_disclosure": "band"}, [("band-missing", "budget_disclosure")]),
        (BAND, {"budget_disclosure": "band", "budget_band": "50-100w"}, []),
        (BAND, {"budget_disclosure": "exact"}, []),
        (BAND, {}, []),
        (ONLY, {"budget_disclosure": "exact", "budget_band": "50-100w"}, [("too-much", "budget_band")]),
        (ONLY, {"budget_disclosure": "band", "budget_band": "50-100w"}, []),
        (ONLY, {"budget_band": "50-100w"}, []),
        (ONLY, {"budget_disclosure": "exact"}, []),
        (ONE, {"owner_disclosure": "named"}, [("missing", "owner_disclosure")]),
        (ONE, {"owner_disclosure": "named", "owner_label": "x"}, []),
        (SOME, {"owner": "a", "status": "archived"}, [("too-much", "owner")]),
        (SOME, {"owner": "a", "multi_award": True, "country": "DE"}, [("too-much", "owner")]),
        (SOME, {"owner": "a", "multi_award": True}, []),
        (SOME, {"owner": "a", "multi_award": False, "country": "DE"}, []),
        (REASON, {"status": "archived"}, [("missing", "status")]),
        (REASON, {"status": "archived", "provenance": "submitted"}, [("missing", "status")]),
        (REASON, {"status": "archived", "provenance": "reported"}, []),
        (ORDER, {"published_on": DAY, "closed_on": EVE}, [("dates-out-of-order", "published_on")]),
        (ORDER, {"published_on": DAY, "closed_on": DAY}, []),
        (ORDER, {"period_start": DAY, "closed_on": EVE}, [("dates-out-of-order", "period_start")]),
        (ORDER, {"published_on": DAY}, []),
        (AFTER, {"published_on": DAY, "closed_on": DAY}, [("too-early", "closed_on")]),
        (AFTER, {"published_on": EVE, "closed_on": DAY}, []),
        (PAST, {"closed_on": date(2026, 11, 22)}, [("date-in-future", "closed_on")]),
        (PAST, {"closed_on": DAY}, []),
        (WITHIN, {"region": "31", "district": "320500"}, [("elsewhere", "district")]),
        (WITHIN, {"region": "32", "district": "320500"}, []),
        (WITHIN, {"district": "320500"}, []),
    ],
)  # fmt: skip
def test_a_condition_is_broken_on_one_side_of_its_boundary(
    condition: dict[str, Any], values: dict[str, Any], broken: list[tuple[str, str]]
) -> None:
    record = Need(values, "need.yml", "")
    rules = rules_of_schema(schema_with(condition), ("need",))

    found = [problem for rule in rules for problem in rule.check(record, Around({}, DAY))]

    assert [(problem.code, problem.where) for problem in found] == broken


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"field": "colour", "not_after": "today"}, "names colour, which is no field"),
        ({"field": "closed_on", "not_before": "yesterday"}, "names yesterday, which is no field"),
        ({"field": "closed_on", "not_before": "published_on", "after": "published_on"}, "exactly one of"),
        ({"field": "closed_on", "problem": "too-early"}, "exactly one of"),
        ({"field": "closed_on", "after": "published_on"}, "names no problem"),
    ],
)
def test_a_condition_that_cannot_be_says_why(condition: dict[str, Any], message: str) -> None:
    with pytest.raises(ConditionError, match=message):
        schema_with(condition)


def test_no_code_is_called_like_the_two_words_of_a_clause() -> None:
    assert [name for name, codes in read_schemas().codes.items() if {"given", "lacking"} & codes.keys()] == []
