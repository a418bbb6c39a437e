"""What was sent, by dotted names, into one tree in the shape of the form's fields; nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from forms.model import Tree, Value
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field, Schema

MOST_STEPS = 6
MOST_NAME = 120  # characters of a dotted name
MOST_INDEX = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
_SEPARATORS = re.compile(r"[,，、;；\n]")
_TICKED = frozenset({"on", "true", "1", "yes"})
NAMES_FIRST_PART = frozenset({"code"})  # a row that holds nothing but the code it was drawn with is empty

Node = dict[str, Any]


def tree_of(pairs: Iterable[tuple[str, str]], schema: Schema) -> Tree:
    """Return the values of the fields of *schema* among *pairs*: what was left empty is left out.

    A row of which nothing was filled in but a value that the form itself put there is left out too; a name that is
    no field is passed over, since forms carry names of their own.
    """
    node: Node = {}
    for name, text in pairs:
        steps = name.split(".")
        if (
            _NAME.fullmatch(name)
            and len(name) <= MOST_NAME
            and len(steps) <= MOST_STEPS
            and steps[0] in schema.fields
        ):
            _put(node, steps, text)
    return _mapping(node, schema.fields)


def _put(node: Node, steps: list[str], text: str) -> None:
    for step in steps[:-1]:
        node = node.setdefault(step, {})
        if not isinstance(node, dict):
            return
    held = node.setdefault(steps[-1], [])
    if isinstance(held, list):
        held.append(text)


def _mapping(node: Node, fields: Mapping[str, Field]) -> Tree:
    found = {name: _value(node[name], spec) for name, spec in fields.items() if name in node}
    return {name: value for name, value in found.items() if value not in ("", [], {}, None)}


def _value(node: Any, spec: Field) -> Value | None:
    if spec.bilingual:
        if not isinstance(node, dict):
            return _one(node)
        given = {lang: _words(held, spec) if spec.type == "array" else _one(held) for lang, held in node.items()}
        return {lang: held for lang, held in given.items() if held and lang in spec.languages}
    if spec.type == "array":
        return _rows(node, spec) if spec.part else _words(node, spec)
    if spec.type == "object":
        return _part(node, spec)
    text = _one(node)
    if spec.type == "boolean":
        return "true" if text in _TICKED else text
    return text


def _one(node: Any) -> str:
    """Return the one text that *node* holds; a radio button and its hidden twin leave the last one given."""
    if isinstance(node, list):
        return next((text for text in reversed(node) if text.strip()), "")
    return ""


def _words(node: Any, spec: Field) -> list[Value]:
    if isinstance(node, dict):
        texts = [_one(node[key]) for key in _in_order(node)]
    else:
        texts = [text for text in node if text.strip()]
        if len(texts) == 1 and not spec.codes:
            texts = _SEPARATORS.split(texts[0])
    return [text.strip() for text in texts if text.strip()]


def _rows(node: Any, spec: Field) -> list[Value]:
    if not isinstance(node, dict):
        return []
    rows = [_part(node[key], spec) for key in _in_order(node)]
    kept = [row for row in rows if set(row) - NAMES_FIRST_PART]
    if spec.part == "indicator":
        kept = [{"code": f"i{number}", **row} for number, row in enumerate(kept, start=1)]
    return list(kept)


def _part(node: Any, spec: Field) -> Tree:
    fields = read_schemas().parts[spec.part].fields
    return _mapping(node, fields) if isinstance(node, dict) else {}


def _in_order(node: Node) -> list[str]:
    numbers = sorted(int(key) for key in node if key.isascii() and key.isdigit() and int(key) <= MOST_INDEX)
    return [str(number) for number in numbers if str(number) in node]


def pairs_of(tree: Value, prefix: str = "") -> Iterable[tuple[str, str]]:
    """Yield the dotted name and the text of every value in *tree*: what ``tree_of`` reads back."""
    if isinstance(tree, str):
        yield prefix, tree
    else:
        items = tree.items() if isinstance(tree, dict) else ((str(n), item) for n, item in enumerate(tree))
        for key, item in items:
            yield from pairs_of(item, f"{prefix}.{key}" if prefix else key)
