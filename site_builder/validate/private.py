"""The private folder: sealed parts of solutions, panels and score sheets, laid out like the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.load.records import parse_record
from site_builder.load.schemas import read_schemas
from site_builder.load.text import decode_text, read_bytes
from site_builder.model import Catalogue, Record, Schema
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.references import path_pattern
from site_builder.validate.sealed_owners import PRIVATE_FOLDER, SealedOwner, read_owner
from site_builder.validate.shape import Known, read_record

KINDS = ("solution", "panel", "sheet")


@dataclass(frozen=True)
class Private:
    """What the private folder holds of the contests.

    ``solutions`` are sealed parts by id of the solution, ``panels`` by id of the contest, ``sheets`` lists by id of
    the contest in order of juror, ``owners`` the owners of anonymous needs by id of the need. Problems name files as
    ``$JIEBANG_PRIVATE/…`` and repeat no sealed value.
    """

    folder: Path
    solutions: Mapping[str, Record] = field(default_factory=dict)
    panels: Mapping[str, Record] = field(default_factory=dict)
    sheets: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
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
                found[kind].append(record)
    sheets: dict[str, list[Record]] = {}
    for sheet in sorted(found["sheet"], key=lambda sheet: (len(sheet.id), sheet.id)):
        sheets.setdefault(sheet["contest"], []).append(sheet)
    return Private(
        folder,
        {record.id: record for record in found["solution"]},
        {record.id: record for record in found["panel"]},
        {contest: tuple(own) for contest, own in sheets.items()},
        _owners(folder, catalogue, problems),
        tuple(sorted(problems)),
    )


def _owners(folder: Path, catalogue: Catalogue, problems: list[Problem]) -> dict[str, SealedOwner]:
    owners: dict[str, SealedOwner] = {}
    for need in catalogue.all("need"):
        try:
            owner = read_owner(folder, need)
        except InvalidDataError as error:
            problems.append(error.problem)
            continue
        if owner:
            owners[need.id] = owner
    return owners


def _paths_of(folder: Path, schema: Schema) -> Iterator[str]:
    pattern = path_pattern(schema.path)
    top = schema.path.partition("{")[0]
    for file in sorted((folder / top).rglob("*.yml")):
        path = file.relative_to(folder).as_posix()
        if pattern.fullmatch(path):
            yield path


def _read(folder: Path, path: str, schema: Schema, known: Known) -> tuple[Record | None, list[Problem]]:
    shown = f"${PRIVATE_FOLDER}/{path}"
    try:
        source = parse_record(schema.name, shown, decode_text(shown, read_bytes(shown, folder / path)))
    except InvalidDataError as error:
        return None, [error.problem]
    record, problems = read_record(source, known, schema)
    if record and (match := path_pattern(schema.path).fullmatch(path)):
        problems += [
            Problem(shown, 1, "folder-not-field", name, {"field": name, "value": str(record[name]), "folder": value})
            for name, value in match.groupdict().items()
            if str(record[name]) != value
        ]
    return record, [_without_values(problem) for problem in problems]


def _without_values(problem: Problem) -> Problem:
    """Return *problem* without what was written: a terminal or a log of the check is no sealed place."""
    facts = {name: "…" if name in ("value", "found", "kept") else fact for name, fact in problem.facts.items()}
    return Problem(problem.path, problem.line, problem.code, re.sub(r"\s", "", problem.where), facts)
