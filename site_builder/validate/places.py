"""Where in its records a type holds values of some kind, found once from the schemas; and the values there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field, Record, Schema, Struct, Value


@dataclass(frozen=True)
class FieldPlace:
    """A field at any depth: the names that lead to it, and its specification."""

    steps: tuple[str, ...]
    spec: Field


def is_reference(spec: Field) -> bool:
    """Return whether *spec* names other records."""
    return bool(spec.ref)


@functools.cache
def places_of(kind: str, is_wanted: Callable[[Field], bool]) -> tuple[FieldPlace, ...]:
    """Return the places of every wanted field in records of type *kind*, parts included."""
    return tuple(_places_in(read_schemas().types[kind], is_wanted, ()))


def _places_in(schema: Schema, is_wanted: Callable[[Field], bool], steps: tuple[str, ...]) -> Iterator[FieldPlace]:
    for spec in schema.fields.values():
        here = (*steps, spec.name)
        if is_wanted(spec):
            yield FieldPlace(here, spec)
        if spec.part:
            yield from _places_in(read_schemas().parts[spec.part], is_wanted, here)


def values_at(record: Record, place: FieldPlace) -> Iterator[tuple[str, Struct, Value]]:
    """Yield ``(where, holder, value)`` for each value written at *place*; *holder* is the structure it is in.

    A list of plain values is one value each; a field that was not written yields nothing.
    """
    return _values_in(record, place.steps, "")


def _values_in(holder: Struct, steps: tuple[str, ...], prefix: str) -> Iterator[tuple[str, Struct, Value]]:
    name = steps[0]
    value = holder.get(name)
    where = prefix + name
    if value is None:
        return
    items = [(f"{where}.{n}", item) for n, item in enumerate(value)] if type(value) is tuple else [(where, value)]
    if len(steps) == 1:
        for at, item in items:
            yield at, holder, item
        return
    for at, item in items:
        if isinstance(item, Struct):
            yield from _values_in(item, steps[1:], f"{at}.")
