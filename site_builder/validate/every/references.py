"""Ids and references: each record where its schema says, each reference to a record of the right type, no circles."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import date

from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Field, Record, Struct
from site_builder.problems import Fact, Problem
from site_builder.validate.every.visibility import check_named, hidden_records
from site_builder.validate.places import is_reference, places_of, values_at
from site_builder.validate.registry import Around, catalogue_rule, record_rule
from site_builder.worlds import is_example

EVIDENCE_TYPES = frozenset({"need", "result", "event", "solution", "contest", "docking"})
CIRCULAR = ("parent", "previous", "based_on", "successor_of")


@record_rule(waits_for="publication gives the id and the file")
def check_paths(record: Record, around: Around) -> Iterator[Problem]:
    """Yield where the file name or folder of a record says something else than the record (2)."""
    match = path_pattern_of(record.type).fullmatch(record.path)
    for name, found in match.groupdict().items() if match else ():
        value = str(record[name])
        if value == found:
            continue
        if name == "id":
            yield Problem(record.path, 0, "id-not-file-name", "id", {"id": value, "expected": found})
        else:
            facts = {"field": name, "value": value, "folder": found}
            yield Problem(record.path, 0, "folder-not-field", name, facts)


def path_pattern_of(kind: str) -> re.Pattern[str]:
    """Return the pattern of the paths of type *kind*, a group for each field that a path names."""
    return path_pattern(read_schemas().types[kind].path)


@functools.cache
def path_pattern(path: str) -> re.Pattern[str]:
    """Return the pattern of a schema's *path*, a group for each field that it names."""
    escaped = re.escape(path)
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", escaped))


@catalogue_rule()
def check_references(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each reference that names no record, a record of another type, or one that readers will not find (3)."""
    hidden = hidden_records(catalogue)
    for kind in catalogue.records:
        for place in places_of(kind, is_reference):
            known = catalogue.records.get(place.spec.ref, {})
            for record in catalogue.all_called(kind):
                for where, _, named_id in values_at(record, place):
                    value = str(named_id)
                    if value not in known:
                        yield _unresolved(catalogue, record, where, value, place.spec.ref)
                    elif value in hidden or is_example(record):
                        yield from check_named(record, where, known[value])
        for place in places_of(kind, _is_evidence):
            for record in catalogue.all_called(kind):
                for where, _, item in values_at(record, place):
                    if not isinstance(item, Struct) or not item["id"] or item["type"] not in EVIDENCE_TYPES:
                        continue
                    wanted, value = str(item["type"]), str(item["id"])
                    if (named := catalogue.find(wanted, value)) is None:
                        yield _unresolved(catalogue, record, f"{where}.id", value, wanted)
                    elif value in hidden or is_example(record):
                        yield from check_named(record, f"{where}.id", named)


def _is_evidence(spec: Field) -> bool:
    return spec.part == "evidence"


def _unresolved(catalogue: Catalogue, record: Record, where: str, value: str, wanted: str) -> Problem:
    types = read_schemas().types
    label = types[wanted].label
    facts: dict[str, Fact] = {"field": where, "value": value, "type": label}
    for name, records in catalogue.records.items():
        if value in records and name != "taxonomy":
            other = types[name].label
            facts |= {"other": other}
            return Problem(record.path, 0, "wrong-reference", where, facts)
    return Problem(record.path, 0, "unknown-reference", where, facts)


@catalogue_rule()
def check_cycles(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each circle of records that name each other as parent, forerunner or basis, at its first id (3)."""
    for kind, schema in read_schemas().types.items():
        for name in CIRCULAR:
            spec = schema.fields.get(name)
            if spec and spec.ref == kind:
                for circle in _circles(_edges(catalogue, kind, name)):
                    record = catalogue.records[kind][circle[0]]
                    facts = {"field": name, "chain": " → ".join([*circle, circle[0]])}
                    yield Problem(record.path, 0, "reference-cycle", name, facts)


def _edges(catalogue: Catalogue, kind: str, name: str) -> dict[str, tuple[str, ...]]:
    edges: dict[str, tuple[str, ...]] = {}
    for record in catalogue.all_called(kind):
        if value := record[name]:
            edges[record.id] = tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)
    return edges


def _circles(edges: dict[str, tuple[str, ...]]) -> Iterator[list[str]]:
    done: set[str] = set()
    for start in sorted(edges):
        path: list[str] = []
        rest = [(start, iter(edges[start]))] if start not in done else []
        path += [start] if rest else []
        while rest:
            node, targets = rest[-1]
            target = next(targets, None)
            if target is None:
                done.add(node)
                rest.pop()
                path.pop()
            elif target in path:
                circle = path[path.index(target) :]
                first = circle.index(min(circle))
                yield circle[first:] + circle[:first]
            elif target in edges and target not in done:
                rest.append((target, iter(edges[target])))
                path.append(target)
