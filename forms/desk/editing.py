"""The public text as the desk edits it: texts in both languages, other values, and the mark of a translation."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.desk.compare import leaves
from forms.model import Tree, Value
from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, Field, Schema, Text

TEXT, OTHER = "t:", "v:"  # what names of form fields begin with
_SEPARATORS = re.compile(r"[,，、;；\n]")


@dataclass(frozen=True)
class EditedText:
    """One text in both languages: dotted name, label, help; ``is_words`` for lists of words (keywords)."""

    where: str
    label: Text
    limit: Mapping[str, int]
    zh: str
    en: str
    is_long: bool

    def __getitem__(self, lang: str) -> str:
        """Return the text in *lang*."""
        return self.zh if lang == "zh" else self.en


def texts_to_edit(tree: Tree, record: str) -> tuple[EditedText, ...]:
    """Return every text that is written in both languages, also those that *tree* lacks."""
    schema = read_schemas().types.get(record)
    return tuple(_texts(tree, schema, "")) if schema else ()


def _texts(tree: Tree, schema: Schema, before: str) -> Iterator[EditedText]:
    for name, spec in schema.fields.items():
        where, value = f"{before}{name}", tree.get(name)
        if spec.visibility != "public":
            continue
        if spec.bilingual and (value is not None or (not before and spec.widget in ("text", "textarea"))):
            yield _text(where, spec, value)
        elif spec.part and isinstance(value, dict):
            yield from _texts(value, read_schemas().parts[spec.part], f"{where}.")
        elif spec.part and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _texts(item, read_schemas().parts[spec.part], f"{where}.{number}.")


def _text(where: str, spec: Field, value: Value | None) -> EditedText:
    held = value if isinstance(value, dict) else {}
    zh, en = (_joined(held.get(lang, "")) for lang in LANGS)
    return EditedText(where, spec.label, spec.limit, zh, en, spec.widget == "textarea" or spec.markup != "")


def _joined(value: Value) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def others_to_edit(tree: Tree, record: str) -> tuple[tuple[str, str], ...]:
    """Return dotted name and text of every value that is no text in two languages."""
    known = [f"{text.where}." for text in texts_to_edit(tree, record)]
    return tuple(
        (where, text)
        for where, text in leaves(tree)
        if not where.startswith("translation") and not any(where.startswith(name) for name in known)
    )


def edited(tree: Tree, record: str, given: Mapping[str, str]) -> Tree:
    """Return *tree* with what the form *given* says; what it does not name stays.

    Args:
        given: ``t:<dotted name>.<language>`` and ``v:<dotted name>`` -> text; an empty text is taken out.
    """
    result: Any = copy.deepcopy(tree)
    for text in texts_to_edit(tree, record):
        for lang in LANGS:
            name = f"{TEXT}{text.where}.{lang}"
            if name in given and given[name].strip() != text[lang].strip():
                _put(
                    result, [*text.where.split("."), lang], _as_before(tree, text.where, record, given[name].strip())
                )
    for where, before in others_to_edit(tree, record):
        name = f"{OTHER}{where}"
        if name in given and given[name].strip() != before:
            _put(result, where.split("."), given[name].strip())
    order = list(read_schemas().types[record].fields) if record in read_schemas().types else list(result)
    return {name: result[name] for name in [*order, *result] if name in result and result[name] not in ({}, "")}


def _as_before(tree: Tree, where: str, record: str, text: str) -> Value:
    spec = read_schemas().types[record].fields.get(where)
    if spec is None or spec.type != "array":
        return text
    return [word.strip() for word in _SEPARATORS.split(text) if word.strip()]


def _put(node: Any, steps: list[str], value: Value) -> None:
    for step in steps[:-1]:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    last = steps[-1]
    if isinstance(node, list):
        node[int(last)] = value
    elif value in ("", []):
        node.pop(last, None)
    else:
        node[last] = value


def with_translation(tree: Tree, marks: Mapping[str, str], role: str, today: date, *, is_reviewed: bool) -> Tree:
    """Return *tree* with how each language that is not its original was translated.

    Args:
        marks: language -> code of ``translated_by``, empty where nothing is said.
        role: of who reviewed the translation; never a name.
        is_reviewed: whether it was reviewed today.
    """
    told: Any = copy.deepcopy(tree.get("translation", {}))
    for lang, by in marks.items():
        if not by or lang == tree.get("source_language") or lang not in LANGS:
            continue
        review = {"reviewed_by": role, "reviewed_on": today.isoformat()} if is_reviewed else {}
        told[lang] = {**(told.get(lang, {}) if told.get(lang, {}).get("by") == by else {}), "by": by, **review}
    rest = {name: value for name, value in tree.items() if name != "translation"}
    return {**rest, "translation": told} if told else rest
