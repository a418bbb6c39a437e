"""Every record of this repository can be read, written and read again, and stays the same."""

from __future__ import annotations

import functools
from itertools import chain
from pathlib import Path

import yaml

from site_builder.load.records import SourceRecord, list_record_paths, parse_record, type_of
from site_builder.load.text import decode_text
from site_builder.model import Record
from site_builder.validate.repository import PROPER_NAMES, check_repository
from site_builder.validate.shape import Known, read_record
from tests.remembered import nothing_remembered
from tests.repositories import TESTS, TODAY

ROOT = TESTS.parent
PATHS = list_record_paths(ROOT)


@functools.cache
def known() -> Known:
    """Return the code lists and names of this repository."""
    codes = check_repository(ROOT, TODAY).catalogue.codes
    names = codes.get(PROPER_NAMES, {}).values()
    return Known(codes, frozenset(chain.from_iterable((name.name["zh"], name.name["en"]) for name in names)))


def source_of(path: str, raw: bytes) -> SourceRecord:
    kind = type_of(path)
    assert kind is not None
    return parse_record(kind, path, decode_text(path, raw))


def typed(source: SourceRecord) -> Record:
    """Return the typed record of *source*, which has no errors."""
    record, problems = read_record(source, known())
    assert [(problem.path, problem.code) for problem in problems if not problem.is_warning] == []
    assert record is not None, source.path
    return record


def is_the_same_again(path: str) -> bool:
    """Return whether the record at *path* reads the same after it was read and written."""
    first = source_of(path, (ROOT / path).read_bytes())
    written = yaml.dump(first.values, Dumper=yaml.CSafeDumper, default_style='"', allow_unicode=True, sort_keys=False)
    second = source_of(path, written.encode("utf-8"))
    return (first.values, typed(first).values) == (second.values, typed(second).values)


def test_every_record_written_again_reads_the_same() -> None:
    assert len(PATHS) > 100
    assert [path for path in PATHS if not is_the_same_again(path)] == []


def test_this_repository_has_no_errors() -> None:
    with nothing_remembered():
        found = check_repository(ROOT, TODAY).errors

    assert [(p.path, p.line, p.code) for p in found] == []


def test_base_and_real_repository_use_the_same_folders() -> None:
    def folders(root: Path) -> set[str]:
        return {path.split("/")[1] for path in list_record_paths(root) if path.startswith("content/")}

    assert folders(ROOT) <= folders(TESTS / "base")
