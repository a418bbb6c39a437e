"""The states of submissions: those of the record's state table as far as private, and the few of the inbox alone."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from forms.model import Envelope, Summary
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import StateTable, read_state_tables
from site_builder.phrases import Phrases

OPEN = ("undecided", "accepted")
"""Flags of what the desk is not done with."""
_ORDER = "received in_review undecided with_submitter refused accepted delivered withdrawn set_aside".split()


@dataclass(frozen=True)
class Own:
    """An action that no state table has: from states with which flags to the one with which (empty: it stays)."""

    starts: tuple[str, ...]
    end: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class InboxTable:
    """The states and actions of the inbox alone."""

    flags: Mapping[str, frozenset[str]]
    actions: Mapping[str, Own]


@functools.cache
def read_inbox_table() -> InboxTable:
    """Return what ``actions.yml`` says."""
    tree = yaml.safe_load((Path(__file__).parent / "actions.yml").read_text(encoding="utf-8"))
    return InboxTable(
        flags={row["state"]: frozenset(row["flags"]) for row in tree["states"]},
        actions={
            row["action"]: Own(tuple(row["from"]), row.get("to", ""), tuple(row["who"])) for row in tree["actions"]
        },
    )


def table_of(record: str) -> StateTable:
    """Return the state table that a submission of *record* follows; what is no solution goes the way of a need."""
    return read_state_tables()["solution" if record == "solution" else "need"]


def is_state(submission: Envelope | Summary, *flags: str) -> bool:
    """Return whether *submission* stands in a state that carries one of *flags*."""
    return not flags_of(submission.record, submission.state).isdisjoint(flags)


def flags_of(record: str, state: str) -> frozenset[str]:
    """Return the flags of *state* as a submission of *record* has it."""
    own = read_inbox_table().flags
    return own[state] if state in own else table_of(record).states[state].flags


def state_with(record: str, flag: str) -> str:
    """Return the first state with *flag* that a submission of *record* may have."""
    return next(state for state in _states_of(record) if flag in flags_of(record, state))


def _states_of(record: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*table_of(record).states, *read_inbox_table().flags]))


def state_names(phrases: Phrases, family: str) -> dict[str, str]:
    """Return every state of submissions with its name, in the order in which they pass through them.

    Args:
        phrases: of the language.
        family: beginning of the keys of names that are not those of the code list: another audience, another word.
    """
    return {state: _name(record, state, phrases, family) for state, record in _in_order().items()}


def _in_order() -> dict[str, str]:
    """Return each state of submissions with a record that has it."""
    return {
        state: record
        for flag in _ORDER
        for record in ("need", "solution")
        for state in _states_of(record)
        if flag in flags_of(record, state)
    }


def _name(record: str, state: str, phrases: Phrases, family: str) -> str:
    own = phrases.by_key.get(f"{family}.{state}")
    return own or read_schemas().codes[table_of(record).codes][state].name[phrases.lang]
