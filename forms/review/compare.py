"""What changed between two versions of a submission, field by field and word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from forms.model import Entry, Tree, Value

_WORDS = re.compile(r"[A-Za-z0-9.,%-]+|\s+|.", re.DOTALL)
MOST_WORDS = 1500  # of one field; longer ones are shown whole


@dataclass(frozen=True)
class Piece:
    """A piece of text and whether it changed."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Changed:
    """One field that differs: dotted name, and both texts in pieces."""

    where: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def versions_of(entry: Entry) -> dict[str, Tree]:
    """Return what can be compared: each version as it was sent (``1``, ``2``, …), and ``now``."""
    return {**{str(version.number): version.public for version in entry.versions}, "now": entry.public}


def changes(before: Tree, after: Tree) -> tuple[Changed, ...]:
    """Return the fields that differ between *before* and *after*."""
    old, new = dict(leaves(before)), dict(leaves(after))
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        _changed(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)
    )


def _changed(where: str, old: str, new: str) -> Changed:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(a), len(b)) > MOST_WORDS:
        return Changed(where, (Piece(old, True),), (Piece(new, True),))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left += [Piece("".join(a[i:j]), kind != "equal")] if i < j else []
        right += [Piece("".join(b[k:m]), kind != "equal")] if k < m else []
    return Changed(where, tuple(left), tuple(right))


def leaves(value: Value, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield the dotted name and the text of every value."""
    if isinstance(value, str):
        yield where, value
        return
    items = value.items() if isinstance(value, dict) else ((str(number), item) for number, item in enumerate(value))
    for key, item in items:
        yield from leaves(item, f"{where}.{key}".strip("."))
