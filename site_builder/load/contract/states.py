"""The state tables of ``site_builder/states/``, read once: what each state means, who may change it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.terms import with_terms
from site_builder.load.yaml_text import parse_values
from site_builder.model import Record, Text

STATES = Path(__file__).parents[2] / "states"
NO_TEXT = Text()


@dataclass(frozen=True)
class State:
    """One state and what follows from it.

    Args:
        code: as written in records.
        flags: what rules and pages ask about it; each is explained in ``flags`` of the table.
        stage: of the challenge, a code of ``stage``.
        step: how far it is along the way, from 1; 0 is outside of it.
        badge: colour of its badge on pages.
        day: field that holds the day on which it was reached.
        reached: what the timeline says of that day.
        follows: flag of the states that turn into this one by themselves once the last day of what they say is over
            (``unset``: no state is written yet), ``precedes``: that are this one until its first day comes
            (``derive/days/standing.py``). Such a state is shown and never written.
    """

    code: str
    flags: frozenset[str] = frozenset()
    stage: str = ""
    step: int = 0
    badge: str = "plain"
    day: str = ""
    reached: Text = NO_TEXT
    follows: str = ""
    precedes: str = ""

    @property
    def is_shown_only(self) -> bool:
        """Return whether it follows from record and day, so that no record says it."""
        return bool(self.follows or self.precedes)


@dataclass(frozen=True)
class Move:
    """One allowed change of state: the roles that may make it, and the condition in words.

    ``action`` is the one of the desk that makes it, empty where a change of the record does.
    """

    start: str
    end: str
    who: tuple[str, ...]
    condition: Text
    action: str = ""


@dataclass(frozen=True)
class StateTable:
    """The states of one field and the moves between them.

    ``field`` is the dotted path of the field in records of type ``record``; ``codes`` names the list of its values;
    ``first`` is the state in which everything begins, ``enters`` the one in which what came in through a form enters
    the repository. A table without moves says nothing about which state may follow which.
    """

    name: str
    label: Text
    record: str
    field: str
    codes: str
    first: str
    flags: Mapping[str, Text]
    states: Mapping[str, State]
    moves: tuple[Move, ...] = ()
    enters: str = ""

    def next_states(self, state: str) -> tuple[str, ...]:
        """Return the states that may follow *state*, in the order of the table."""
        return tuple(move.end for move in self.moves if move.start == state)

    def move(self, start: str, end: str) -> Move | None:
        """Return the move from *start* to *end*, or ``None`` where there is none."""
        return next((move for move in self.moves if (move.start, move.end) == (start, end)), None)

    def move_by(self, action: str, start: str) -> Move | None:
        """Return the move that *action* makes from *start*, or ``None`` where it makes none."""
        return next((move for move in self.moves if (move.action, move.start) == (action, start)), None)

    def with_flag(self, flag: str) -> tuple[str, ...]:
        """Return the states that carry *flag*, in the order of the table.

        Raises:
            KeyError: the table does not explain such a flag.
        """
        self.flags[flag]
        return tuple(code for code, state in self.states.items() if flag in state.flags)


@functools.cache
def read_state_tables() -> Mapping[str, StateTable]:
    """Return every state table by name.

    Raises:
        ValueError: a table leaves out a state of its code list, or names something that it does not explain.
    """
    return {path.stem: table_of(_read(path)) for path in sorted(STATES.glob("*.yml"))}


def _read(path: Path) -> Mapping[str, Any]:
    tree = parse_values(path.name, path.read_text(encoding="utf-8"))
    return dict(with_terms(tree, f"states.{path.stem}"))


@functools.cache
def states_with(name: str, *flags: str) -> frozenset[str]:
    """Return the states of table *name* that carry one of *flags*."""
    table = read_state_tables()[name]
    return frozenset(state for flag in flags for state in table.with_flag(flag))


def state_of(record: Record) -> State:
    """Return the state in which *record* stands."""
    table = read_state_tables()[record.type]
    return table.states[str(record[table.field])]


def has_flag(record: Record, flag: str) -> bool:
    """Return whether *record* stands in a state that carries *flag*; one without a state carries none."""
    return record[read_state_tables()[record.type].field] in states_with(record.type, flag)


def entry_state(kind: str) -> dict[str, str]:
    """Return the field and the state with which a record of type *kind* that came in enters the repository.

    Nothing where its records have no state, or none of them comes in through a form.
    """
    table = read_state_tables().get(kind)
    return {table.field: table.enters} if table and table.enters else {}


def table_of(tree: Mapping[str, Any]) -> StateTable:
    """Return the table that is written as *tree*.

    Raises:
        ValueError: it leaves out a state of its code list, or names something that it does not explain.
    """
    table = StateTable(
        name=tree["name"],
        label=Text(**tree["label"]),
        record=tree["record"],
        field=tree["field"],
        codes=tree["codes"],
        first=tree["first"],
        states={row["state"]: _state(row) for row in tree["states"]},
        moves=tuple(_move(row) for row in tree.get("moves", ())),
        flags={flag: Text(**words) for flag, words in tree["flags"].items()},
        enters=tree.get("enters", ""),
    )
    _require_whole(table)
    return table


def _state(row: Mapping[str, Any]) -> State:
    return State(
        code=row["state"],
        flags=frozenset(row.get("flags", ())),
        stage=row.get("stage", ""),
        step=int(row.get("step", 0)),
        badge=row.get("badge", "plain"),
        day=row.get("day", ""),
        reached=Text(**row.get("reached", {})),
        follows=row.get("follows", ""),
        precedes=row.get("precedes", ""),
    )


def _move(row: Mapping[str, Any]) -> Move:
    return Move(row["from"], row["to"], tuple(row["who"]), Text(**row["condition"]), row.get("action", ""))


def _require_whole(table: StateTable) -> None:
    named = {state for move in table.moves for state in (move.start, move.end)}
    named |= {table.first, table.enters or table.first}
    carried = {flag for state in table.states.values() for flag in state.flags}
    if set(table.states) != set(read_schemas().codes[table.codes]) or not named <= set(table.states):
        raise ValueError(f"{table.name}: its states are not those of {table.codes}")
    if carried != set(table.flags):
        raise ValueError(
            f"{table.name}: {', '.join(sorted(carried ^ set(table.flags)))}: not explained, or of no state"
        )
