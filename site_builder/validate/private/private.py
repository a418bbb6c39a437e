"""The private folder: sealed parts of solutions, panels and score sheets, laid out like the repository."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import parse_record
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.trees import files_below
from site_builder.model import PRIVATE_FOLDER, Catalogue, Record, Schema, is_a
from site_builder.problems import InvalidDataError, Problem
from site_builder.records import Need, Panel, Sheet, Solution
from site_builder.validate.every.references import path_pattern
from site_builder.validate.private.sealed_owners import SealedOwner, read_owner
from site_builder.validate.shape import Known, read_record

KINDS = ("solution", "panel", "sheet")
_BELONGS_TO = {"solution": ("solution", "id"), "panel": ("contest", "id"), "sheet": ("contest", "contest")}
_TOLD = frozenset("type list file help visibility bound most kib count highest step folder".split())
"""Facts of a problem that come from schemas, bounds and places, never from what was written."""


@dataclass(frozen=True)
class Private:
    """What the private folder holds of the contests.

    ``solutions`` are sealed parts by id of the solution, ``panels`` by id of the contest, ``sheets`` lists by id of
    the contest in order of juror, ``owners`` the owners of anonymous needs by id of the need. Problems name files as
    ``$JIEBANG_PRIVATE/…`` and repeat no sealed value.
    """

    folder: Path
    solutions: Mapping[str, Solution] = field(default_factory=dict)
    panels: Mapping[str, Panel] = field(default_factory=dict)
    sheets: Mapping[str, tuple[Sheet, ...]] = field(default_factory=dict)
    owners: Mapping[str, SealedOwner] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_private(folder: Path, catalogue: Catalogue) -> Private:
    """Return what *folder* holds of the contests in *catalogue*, each file checked against its schema."""
    problems: list[Problem] = []
    found: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    known = Known(catalogue.codes)
    for kind in KINDS:
        schema = read_schemas().private[kind]
        for path in _paths_of(folder, schema):
            record, own = _read(folder, path, schema, known)
            problems += own
            if record:
                problems += _misplaced(record, found[kind], catalogue)
                found[kind].append(record)
    sheets: dict[str, list[Sheet]] = {}
    read = [sheet for sheet in found["sheet"] if is_a(sheet, Sheet)]
    for sheet in sorted(read, key=lambda sheet: (len(sheet.id), sheet.id)):
        sheets.setdefault(sheet.contest, []).append(sheet)
    return Private(
        folder,
        {record.id: record for record in found["solution"] if is_a(record, Solution)},
        {record.id: record for record in found["panel"] if is_a(record, Panel)},
        {contest: tuple(own) for contest, own in sheets.items()},
        _owners(folder, catalogue, problems),
        tuple(sorted(problems)),
    )


def _owners(folder: Path, catalogue: Catalogue, problems: list[Problem]) -> dict[str, SealedOwner]:
    owners: dict[str, SealedOwner] = {}
    for need in catalogue.all(Need):
        try:
            owner = read_owner(folder, need)
        except InvalidDataError as error:
            problems.append(_without_values(error.problem))
            continue
        if owner:
            owners[need.id] = owner
    return owners


def _paths_of(folder: Path, schema: Schema) -> Iterator[str]:
    pattern = path_pattern(schema.path)
    top = schema.path.partition("{")[0]
    for path in (f"{top}{name}" for name in files_below(folder / top, ".yml")):
        if pattern.fullmatch(path):
            yield path


def _read(folder: Path, path: str, schema: Schema, known: Known) -> tuple[Record | None, list[Problem]]:
    shown = f"${PRIVATE_FOLDER}/{path}"
    try:
        source = parse_record(schema.name, shown, decode_text(shown, read_bytes(shown, folder / path)))
    except InvalidDataError as error:
        return None, [_without_values(error.problem)]
    record, problems = read_record(source, known, schema)
    if record and (match := path_pattern(schema.path).fullmatch(path)):
        problems += [
            Problem(shown, 1, "folder-not-field", name, {"field": name, "value": str(record[name]), "folder": value})
            for name, value in match.groupdict().items()
            if str(record[name]) != value
        ]
    return record, [_without_values(problem) for problem in problems]


def _misplaced(record: Record, earlier: Iterable[Record], catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a file of another edition than its contest or solution, and a second file for the same."""
    kind, field_name = _BELONGS_TO[record.type]
    whole = catalogue.find(kind, str(record[field_name]))
    if whole and whole["edition"] != record["edition"]:
        facts = {"field": field_name, "value": whole.id}
        facts |= {"other": str(whole["edition"]), "edition": str(record["edition"])}
        yield Problem(record.path, 0, "other-edition", "edition", facts)
    for other in earlier:
        if (other.id, other[field_name]) == (record.id, record[field_name]):
            yield Problem(record.path, 0, "id-twice", "id", {"id": "…", "other": other.path})


def _without_values(problem: Problem) -> Problem:
    """Return *problem* without what was written: a terminal or a log of the check is no sealed place.

    Names of fields are written too, and told only where a schema has them.
    """
    parts = problem.where.split(".")
    is_known = all(part in _field_names() or part.isdecimal() for part in parts)
    told = _TOLD | ({"label", "field"} if is_known else set())
    facts = {name: fact if name in told else "…" for name, fact in problem.facts.items()}
    return Problem(problem.path, problem.line, problem.code, problem.where if is_known else "", facts)


@functools.cache
def _field_names() -> frozenset[str]:
    """Return the names of all fields there are, and of the languages of a text."""
    schemas = read_schemas()
    every = chain(schemas.types.values(), schemas.parts.values(), schemas.private.values())
    specs = (spec for schema in every for spec in schema.fields.values())
    return frozenset(chain.from_iterable((spec.name, *spec.languages) for spec in specs))
