"""The state tables: whole, drawn, and the same in the documentation."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import StateTable, read_state_tables
from tests.state_pages import ORDER, PAGE, page

TABLES = read_state_tables()
by_table = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
MOVED = [table for table in TABLES.values() if table.moves]
by_moves = pytest.mark.parametrize("table", MOVED, ids=lambda table: table.name)
LABEL = re.compile(r"    \w+ --> \w+ : [^:;\n]+")


def drawn(*words: str) -> str:
    result = CliRunner().invoke(cli, ["states", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def reached_from(table: StateTable, state: str) -> set[str]:
    found, rest = {state}, [state]
    while rest:
        new = set(table.next_states(rest.pop())) - found
        found |= new
        rest += new
    return found


def written(table: StateTable) -> set[str]:
    """Return the states that a record may say; others follow from the calendar."""
    return {code for code, state in table.states.items() if not state.is_shown_only}


@by_moves
def test_a_table_has_moves_between_codes_of_its_list_and_by_roles_of_theirs(table: StateTable) -> None:
    codes = read_schemas().codes
    named = {state for move in table.moves for state in (move.start, move.end)} | {table.first}

    assert named == written(table) <= set(codes[table.codes])
    assert {role for move in table.moves for role in move.who} <= set(codes["role"])
    assert all(move.who for move in table.moves)


@by_moves
def test_every_state_of_a_table_can_be_reached(table: StateTable) -> None:
    assert reached_from(table, table.first) == written(table)


@by_moves
def test_no_move_stands_twice_in_a_table(table: StateTable) -> None:
    moves = [(move.start, move.end) for move in table.moves]

    assert len(moves) == len(set(moves))


@by_moves
def test_both_languages_say_the_condition_or_neither_does(table: StateTable) -> None:
    assert [move for move in table.moves if bool(move.condition["zh"]) != bool(move.condition["en"])] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@by_moves
def test_a_drawing_has_an_arrow_for_each_move_and_no_label_that_ends_early(table: StateTable, lang: str) -> None:
    lines = drawn("--type", table.name, "--format", "mermaid", "--lang", lang).splitlines()
    arrows = [line for line in lines if " : " in line]

    assert lines[0] == "stateDiagram-v2"
    assert len(arrows) == len(table.moves)
    assert [line for line in arrows if not LABEL.fullmatch(line)] == []


def test_a_verification_is_drawn_in_words() -> None:
    assert drawn("--type", "verification", "--lang", "en") == (
        "States of a transaction verification\n"
        "  Not requested → Requested: Organiser (The contract is signed and the parties ask for it)\n"
        "  Requested → Verified: Exchange verifier (With certificate number and date)\n"
        "  Requested → Refused: Exchange verifier\n"
        "  Refused → Requested: Organiser (Asked for again after correction)\n"
    )
    assert "  已申请 → 已鉴证：交易鉴证机构（写明证书编号和日期）\n" in drawn(
        "--type", "verification", "--lang", "zh"
    )


def test_the_documentation_shows_every_table_as_it_is() -> None:
    assert set(ORDER) == set(TABLES)
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.state_pages"
