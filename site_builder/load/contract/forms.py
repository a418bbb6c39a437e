"""The form definitions of ``forms/definitions/``: which fields a form asks, in sections; the rest is the schema's."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.terms import with_terms
from site_builder.load.yaml_text import parse_mapping
from site_builder.model import Field, Schema, Text

DEFINITIONS = Path(__file__).parents[3] / "forms" / "definitions"

SET_BY_SERVICE = frozenset(
    "id example provenance source source_language translation acknowledged status version received_on published_on "
    "closed_on closing_reason outcome lapse_reason sealed_digest sealed_digests reviews amendments need "
    "open_for_proposals name_status agreement_signed_on suspensions external_ids".split()
)
"""Fields that a form never asks: the service, the review or the publication gives them."""


class FormDefinitionError(Exception):
    """A definition names what is not there; the message says file, line and what to change."""


@dataclass(frozen=True)
class Section:
    """One part of a form: its fields in the order in which they are asked."""

    code: str
    label: Text
    help: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Consent:
    """What a submitter has to agree to."""

    code: str
    label: Text


@dataclass(frozen=True)
class AttachmentRule:
    """How many files may come with a form, how many bytes each, and of which types (suffixes without a dot)."""

    most: int
    bytes: int
    types: tuple[str, ...]


@dataclass(frozen=True)
class FormDefinition:
    """One form.

    Args:
        name: ``need``, ``solution``, …: part of its address.
        order: its place where pages name all forms.
        record: type of the record it becomes, empty where none comes of it.
        schema: the fields that it asks, in order: those of the record type, or of a private schema.
        about: types of the record it can be about; empty where it is about none.
        who: what a person says to whom it is the right one.
        label: its name.
        intro: what it is for.
        sections: its parts.
        consents: what has to be agreed to, all of it.
        attachments: files that may come with it.
    """

    name: str
    order: int
    record: str
    schema: Schema = field(repr=False)
    about: tuple[str, ...]
    who: Text
    label: Text
    intro: Text
    sections: tuple[Section, ...]
    consents: tuple[Consent, ...]
    attachments: AttachmentRule

    def visibility_of(self, name: str) -> str:
        """Return ``public``, ``sealed`` or ``internal`` for the field of that name."""
        return self.schema.fields[name].visibility


@functools.cache
def read_forms() -> Mapping[str, FormDefinition]:
    """Return every form by name, in the order in which the pages name them.

    Raises:
        FormDefinitionError: a definition names a field or a type that no schema has.
    """
    forms = [read_form(DEFINITIONS / f"{name}.yml") for name in form_names()]
    return {form.name: form for form in sorted(forms, key=lambda form: form.order)}


def form_names() -> list[str]:
    """Return the name of each form, which is that of its file; nothing is read."""
    return sorted(path.stem for path in DEFINITIONS.glob("*.yml"))


def read_form(path: Path) -> FormDefinition:
    """Return the form that the file *path* defines.

    Raises:
        FormDefinitionError: it names a field or a type that no schema has, or a field twice.
    """
    tree, lines = parse_mapping(path.name, path.read_text(encoding="utf-8"))
    return form_of(with_terms(dict(tree), f"forms.{path.stem}"), path.name, lines)


def form_of(tree: Mapping[str, Any], file: str = "", lines: Mapping[str, int] | None = None) -> FormDefinition:
    """Return the form that *tree*, a definition as written, defines; *file* and *lines* are for messages."""
    where = _Where(file, lines or {})
    schema = _schema_of(tree, where)
    sections = tuple(_section(item, schema, f"sections.{n}", where) for n, item in enumerate(tree["sections"]))
    asked = [spec for section in sections for spec in section.fields]
    names = [spec.name for spec in asked]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise where.error("sections", f"asks twice for {', '.join(twice)}")
    files = tree["attachments"]
    return FormDefinition(
        name=tree["name"],
        order=int(tree["order"]),
        record=tree.get("record", ""),
        schema=replace(schema, fields={spec.name: spec for spec in asked}),
        about=tuple(tree.get("about", ())),
        who=Text(**tree["who"]),
        label=Text(**tree["label"]),
        intro=Text(**tree["intro"]),
        sections=sections,
        consents=tuple(Consent(item["code"], Text(**item["label"])) for item in tree.get("consents", ())),
        attachments=AttachmentRule(int(files["most"]), int(files["bytes"]), tuple(files["types"])),
    )


@dataclass(frozen=True)
class _Where:
    file: str
    lines: Mapping[str, int]

    def error(self, place: str, what: str) -> FormDefinitionError:
        return FormDefinitionError(f"{self.file}:{self.lines.get(place, 1)}: {what}")


def _schema_of(tree: Mapping[str, Any], where: _Where) -> Schema:
    schemas = read_schemas()
    found = schemas.types.get(tree.get("record", "")) or schemas.private.get(tree.get("schema", ""))
    if found is None:
        raise where.error("record", "names no record type (record) and no private schema (schema)")
    return found


def _section(item: Mapping[str, Any], schema: Schema, place: str, where: _Where) -> Section:
    fields = []
    for n, name in enumerate(item["fields"]):
        if name not in schema.fields:
            raise where.error(f"{place}.fields.{n}", f"{name} is no field of schema {schema.name}")
        if name in SET_BY_SERVICE:
            raise where.error(f"{place}.fields.{n}", f"{name} is set by the service and not asked")
        fields.append(schema.fields[name])
    return Section(item["code"], Text(**item["label"]), Text(**item.get("help", {})), tuple(fields))
