"""Who names whom: every reference of every schema, followed backwards."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.load.schemas import read_schemas
from site_builder.model import Catalogue, Record, Schema

Backlinks = Mapping[tuple[str, str], tuple[Record, ...]]
"""(type, id) of the record named -> the records that name it, each once, in order of type and id."""


def backlinks_of(catalogue: Catalogue) -> Backlinks:
    """Return for each record the records that name it in any field whose schema says ``ref``."""
    found: dict[tuple[str, str], dict[str, Record]] = {}
    for kind in sorted(catalogue.records):
        if not _ref_paths(kind):
            continue
        for record in catalogue.all(kind):
            for target in refs_in(record):
                found.setdefault(target, {})[record.id] = record
    return {target: tuple(naming.values()) for target, naming in found.items()}


def refs_in(record: Record) -> Iterator[tuple[str, str]]:
    """Yield ``(type, id)`` of every record that *record* names."""
    for target, path in _ref_paths(record.type):
        for value in _values_at(record, path):
            yield target, value


@functools.cache
def _ref_paths(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_paths_in(read_schemas().types[kind], ()))


def _paths_in(schema: Schema, prefix: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, spec in schema.fields.items():
        if spec.ref:
            yield spec.ref, (*prefix, name)
        elif spec.part:
            yield from _paths_in(read_schemas().parts[spec.part], (*prefix, name))


def _values_at(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, tuple):
        for item in value:
            yield from _values_at(item, path)
    elif not path:
        yield value
    elif path[0] in value:
        yield from _values_at(value[path[0]], path[1:])
