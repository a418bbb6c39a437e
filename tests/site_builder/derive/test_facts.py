"""The facts of a record: what stands in which row, what stands in for what, and what is never told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from site_builder.derive.fact_values import (
    CodesValue,
    FlagValue,
    PlainValue,
    RecordsValue,
    Row,
    TextValue,
    TimeValue,
    Value,
)
from site_builder.derive.facts import facts_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Record, Text

NAMED = Text(zh="示例公司", en="Example company")


def record(kind: str, record_id: str = "one", **values: Any) -> Record:
    return read_schemas().types[kind].record({"id": record_id, **values}, "", "")


def rows_of(told: Record, *others: Record, without: tuple[str, ...] = ()) -> dict[str, Row]:
    catalogue = Catalogue({other.type: {other.id: other} for other in others}, {})
    return {row.name: row for row in facts_of(told, catalogue, without).rows}


@pytest.mark.parametrize(
    ("values", "name", "value"),
    [
        ({"match_scope": "global"}, "match_scope", CodesValue("match_scope", ("global",))),
        ({"industry": "77"}, "industry", CodesValue("industry", ("77",), "industries")),
        ({"source_platform": "平台"}, "source_platform", PlainValue(("平台",))),
        ({"multi_award": False}, "multi_award", FlagValue(False)),
        ({"proposal_deadline": date(2026, 3, 1)}, "proposal_deadline", TimeValue(date(2026, 3, 1), is_deadline=True)),
        (
            {"period_start": date(2026, 3, 1), "period_end": date(2026, 4, 1)},
            "period_start",
            TimeValue(date(2026, 3, 1), date(2026, 4, 1)),
        ),
        ({"period_start": date(2026, 3, 1)}, "period_start", TimeValue(date(2026, 3, 1), is_open=True)),
        ({"owner_label": NAMED}, "owner", TextValue(NAMED)),
        ({"budget_disclosure": "sealed"}, "intended_investment", CodesValue("budget_disclosure", ("sealed",))),
        ({"ip_note": NAMED}, "ip_terms", TextValue(NAMED)),
    ],
)
def test_a_field_makes_a_row(values: dict[str, Any], name: str, value: Value) -> None:
    assert {name: row.value for name, row in rows_of(record("need", **values)).items()} == {name: value}


def test_rows_stand_in_the_order_of_the_schema() -> None:
    rows = rows_of(record("need", country="US", horizon="urgent", match_scope="global", need_kind="seeking"))

    assert list(rows) == ["need_kind", "horizon", "match_scope", "country"]


def test_a_value_that_is_not_worth_a_row_makes_none() -> None:
    assert rows_of(record("need", country="CN")) == {}


def test_a_note_stands_beside_what_stands_in_for_the_main_field() -> None:
    rows = rows_of(record("need", owner_label=NAMED, owner_disclosure="anonymous"))

    assert [note.value for note in rows["owner"].notes] == [CodesValue("disclosure", ("anonymous",))]


def test_a_flag_in_the_row_of_another_field_is_said_by_its_label() -> None:
    label = read_schemas().types["result"].fields["negotiable"].label

    assert rows_of(record("result", negotiable=True))["price"].value == TextValue(label)
    assert rows_of(record("result", negotiable=False)) == {}


@pytest.mark.parametrize(("status", "is_told"), [("approved", False), ("published", True)])
def test_a_need_that_is_not_published_is_not_named(status: str, is_told: bool) -> None:
    need = record("need", "two", status=status, title=NAMED)
    rows = rows_of(record("contest", need="two"), need)

    assert rows == ({"need": Row("need", rows["need"].label, RecordsValue((need,)))} if is_told else {})


def test_a_field_that_is_not_public_makes_no_row_whatever_its_schema_says() -> None:
    told = record("need", signer="张三", contact={"phone": "1"}, exact_budget={"amount": 1}, preferred_partners="甲")

    assert (facts_of(told, Catalogue({}, {})).rows, facts_of(told, Catalogue({}, {})).sections) == ((), ())


def test_a_field_left_out_for_a_reason_of_the_record_makes_no_row() -> None:
    docking = record("docking", amount_disclosure="sealed", registered=True)

    assert list(rows_of(docking)) == ["contract_amount", "registered"]
    assert list(rows_of(docking, without=("contract_amount",))) == ["registered"]


def test_sections_are_told_apart_from_rows() -> None:
    facts = facts_of(record("need", problem=NAMED, application_scenario=NAMED), Catalogue({}, {}))

    assert [(row.name, row.value) for row in facts.sections] == [
        ("problem", TextValue(NAMED, is_markdown=True)),
        ("application_scenario", TextValue(NAMED)),
    ]
