"""Moves between states: every pair of states, every role."""

from __future__ import annotations

import itertools

import pytest

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import StateTable, read_state_tables
from site_builder.load.yaml_text import Written
from site_builder.validate.history.moves import check_first_state, check_moves, state_in

TABLES = read_state_tables()
MOVED = [table for table in TABLES.values() if table.moves]
by_table = pytest.mark.parametrize("table", MOVED, ids=lambda table: table.name)


def written(table: StateTable, state: str) -> dict[str, Written]:
    """Return a record in which only the field of *table* is written."""
    outer, _, inner = table.field.partition(".")
    return {outer: {inner: state} if inner else state}


def codes(table: StateTable, before: str, after: str, role: str) -> list[str]:
    found = check_moves(table.record, "a.yml", written(table, before), written(table, after), role)
    return [problem.code for problem in found if problem.where == table.field]


@by_table
def test_a_change_passes_where_the_table_has_it_and_the_role_may_make_it(table: StateTable) -> None:
    lists = read_schemas().codes
    for before, after, role in itertools.product(lists[table.codes], lists[table.codes], lists["role"]):
        move = table.move(before, after)
        expected = [] if before == after else ["status-change-forbidden"]
        if move:
            expected = [] if role in move.who else ["move-not-by-role"]

        assert codes(table, before, after, role) == expected, (before, after, role)


@pytest.mark.parametrize("values", [{}, {"verification": None}, {"verification": {}}, {"verification": "verified"}])
def test_where_nothing_is_written_the_state_is_the_first(values: dict[str, Written]) -> None:
    assert state_in(values, TABLES["verification"]) == "not_requested"


@pytest.mark.parametrize(
    ("state", "count"), [("not_requested", 0), ("requested", 0), ("verified", 1), ("refused", 1)]
)
def test_what_the_exchange_decides_is_not_there_from_the_start(state: str, count: int) -> None:
    new: dict[str, Written] = {"stage": "completed", "verification": {"status": state}}

    assert len(list(check_first_state("docking", "a.yml", new, "organizer"))) == count
