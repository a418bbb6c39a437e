"""The facts of any record, as its schema says: what is shown, in which order, and what stands beside it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from site_builder.derive.facets import facet_of
from site_builder.derive.fact_values import (
    AddressValue,
    CodesValue,
    FlagValue,
    MoneyValue,
    NumberValue,
    PartsValue,
    PlainValue,
    RecordsValue,
    Row,
    TextValue,
    TimeValue,
    Value,
    WordsValue,
)
from site_builder.derive.published import published
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Field, Record, Struct, Text, Words
from site_builder.records import Money


@dataclass(frozen=True)
class Facts:
    """The facts of a record: rows of the list of facts, and sections of the page."""

    rows: tuple[Row, ...] = ()
    sections: tuple[Row, ...] = ()


@dataclass(frozen=True)
class _Line:
    """What one row is made of: the field, those that stand in for it, notes, the end of a span, an address."""

    spec: Field
    others: tuple[Field, ...]
    notes: tuple[_Line, ...]
    until: Field | None
    address: Field | None


def facts_of(record: Record, catalogue: Catalogue, without: Collection[str] = ()) -> Facts:
    """Return the facts of *record*.

    Args:
        record: any record; of its fields only those are looked at that are public and whose schema calls them facts.
        catalogue: where the records that it names are.
        without: fields that are not told of this record, for a reason that follows from its other fields.
    """
    shown = (tuple(_rows(record, record.type, how, catalogue, without)) for how in ("facts", "section"))
    return Facts(*shown)


def _rows(
    holder: Struct, schema: str, how: str, catalogue: Catalogue, without: Collection[str] = ()
) -> Iterator[Row]:
    for line in _lines_of(schema, how):
        if line.spec.name not in without and (row := _row(holder, line, catalogue)):
            yield row


@functools.cache
def _lines_of(name: str, how: str) -> tuple[_Line, ...]:
    """Return the lines of the schema of that name, in order; of a field that is not public there is none."""
    schema = read_schemas().types.get(name) or read_schemas().parts[name]
    public = [spec for spec in schema.fields.values() if spec.visibility == "public"]
    first = sorted((spec for spec in public if spec.shown.how == how), key=lambda spec: int(spec.shown.what))
    return tuple(_line(spec, public) for spec in first)


def _line(spec: Field, public: list[Field]) -> _Line:
    def beside(how: str, name: str) -> list[Field]:
        return [other for other in public if (other.shown.how, other.shown.what) == (how, name)]

    others = beside("instead_of", spec.name)
    for other in others:
        others.extend(beside("instead_of", other.name))
    notes = [_line(note, public) for main in (spec, *others) for note in beside("note", main.name)]
    until, address = beside("until_of", spec.name), beside("address_of", spec.name)
    return _Line(spec, tuple(others), tuple(notes), next(iter(until), None), next(iter(address), None))


def _row(holder: Struct, line: _Line, catalogue: Catalogue) -> Row | None:
    """Return the row of *line*; where its field is empty, another's value or else the first note stands in for it."""
    others = (_word(spec, value_of(holder, spec, catalogue)) for spec in line.others)
    value = _main_value(holder, line, catalogue) or next((other for other in others if other), None)
    notes = [row for note in line.notes if (row := _note(holder, note, catalogue))]
    if value is None and notes:
        value = notes.pop(0).value
    if value is None:
        return None
    return Row(line.spec.name, line.spec.label_on_pages, value, tuple(notes), line.spec.shown.is_bare)


def _note(holder: Struct, line: _Line, catalogue: Catalogue) -> Row | None:
    row = _row(holder, line, catalogue)
    if row and isinstance(row.value, FlagValue):
        word = _word(line.spec, row.value)
        return replace(row, value=word, is_bare=True) if word else None
    return row


def _main_value(holder: Struct, line: _Line, catalogue: Catalogue) -> Value | None:
    value = value_of(holder, line.spec, catalogue)
    if isinstance(value, TimeValue) and line.until:
        last = holder[line.until.name]
        if not isinstance(last, date | str):
            last = None
        is_open = last is None and line.until.type == "date"
        return replace(value, last=None if last == value.first else last, is_open=is_open)
    if line.address and (url := holder[line.address.name]):
        return AddressValue(str(url), value)
    return value


def _word(spec: Field, value: Value | None) -> Value | None:
    """Return *value*; a flag in the row of another field is said by its label, or not at all."""
    if isinstance(value, FlagValue):
        return TextValue(spec.label_on_pages) if value.is_true else None
    return value


def value_of(holder: Struct, spec: Field, catalogue: Catalogue) -> Value | None:
    """Return what *holder* says in the field *spec*, ``None`` where it says nothing that pages show."""
    value = holder[spec.name]
    if isinstance(value, tuple):
        value = tuple(item for item in value if str(item) not in spec.shown.unless)
    if value is None or value in ((), "") or _written(value) in spec.shown.unless:
        return None
    return _typed(value, spec, catalogue)


def _written(value: Any) -> str:
    """Return *value* as a record says it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(value: Any, spec: Field, catalogue: Catalogue) -> Value | None:
    many = value if isinstance(value, tuple) else (value,)
    if spec.part:
        return _parts(many, spec, catalogue)
    if spec.codes:
        return CodesValue(spec.codes, many, facet_of(spec))
    if spec.ref:
        records = tuple(record for key in many if (record := published(spec.ref, key, catalogue)))
        return RecordsValue(records) if records else None
    if spec.bilingual:
        return _in_languages(value, spec)
    return _simple(value, many, spec)


def _parts(many: tuple[Struct, ...], spec: Field, catalogue: Catalogue) -> Value | None:
    if isinstance(money := many[0], Money):
        return MoneyValue(money)
    how = spec.shown.how if spec.shown.how == "section" else "facts"
    parts = tuple(rows for item in many if (rows := tuple(_rows(item, spec.part, how, catalogue))))
    return PartsValue(parts) if parts else None


def _in_languages(value: Text | Words, spec: Field) -> Value | None:
    if isinstance(value, Words):
        return WordsValue(value) if value != Words() else None
    return TextValue(value, spec.markup == "markdown") if value != Text() else None


def _simple(value: Any, many: tuple[Any, ...], spec: Field) -> Value:
    if spec.type == "boolean":
        return FlagValue(value)
    if spec.type == "integer":
        return NumberValue(value, spec.unit)
    if spec.type == "date" or spec.kind == "period":
        return TimeValue(value, is_deadline=spec.kind == "deadline")
    if spec.kind == "url":
        return AddressValue(value)
    return PlainValue(tuple(map(str, many)), spec.kind == "digest")
