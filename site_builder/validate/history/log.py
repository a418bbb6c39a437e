"""The publication log: which version was published when; each line holds the digest of the one before.

It stands in for the "on chain" record of the challenge's platforms: anyone can verify it with nothing but
the repository. Each line's ``prev_hash`` is the sha256 of the line before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import LOG_PATH, read_rows
from site_builder.model import Catalogue, LogEntry, Record
from site_builder.problems import InvalidDataError, Problem

LOG_HEADER = (
    "# Publication log: one line a published version, each naming the digest of the line before.\n"
    "# `jiebang log` adds the lines; nothing here is written or changed by hand.\n"
)
LOG_CODES = frozenset({"not-in-log", "log-outdated"})
"""Codes that say no more than that the log waits for ``jiebang log``."""
FIRST_PREV_HASH = "0" * 64
_ROW = re.compile(
    r"- \{seq: (\d{1,9}), id: ([a-z0-9-]{1,64}), version: (\d{1,6}), sha256: ([0-9a-f]{64}), "
    r"prev_hash: ([0-9a-f]{64}), on: (\d{4}-\d{2}-\d{2})\}"
)


@dataclass(frozen=True)
class Log:
    """The log as read: entries by record id, and what is wrong with its rows."""

    entries: Mapping[str, tuple[LogEntry, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    head: str = FIRST_PREV_HASH
    length: int = 0


def read_log(root: Path) -> Log:
    """Return the publication log of the repository at *root*, its links verified."""
    entries: dict[str, list[LogEntry]] = {}
    problems: list[Problem] = []
    head, seq = FIRST_PREV_HASH, 0
    try:
        rows = read_rows(root, LOG_PATH)
    except InvalidDataError as error:
        return Log(problems=(error.problem,))
    for line, row in rows:
        match = _ROW.fullmatch(row)
        if not match or not _is_date(match[6]):
            problems.append(Problem(LOG_PATH, line, "log-row"))
            break
        entry = _entry(match)
        seq += 1
        versions = entries.setdefault(entry.id, [])
        if entry.prev_hash != head or entry.seq != seq or entry.version != len(versions) + 1:
            problems.append(Problem(LOG_PATH, line, "log-broken", facts={"seq": match[1]}))
            break
        versions.append(entry)
        head = hash_of_row(row)
    return Log({key: tuple(found) for key, found in entries.items()}, tuple(problems), head, seq)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _entry(row: re.Match[str]) -> LogEntry:
    return LogEntry(
        seq=int(row[1]),
        id=row[2],
        version=int(row[3]),
        sha256=row[4],
        prev_hash=row[5],
        on=date.fromisoformat(row[6]),
    )


def hash_of_row(row: str) -> str:
    """Return the sha256 of one row of the log, which the next row names."""
    return hashlib.sha256(row.encode("ascii", "replace")).hexdigest()


def row_of(entry: LogEntry) -> str:
    """Return *entry* in the one form in which it may stand in the log."""
    return (
        f"- {{seq: {entry.seq}, id: {entry.id}, version: {entry.version}, sha256: {entry.sha256}, "
        f"prev_hash: {entry.prev_hash}, on: {entry.on.isoformat()}}}"
    )


def logged_records(catalogue: Catalogue) -> Iterator[Record]:
    """Yield the records whose published versions stand in the log, in order of type and id."""
    for name, schema in sorted(read_schemas().types.items()):
        if schema.is_logged:
            yield from catalogue.all_called(name)


def missing_entries(catalogue: Catalogue, log: Log, day: date) -> list[LogEntry]:
    """Return the entries that would bring the log up to date on *day*."""
    entries: list[LogEntry] = []
    head, seq = log.head, log.length
    for record in logged_records(catalogue):
        versions = log.entries.get(record.id, ())
        if versions and versions[-1].sha256 == record.digest:
            continue
        seq += 1
        entry = LogEntry(seq, record.id, len(versions) + 1, record.digest, head, day)
        entries.append(entry)
        head = hash_of_row(row_of(entry))
    return entries


def check_log(catalogue: Catalogue, log: Log) -> Iterator[Problem]:
    """Yield what is wrong with the log, and each published record whose digest it does not name last."""
    yield from log.problems
    if log.problems:
        return
    for record in logged_records(catalogue):
        versions = log.entries.get(record.id, ())
        if not versions:
            yield Problem(record.path, 0, "not-in-log", "id", {"id": record.id})
        elif versions[-1].sha256 != record.digest:
            yield Problem(record.path, 0, "log-outdated", "id", {"id": record.id})
