"""What may not change between an earlier revision and now: ids, states, published texts, the publication log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.load.records import LOG_PATH, SourceRecord, digest_of, parse_record, read_rows, type_of
from site_builder.load.revision import Revision, read_revision
from site_builder.load.states import read_state_tables
from site_builder.load.text import decode_text
from site_builder.load.yaml_text import Written
from site_builder.model import Catalogue, Record
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.states import PUBLISHED

FIXED = ("title", "indicators", "proposal_deadline")  # of a published need, but for an amendment
_ID = re.compile(rb"^id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
_LOGGED_ID = re.compile(r" id: ([a-z0-9-]+),")


@dataclass(frozen=True)
class Before:
    """A record of the earlier revision, as far as it is needed: its bytes, read further only if they changed."""

    kind: str
    path: str
    id: str
    raw: bytes


def check_history(root: Path, base_revision: str, catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what changed between *base_revision* and now that may not change (2, 17, 24, 67).

    Needs archived from public reports were never published by the challenge; they may be corrected freely.

    Args:
        root: folder that holds ``needs/`` and ``content/`` as *catalogue* was read from it.
        base_revision: branch, tag or commit to compare with.
        catalogue: what the folder holds now.
        day: calendar day in Asia/Shanghai.

    Raises:
        UnknownRevisionError: git knows no such revision.
    """
    revision = read_revision(root, base_revision)
    base_log = _log_rows(revision)
    yield from _log_kept(root, base_log)
    logged = {match[1] for row in base_log if (match := _LOGGED_ID.search(row))}
    kind_of = {record.id: record for records in catalogue.records.values() for record in records.values()}
    for before in _records_of(revision):
        now = kind_of.get(before.id)
        if now and (now.type, now.path) != (before.kind, before.path):
            yield Problem(now.path, 0, "id-reused", "id", {"id": before.id, "other": before.path})
        elif not now and not (root / before.path).exists():
            if before.id in logged or _was_published(before):
                yield Problem(before.path, 1, "record-deleted", "", {"id": before.id})
        elif now and now.type == "need":
            yield from _need_kept(root, before, now)


def _records_of(revision: Revision) -> Iterator[Before]:
    kinds = {path: kind for path in sorted(revision.blobs) if (kind := type_of(path)) and kind != "taxonomy"}
    for path, raw in revision.read_files(list(kinds)):
        if found := _ID.search(raw):
            yield Before(kinds[path], path, found[1].decode("ascii"), raw)


def _was_published(before: Before) -> bool:
    source = _source_of(before.kind, before.path, before.raw)
    return bool(source and before.kind in ("need", "result") and source.values.get("status") in PUBLISHED)


def _source_of(kind: str, path: str, raw: bytes) -> SourceRecord | None:
    try:
        return parse_record(kind, path, decode_text(path, raw))
    except InvalidDataError:
        return None


def _need_kept(root: Path, before: Before, now: Record) -> Iterator[Problem]:
    try:
        if digest_of(decode_text(before.path, before.raw)) == now.digest:
            return
    except InvalidDataError:
        return
    old = _source_of(before.kind, before.path, before.raw)
    new = _source_of(now.type, now.path, (root / now.path).read_bytes())
    if old is None or new is None or old.values.get("provenance") == now["provenance"] == "reported":
        return
    was, status = str(old.values.get("status")), now["status"]
    allowed = read_state_tables()["need"].next_states(was)
    if was != status and status not in allowed:
        facts = {"before": was, "after": status, "allowed": ", ".join(allowed) or "–"}
        yield Problem(now.path, 0, "status-change-forbidden", "status", facts)
    if was in PUBLISHED:
        recorded = _newly_recorded(old.values.get("amendments"), new.values.get("amendments"))
        for name in FIXED:
            if old.values.get(name) != new.values.get(name) and name not in recorded:
                yield Problem(now.path, 0, "change-not-recorded", name, {"field": name})


def _newly_recorded(old: Written, new: Written) -> set[str]:
    """Return the names of the fields that amendments of *new* name, but for those that stood in *old*."""
    earlier = old if isinstance(old, list) else []
    names: set[str] = set()
    for entry in new if isinstance(new, list) else []:
        if isinstance(entry, dict) and entry not in earlier and isinstance(fields := entry.get("fields"), list):
            names |= {name for name in fields if isinstance(name, str)}
    return names


def _log_rows(revision: Revision) -> list[str]:
    if LOG_PATH not in revision.blobs:
        return []
    _, raw = next(revision.read_files([LOG_PATH]))
    return [line for line in raw.decode("utf-8", "replace").splitlines() if line.startswith("- ")]


def _log_kept(root: Path, base_log: list[str]) -> Iterator[Problem]:
    try:
        rows = list(read_rows(root, LOG_PATH))
    except InvalidDataError:  # told by the check of the log
        return
    for number, row in enumerate(base_log):
        if number >= len(rows) or rows[number][1] != row:
            line = rows[number][0] if number < len(rows) else 1
            yield Problem(LOG_PATH, line, "log-rewritten", "", {"seq": str(number + 1)})
            return
