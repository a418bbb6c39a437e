"""The schemas, read once: record types, parts, and the closed code lists."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from site_builder.languages import ADDED_LANGS, ENGLISH, LANGS, in_order, instead_of, name_of
from site_builder.load.contract.conditions import conditions_of
from site_builder.load.contract.shown import check_shown, read_shown
from site_builder.load.contract.terms import with_terms
from site_builder.load.standards.countries import COUNTRY, Countries
from site_builder.load.yaml_text import parse_values
from site_builder.model import Code, Field, Schema, Schemas, Text

SCHEMAS = Path(__file__).parents[2] / "schemas"
_WHOLE_NUMBERS = frozenset({"minLength", "maxLength", "minimum", "maximum"})


@functools.cache
def read_schemas() -> Schemas:
    """Return every schema of ``site_builder/schemas/``.

    Raises:
        ShownError: a field does not say where pages show it, or says so wrongly.
    """
    files = sorted(SCHEMAS.rglob("*.yml"))
    parts = {path.stem: _schema(_read(path), {}) for path in files if path.parent.name == "parts"}
    parts["translations"] = _by_language(parts["translations"])
    types = {
        path.stem: _schema(_read(path), parts) for path in files if path.parent == SCHEMAS and path.stem != "codes"
    }
    private = {path.stem: _schema(_read(path), parts) for path in files if path.parent.name == "private"}
    check_shown([*types.values(), *parts.values()])
    sealed = {name: found for name, schema in types.items() if (found := _private_part_of(schema))}
    codes: dict[str, Mapping[str, Code]] = {
        name: codes_of(entries) for name, entries in _read(SCHEMAS / "codes.yml").items()
    }
    codes[COUNTRY] = Countries(codes[COUNTRY])
    return Schemas(types=types, parts=parts, codes=codes, private={**sealed, **private})


def language_name(lang: str) -> Text:
    """Return what *lang* is called: as the code list has it, else as it calls itself."""
    known = read_schemas().codes["language"].get(lang)
    return known.name if known else Text(dict.fromkeys(LANGS, name_of(lang)))


def _by_language(translations: Schema) -> Schema:
    """Return *translations* with a field for each language, an added one like that of a required one."""
    like = translations.fields[ENGLISH]
    added = {lang: replace(like, name=lang, label=Text(dict.fromkeys(LANGS, name_of(lang)))) for lang in ADDED_LANGS}
    return replace(translations, fields={**added, **translations.fields})


def _private_part_of(schema: Schema) -> Schema | None:
    """Return the schema of the part of a record that lies in the private folder: its id and what is not public."""
    fields = {name: field for name, field in schema.fields.items() if field.visibility != "public"}
    named = {name: schema.fields[name] for name in ("id", "edition") if name in schema.fields}
    return replace(schema, fields={**named, **fields}, conditions=()) if fields else None


def codes_of(entries: list[Mapping[str, Any]]) -> dict[str, Code]:
    """Return a code list by code, from entries as written: ``[{code, name: {zh, en}, …}]``."""
    return {
        entry["code"]: Code(
            code=entry["code"],
            name=Text(**entry["name"]),
            description=Text(**(entry.get("description") or {})),
            parent=entry.get("parent") or "",
        )
        for entry in entries
    }


def _read(path: Path) -> dict[str, Any]:
    tree = parse_values(path.name, path.read_text(encoding="utf-8"))
    return dict(with_terms(tree, f"schemas.{path.stem}"))


def _schema(tree: Mapping[str, Any], parts: Mapping[str, Schema]) -> Schema:
    base = parts[tree["extends"]] if "extends" in tree else None
    fields = {**(base.fields if base else {}), **{item["name"]: _field(item) for item in tree["fields"]}}
    own = conditions_of(tree["name"], fields, tree.get("conditions", ()))
    return Schema(
        name=tree["name"],
        label=Text(**tree["label"]),
        plural=Text(**tree.get("plural", tree["label"])),
        path=tree.get("path", ""),
        is_logged=tree.get("logged") == "true",
        fields=fields,
        conditions=(*(base.conditions if base else ()), *own),
    )


def _field(item: Mapping[str, Any]) -> Field:
    read = ("label", "label_shown", "help", "constraints", "languages", "limit", "shown")
    rest = {k: v for k, v in item.items() if k not in read}
    return Field(
        **rest,
        label=Text(**item["label"]),
        help=Text(**item["help"]),
        constraints={name: _constraint(name, value) for name, value in item.get("constraints", {}).items()},
        languages=tuple(in_order({*item.get("languages", ()), *LANGS})),
        limit=_limit(item.get("limit", {})),
        shown=read_shown(item.get("shown", {})),
        label_shown=Text(**item.get("label_shown", {})),
    )


def _limit(written: Mapping[str, str]) -> dict[str, int]:
    """Return how many characters a text may have by language; an added one has as many as what stands in for it."""
    limit = {lang: int(most) for lang, most in written.items()}
    added = {lang: limit[instead_of(lang)[0]] for lang in ADDED_LANGS if limit and lang not in limit}
    return {**limit, **added}


def _constraint(name: str, value: str) -> Any:
    if name == "required":
        return value == "true"
    return int(value) if name in _WHOLE_NUMBERS else value
