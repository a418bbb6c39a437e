"""Records from disk: which files there are, of which type each is, and what its author wrote."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.standard_names import with_standard_names
from site_builder.load.text import read_bytes, require_merged
from site_builder.load.yaml_text import Written, parse_mapping, parse_values

LOG_PATH = "content/publication-log.yml"
FORM_PATH = "content/form.yml"
LEDGER_PATH = "content/editions/{edition}/points.yml"
MOST_LOG_BYTES = 64 * 1024 * 1024
_NOT_RECORDS = re.compile(
    r"content/pages/|content/(?:publication-log|form)\.yml$|content/editions/[^/]+/points\.yml$"
)
# What desktops and editors drop into folders; git ignores it too.
_LEFTOVER = re.compile(r".*/(?:\.gitkeep|\.DS_Store|Thumbs\.db|[^/]*~|\.[^/]*\.sw[a-p])")


_OF_A_MERGE = re.compile(r".*(?:\.orig|\.rej|\.mine|\.r\d+|[._](?:BACKUP|BASE|LOCAL|REMOTE)[._]\d+(?:\.\w+)?)")


@dataclass(frozen=True)
class SourceRecord:
    """One record as its author wrote it, before any type is read into it."""

    type: str
    path: str  # POSIX, from the repository root
    values: dict[str, Written]
    digest: str  # sha256 of the text with LF line ends
    text: str

    @functools.cached_property
    def lines(self) -> dict[str, int]:
        """Return the line of each value by its dotted field path, counted from 1; read again only when asked."""
        return parse_mapping(self.path, self.text)[1]


def list_record_paths(root: Path) -> list[str]:
    """Return the paths of all files under ``needs/`` and ``content/`` that should be records, sorted.

    Links are among them, also those to folders and those that stand among the hand-written pages.
    """
    return sorted(path for folder in ("needs", "content") for path in _paths_in(root, folder))


def _paths_in(root: Path, folder: str) -> Iterator[str]:
    for here, folders, files in os.walk(root / folder):
        place = Path(here).relative_to(root).as_posix()
        yield from (f"{place}/{name}" for name in folders if Path(here, name).is_symlink())
        for path in (f"{place}/{name}" for name in files):
            is_record = not (_NOT_RECORDS.match(path) or is_leftover(path))
            if is_record or (not _is_rows(path) and (root / path).is_symlink()):
                yield path


def is_leftover(path: str) -> bool:
    """Return whether *path* is of a file that a desktop or an editor leaves, which nobody reads or shows."""
    return bool(_LEFTOVER.fullmatch(path))


def is_of_a_merge(path: str) -> bool:
    """Return whether *path* is of a file that a merge or a patch leaves beside the one that it changed."""
    return bool(_OF_A_MERGE.fullmatch(path))


def _is_rows(path: str) -> bool:
    """Return whether *path* holds linked rows, whose reader refuses links itself."""
    return path == LOG_PATH or path.endswith("/points.yml")


def type_of(path: str) -> str | None:
    """Return the record type whose schema claims *path*, or ``None``."""
    return next((name for name, pattern in _path_patterns() if pattern.fullmatch(path)), None)


def path_holds_id(kind: str) -> bool:
    """Return whether the file of a record of type *kind* is called by the record's id."""
    return read_schemas().types[kind].path.endswith("/{id}.yml")


def is_sealed(path: str) -> bool:
    """Return whether *path* is in a folder that only the private folder has: panels, score sheets."""
    schemas = read_schemas()
    tops = (
        schema.path.partition("{")[0]
        for name, schema in schemas.private.items()
        if schema.path and name not in schemas.types
    )
    return path.startswith(tuple(tops))


@functools.cache
def _path_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (schema.name, re.compile(re.sub(r"\\\{\w+\\\}", "[^/._][^/]*", re.escape(schema.path))))
        for schema in read_schemas().types.values()
    )


def parse_record(kind: str, path: str, text: str) -> SourceRecord:
    """Return the record of type *kind* that *text* holds (see ``decode_text``).

    Regions and currencies that have no name of their own get that of the standards.

    Raises:
        InvalidDataError: the text is not one plain mapping (see ``parse_mapping``).
    """
    values = parse_values(path, text)
    if kind == "taxonomy":
        values = with_standard_names(values)
    return SourceRecord(kind, path, values, digest_of(text), text)


def digest_of(text: str) -> str:
    """Return the sha256 of *text* in hexadecimal, the form in which the publication log names a version."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def list_ledgers(root: Path) -> dict[str, str]:
    """Return the paths of the points ledgers by edition, from the repository root, in order of edition."""
    found = sorted((root / "content" / "editions").glob("*/points.yml"))
    return {file.parent.name: file.relative_to(root).as_posix() for file in found}


def read_rows(root: Path, path: str) -> Iterator[tuple[int, str]]:
    """Return an iterator over each line of the file at *path* that is no comment and not empty, with its number.

    Such a file holds linked rows, one a line: the publication log, a points ledger. Bytes that are not ASCII come
    out as replacement characters: no row holds any, so such a row has the wrong form.

    Raises:
        InvalidDataError: of ``read_bytes``; ``conflict-marker``.
    """
    try:
        raw = read_bytes(path, root / path, MOST_LOG_BYTES)
    except FileNotFoundError:
        return iter(())
    text = raw.decode("ascii", "replace").replace("\r\n", "\n").replace("\r", "\n")
    require_merged(path, text)
    lines = enumerate(text.split("\n"), start=1)
    return ((number, line) for number, line in lines if line.strip() and not line.startswith("#"))
