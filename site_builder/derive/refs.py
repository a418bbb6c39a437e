"""Who names whom: every reference of every schema, followed backwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.model import Catalogue, Record
from site_builder.records import Edition
from site_builder.validate.places import is_reference, places_of, values_at

Backlinks = Mapping[tuple[str, str], tuple[Record, ...]]
"""(type, id) of the record named -> the records that name it, each once, in order of type and id."""


def backlinks_of(catalogue: Catalogue) -> Backlinks:
    """Return for each record the records that name it in any field whose schema says ``ref``."""
    found: dict[tuple[str, str], dict[str, Record]] = {}
    for kind in sorted(catalogue.records):
        if not places_of(kind, is_reference):
            continue
        for record in catalogue.all_called(kind):
            for target in refs_in(record):
                found.setdefault(target, {})[record.id] = record
    return {target: tuple(naming.values()) for target, naming in found.items()}


def refs_in(record: Record) -> Iterator[tuple[str, str]]:
    """Yield ``(type, id)`` of every record that *record* names."""
    for place in places_of(record.type, is_reference):
        for _, _, value in values_at(record, place):
            yield place.spec.ref, str(value)


def edition_called(catalogue: Catalogue, edition_id: str) -> Edition:
    """Return the edition of that id, which a record names: the check has seen that each reference resolves."""
    edition = catalogue.get(Edition, edition_id)
    if edition is None:
        raise KeyError(edition_id)
    return edition
