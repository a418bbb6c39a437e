"""Single edits of a YAML text: what is not named stays as its author wrote it, comments, quotes and order too.

Places are found in the composed text; each function returns the new text. A *place* is the keys that lead to a value:
``("source", "note")``; an item of a list is named by its number, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

Place: TypeAlias = Sequence[str | int]
Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value]"


def renamed(text: str, place: Place, name: str) -> str:
    """Return *text* with the key at *place* called *name*."""
    key, _ = _entry(text, place)
    return _spliced(text, key.start_mark.index, key.end_mark.index, name)


def replaced(text: str, place: Place, value: Value) -> str:
    """Return *text* with *value* at *place*, on the line of its key."""
    _, old = _entry(text, place)
    return _spliced(text, old.start_mark.index, _end(text, old), in_flow(value))


def removed(text: str, place: Place) -> str:
    """Return *text* without the entry at *place*: its key and all that stands below it."""
    parent = _node(text, place[:-1])
    entries = _entries(parent)
    number = next(number for number, entry in enumerate(entries) if entry[2] == place[-1])
    first, last, _ = entries[number]
    if parent.flow_style:
        return _out_of_flow(text, [(one.start_mark.index, other.end_mark.index) for one, other, _ in entries], number)
    start = text.rfind("\n", 0, first.start_mark.index) + 1
    if text[start : first.start_mark.index].strip():  # the first entry of an item stands behind its dash
        start = first.start_mark.index
        return _spliced(text, start, entries[number + 1][0].start_mark.index, "")
    return _spliced(text, start, _line_end(text, _end(text, last)), "")


def added(text: str, key: str, value: Value, *, after: str = "") -> str:
    """Return *text* with *key* at its top level: behind the entry *after*, else at the end."""
    line = f"{key}: {in_flow(value)}\n"
    if not after:
        return f"{text.rstrip(chr(10))}\n{line}"
    _, last = _entry(text, (after,))
    place = _line_end(text, _end(text, last))
    return _spliced(text, place, place, line)


def put(text: str, place: Place, key: str, value: Value) -> str:
    """Return *text* with *key* behind the first entry of the mapping at *place*, on its line or on one of its own."""
    node = _node(text, place)
    first, value_before, _ = _entries(node)[0]
    end = _end(text, value_before)
    gap = ", " if node.flow_style else f"\n{' ' * first.start_mark.column}"
    return _spliced(text, end, end, f"{gap}{key}: {in_flow(value)}")


def in_flow(value: Value) -> str:
    """Return *value* as YAML on one line: ``{zh: 上海, en: Shanghai}``; quoted where it has to be."""
    written: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**9, sort_keys=False)
    return written.removesuffix("...\n").rstrip("\n")


def _node(text: str, place: Place) -> CollectionNode:
    node: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in place:
        node = next(last for _, last, name in _entries(node) if name == step)
    if not isinstance(node, CollectionNode):
        raise TypeError(f"nothing stands below {place}")
    return node


def _entry(text: str, place: Place) -> tuple[Node, Node]:
    first, last, _ = next(entry for entry in _entries(_node(text, place[:-1])) if entry[2] == place[-1])
    return first, last


def _entries(node: Any) -> list[tuple[Node, Node, str | int]]:
    """Return where each entry begins, its value, and its name."""
    if isinstance(node, MappingNode):
        return [(key, value, key.value) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [(item, item, number) for number, item in enumerate(node.value)]
    return []


def _end(text: str, node: Node) -> int:
    """Return where *node* ends: behind its last letter, not behind the comments and empty lines that follow."""
    if isinstance(node, ScalarNode):
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        return start + len(text[start:end].rstrip())
    entries = _entries(node)
    is_whole = isinstance(node, CollectionNode) and node.flow_style
    return int(node.end_mark.index) if is_whole or not entries else _end(text, entries[-1][1])


def _line_end(text: str, place: int) -> int:
    """Return where the line after *place* begins."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _out_of_flow(text: str, spans: Sequence[tuple[int, int]], number: int) -> str:
    start, end = spans[number]
    if number + 1 < len(spans):
        return _spliced(text, start, spans[number + 1][0], "")
    return _spliced(text, spans[number - 1][1] if number else start, end, "")


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]
