"""The state tables of ``site_builder/states/``, read once: who may change what into what, and on which condition."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.load.yaml_text import parse_values
from site_builder.model import Text

STATES = Path(__file__).parent.parent / "states"


@dataclass(frozen=True)
class Move:
    """One allowed change of state: the roles that may make it, and the condition in words."""

    start: str
    end: str
    who: tuple[str, ...]
    condition: Text


@dataclass(frozen=True)
class StateTable:
    """The states of one field and the moves between them.

    ``field`` is the dotted path of the field in records of type ``record``; ``codes`` names the list of its values;
    ``first`` is the state in which everything begins.
    """

    name: str
    label: Text
    record: str
    field: str
    codes: str
    first: str
    moves: tuple[Move, ...]

    def next_states(self, state: str) -> tuple[str, ...]:
        """Return the states that may follow *state*, in the order of the table."""
        return tuple(move.end for move in self.moves if move.start == state)

    def move(self, start: str, end: str) -> Move | None:
        """Return the move from *start* to *end*, or ``None`` where there is none."""
        return next((move for move in self.moves if (move.start, move.end) == (start, end)), None)


@functools.cache
def read_state_tables() -> Mapping[str, StateTable]:
    """Return every state table by name."""
    return {path.stem: _table(path) for path in sorted(STATES.glob("*.yml"))}


def _table(path: Path) -> StateTable:
    tree: Mapping[str, Any] = parse_values(path.name, path.read_text(encoding="utf-8"))
    return StateTable(
        name=tree["name"],
        label=Text(**tree["label"]),
        record=tree["record"],
        field=tree["field"],
        codes=tree["codes"],
        first=tree["first"],
        moves=tuple(
            Move(row["from"], row["to"], tuple(row["who"]), Text(**row["condition"])) for row in tree["moves"]
        ),
    )
