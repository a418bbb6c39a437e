"""Moves between states: only those of the tables in ``site_builder/states/``, each by a role that may make it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.load.contract.states import StateTable, read_state_tables, states_with
from site_builder.load.yaml_text import Written
from site_builder.problems import Problem

EXCHANGE = "exchange_verifier"
_VERIFICATION = "verification"


def tables_of(kind: str) -> tuple[StateTable, ...]:
    """Return the state tables of records of type *kind* that say which state may follow which."""
    return tuple(table for table in read_state_tables().values() if table.record == kind and table.moves)


def check_moves(
    kind: str, path: str, old: Mapping[str, Written], new: Mapping[str, Written], role: str
) -> Iterator[Problem]:
    """Yield each change of state between *old* and *new* that no table allows, or not to *role* (17, 32, 41, 53).

    Args:
        kind: type of the record.
        path: where it stands now.
        old: its fields as they were written before.
        new: its fields as they are written now.
        role: who proposes the change, a code of ``role``.
    """
    for table in tables_of(kind):
        before, after = state_in(old, table), state_in(new, table)
        if before != after:
            yield from _move(table, path, before, after, role)


def check_first_state(kind: str, path: str, new: Mapping[str, Written], role: str) -> Iterator[Problem]:
    """Yield whether a new record starts beyond the first state of a part that somebody else decides about (41).

    A record may enter the repository in any state of its own, since what came before was in the inbox; what the
    exchange decides may not.
    """
    for table in tables_of(kind):
        if "." in table.field and state_in(new, table) in states_with(table.name, "decided"):
            yield from _move(table, path, table.first, state_in(new, table), role)


def _move(table: StateTable, path: str, before: str, after: str, role: str) -> Iterator[Problem]:
    facts = {"field": table.field, "before": before, "after": after}
    move = table.move(before, after)
    if move is None:
        allowed = ", ".join(table.next_states(before)) or "–"
        yield Problem(path, 0, "status-change-forbidden", table.field, {**facts, "allowed": allowed})
    elif role not in move.who:
        facts |= {"who": ", ".join(move.who), "role": role}
        yield Problem(path, 0, "move-not-by-role", table.field, facts)


def check_decision_kept(
    path: str, old: Mapping[str, Written], new: Mapping[str, Written], role: str
) -> Iterator[Problem]:
    """Yield each field of a decided verification that somebody else than the exchange changed (41)."""
    before, after = old.get(_VERIFICATION), new.get(_VERIFICATION)
    if role == EXCHANGE or not isinstance(before, dict) or not isinstance(after, dict):
        return
    if before.get("status") in states_with(_VERIFICATION, "decided") and before.get("status") == after.get("status"):
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                facts = {"field": name, "role": role}
                yield Problem(path, 0, "verification-changed", f"{_VERIFICATION}.{name}", facts)


def state_in(values: Mapping[str, Written], table: StateTable) -> str:
    """Return the state as written, the first of the table where nothing is."""
    found: Written = dict(values)
    for name in table.field.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else table.first
