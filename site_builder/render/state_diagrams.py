"""State tables drawn: as a Mermaid diagram, or as plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.contract.states import Move, State, StateTable
from site_builder.model import CodeLists
from site_builder.phrases import Phrases


def render_mermaid(table: StateTable, codes: CodeLists, phrases: Phrases) -> str:
    """Return *table* as a ``stateDiagram-v2``: the names of the states, on each arrow who makes the move and when.

    Args:
        table: what to draw.
        codes: code lists, for the names of states and roles.
        phrases: of the language to draw in.
    """
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _mermaid_lines(table, codes, phrases))]) + "\n"


def _mermaid_lines(table: StateTable, codes: CodeLists, phrases: Phrases) -> Iterator[str]:
    names = codes[table.codes]
    for state in _states_of(table):
        yield f'state "{names[state].name[phrases.lang]}" as {state}'
    yield f"[*] --> {table.first}"
    for move in table.moves:
        # A colon or a semicolon would end the label.
        label = _label(move, codes, phrases).replace(";", ",").replace(":", " –")
        yield f"{move.start} --> {move.end} : {label}"
    for state in _states_of(table):
        if table.moves and not table.next_states(state):
            yield f"{state} --> [*]"


def render_lines(table: StateTable, codes: CodeLists, phrases: Phrases) -> str:
    """Return *table* as text: its name, then one line a move; one line a state where the table has no moves."""
    names = codes[table.codes]
    lines = [table.label[phrases.lang]]
    if not table.moves:
        lines += [
            _flagged(table, state, names[state.code].name[phrases.lang], phrases) for state in table.states.values()
        ]
    for move in table.moves:
        start, end = (names[state].name[phrases.lang] for state in (move.start, move.end))
        facts = {"start": start, "end": end, "label": _label(move, codes, phrases)}
        lines.append(phrases.fill("states.line", facts))
    return "\n".join(lines) + "\n"


def _states_of(table: StateTable) -> tuple[str, ...]:
    """Return every state in the order in which the moves first name it."""
    named = (state for move in table.moves for state in (move.start, move.end))
    return tuple(dict.fromkeys([table.first, *named, *table.states]))


def _flagged(table: StateTable, state: State, name: str, phrases: Phrases) -> str:
    flags = " · ".join(words[phrases.lang] for flag, words in table.flags.items() if flag in state.flags)
    return phrases.fill("states.flagged", {"state": name, "flags": flags or "–"})


def _label(move: Move, codes: CodeLists, phrases: Phrases) -> str:
    who = phrases["states.or"].join(codes["role"][role].name[phrases.lang] for role in move.who)
    condition = move.condition[phrases.lang]
    return phrases.fill("states.who_when", {"who": who, "when": condition}) if condition else who
