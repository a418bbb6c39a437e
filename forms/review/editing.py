"""The public text as the desk edits it: texts in both languages, other values, and how a text was translated."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.check.wording import spec_at
from forms.model import Tree, Value
from forms.review.compare import leaves
from forms.values.reading import Reading
from forms.values.typed import habits_of_forms, read_typed
from site_builder.languages import CHINESE, ENGLISH, REQUIRED_LANGS, Lang
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.currencies import CURRENCY, YUAN
from site_builder.model import Field, Schema, Text
from site_builder.text_forms.properties import has_han
from site_builder.validate.need.owners import OWNERS

TEXT, OTHER = "t:", "v:"  # what names of form fields begin with
NAMES: Mapping[str, tuple[str, ...]] = {
    "need": ("owner", "owner_label"),
    "result": ("holder", "holder_label"),
    "solution": ("team_label",),
}
"""Type of record -> who it is from: may be filled in at the desk where the submitter left it out."""
_SEPARATORS = re.compile(r"[,，、;；\n]")


@dataclass(frozen=True)
class EditedText:
    """One text in both languages: dotted name, label, most characters (none for lists of words), whether needed."""

    where: str
    label: Text
    limit: Mapping[str, int]
    said: Mapping[str, str]
    is_long: bool
    is_needed: bool
    in_both: bool

    def __getitem__(self, lang: str) -> str:
        """Return the text in *lang*."""
        return self.said[lang]

    def lacks(self, lang: str) -> bool:
        """Return whether the text in *lang* is still to be written."""
        return not self[lang] and (self.in_both if any(self.said.values()) else self.is_needed)


def texts_to_edit(tree: Tree, record: str) -> tuple[EditedText, ...]:
    """Return every text that is written in both languages, also those that *tree* lacks."""
    schema = read_schemas().types.get(record)
    return tuple(_texts(tree, schema, "")) if schema else ()


def _texts(tree: Tree, schema: Schema, before: str) -> Iterator[EditedText]:
    offered = () if before else NAMES.get(schema.name, ())
    for name, spec in schema.fields.items():
        where, value = f"{before}{name}", tree.get(name)
        if spec.visibility != "public":
            continue
        is_offered = name in offered or (not before and spec.widget in ("text", "textarea"))
        if spec.bilingual and (value is not None or is_offered):
            yield _text(where, spec, value)
        elif spec.part and isinstance(value, dict):
            yield from _texts(value, read_schemas().parts[spec.part], f"{where}.")
        elif spec.part and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _texts(item, read_schemas().parts[spec.part], f"{where}.{number}.")


def _text(where: str, spec: Field, value: Value | None) -> EditedText:
    held = value if isinstance(value, dict) else {}
    said = {lang: _joined(held.get(lang, "")) for lang in REQUIRED_LANGS}
    is_long = spec.widget == "textarea" or spec.markup != ""
    is_needed = spec.is_required or spec.required_when == "submitted"
    limit = {} if spec.type == "array" else spec.limit
    return EditedText(where, spec.label, limit, said, is_long, is_needed, spec.bilingual == "both")


def _joined(value: Value) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def others_to_edit(tree: Tree, record: str) -> tuple[tuple[str, str], ...]:
    """Return dotted name and text of every value that is no text in two languages, who it is from among them."""
    known = [f"{text.where}." for text in texts_to_edit(tree, record)]
    schema = read_schemas().types.get(record)
    names = [name for name in NAMES.get(record, ()) if schema and not schema.fields[name].bilingual]
    return tuple((name, "") for name in names if name not in tree) + tuple(
        (where, text)
        for where, text in leaves(tree)
        if not where.startswith("translation") and not any(where.startswith(name) for name in known)
    )


def edited(tree: Tree, record: str, given: Mapping[str, str]) -> Tree:
    """Return *tree* with the changes of the form *given*; all else is unchanged.

    Args:
        given: ``t:<dotted name>.<language>`` and ``v:<dotted name>`` -> text; an empty text is taken out.
    """
    result: Any = copy.deepcopy(tree)
    for text in texts_to_edit(tree, record):
        for lang in REQUIRED_LANGS:
            name = f"{TEXT}{text.where}.{lang}"
            if name in given and given[name].strip() != text[lang].strip():
                _put(result, [*text.where.split("."), lang], _as_before(text.where, record, given[name].strip()))
    for where, before in others_to_edit(tree, record):
        name = f"{OTHER}{where}"
        if name in given and given[name].strip() != before:
            _put(
                result,
                where.split("."),
                _as_record(where, record, given[name].strip(), _currency_beside(tree, where)),
            )
    order = list(read_schemas().types[record].fields) if record in read_schemas().types else list(result)
    whole = {name: _without_gaps(result[name]) for name in [*order, *result] if name in result}
    return {name: value for name, value in whole.items() if value not in ({}, [], "")}


def _without_gaps(value: Value) -> Value:
    """Return *value* without what was taken out of a list of codes."""
    return [item for item in value if item != ""] if isinstance(value, list) else value


def with_applicant(tree: Tree, record: str, opened: Tree, bodies: Callable[[str], str | None]) -> Tree:
    """Return *tree* with the applicant's name where it is to be named and nobody is.

    Args:
        opened: what is sealed.
        bodies: id of the organisation that bears a name, ``None`` where none does.
    """
    applicant = opened.get("applicant")
    if record not in OWNERS or not isinstance(applicant, str):
        return tree
    owner = OWNERS[record]
    if tree.get(f"{owner}_disclosure") != "named" or owner in tree or f"{owner}_label" in tree:
        return tree
    if known := bodies(applicant):
        return {**tree, owner: known}
    return {**tree, f"{owner}_label": {CHINESE if has_han(applicant) else ENGLISH: applicant}}


def _as_before(where: str, record: str, text: str) -> Value:
    spec = read_schemas().types[record].fields.get(where)
    if spec is None or spec.type != "array":
        return text
    return [word.strip() for word in _SEPARATORS.split(text) if word.strip()]


def _currency_beside(tree: Tree, where: str) -> str:
    """Return the currency of the amount at *where*."""
    held: Any = tree.get(where.partition(".")[0])
    return str(held.get(CURRENCY) or YUAN) if isinstance(held, dict) else YUAN


def _as_record(where: str, record: str, text: str, currency: str) -> str:
    """Return the value that *text* says at *where* in the form of a record, as it is where it says none."""
    schema = read_schemas().types.get(record)
    spec = spec_at(where, schema.fields) if schema else None
    reading = read_typed(text, spec, habits_of_forms(currency)) if spec else Reading(text)
    return text if reading.code else reading.text


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


def untold_translations(before: Tree, after: Tree, record: str) -> tuple[Lang, ...]:
    """Return the languages that *after* has new texts in without saying who translated them."""
    told = after.get("translation", {})
    old = {text.where: text for text in texts_to_edit(before, record)}
    new = {
        lang
        for text in texts_to_edit(after, record)
        for lang in REQUIRED_LANGS
        if text[lang] and (text.where not in old or old[text.where][lang] != text[lang])
    }
    marked = told if isinstance(told, dict) else {}
    return tuple(
        lang for lang in REQUIRED_LANGS if lang in new - {after.get("source_language")} and lang not in marked
    )


def with_translation(tree: Tree, marks: Mapping[str, str], role: str, today: date, *, is_reviewed: bool) -> Tree:
    """Return *tree* with how each language that is not its original was translated.

    Args:
        marks: language -> code of ``translated_by``, empty where nothing is said.
        role: of who reviewed the translation; never a name.
        is_reviewed: whether it was reviewed today.
    """
    told: Any = copy.deepcopy(tree.get("translation", {}))
    for lang, by in marks.items():
        if not by or lang == tree.get("source_language") or lang not in REQUIRED_LANGS:
            continue
        review = {"reviewed_by": role, "reviewed_on": today.isoformat()} if is_reviewed else {}
        told[lang] = {**(told.get(lang, {}) if told.get(lang, {}).get("by") == by else {}), "by": by, **review}
    rest = {name: value for name, value in tree.items() if name != "translation"}
    return {**rest, "translation": told} if told else rest
