"""What may not change between an earlier revision and now: ids, states, published texts, digests, log and ledgers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from site_builder.load.contract.states import states_with
from site_builder.load.records import (
    LOG_PATH,
    SourceRecord,
    digest_of,
    parse_record,
    path_holds_id,
    read_rows,
    type_of,
)
from site_builder.load.revision import Revision, read_revision
from site_builder.load.text import decode_text
from site_builder.load.yaml_text import Written
from site_builder.model import Catalogue, Record, is_a
from site_builder.problems import InvalidDataError, Problem
from site_builder.records import Award, Docking, Need, Solution
from site_builder.validate.history.kept import check_award_start, check_kept, check_origin_kept
from site_builder.validate.history.moves import check_decision_kept, check_first_state, check_moves
from site_builder.validate.history.outcomes import check_outcome_kept
from site_builder.worlds import day_of

FIXED = ("title", "indicators", "proposal_deadline", "multi_award")  # of a published need, but for an amendment
CHAIN = frozenset({"solution", "contest", "docking", "rules", "payout"})
"""Published from their first day in the repository on, so never deleted."""
ORGANIZER = "organizer"
_LEDGER = re.compile(r"content/editions/[^/]+/points\.yml")
_LOGGED_ID = re.compile(r" id: ([a-z0-9-]+),")


@dataclass(frozen=True)
class Before:
    """A record of the earlier revision, as far as it is needed: its bytes, read further only if they changed."""

    kind: str
    path: str
    id: str
    raw: bytes


def check_history(
    root: Path, base_revision: str, catalogue: Catalogue, day: date, role: str = ORGANIZER
) -> Iterator[Problem]:
    """Yield what changed between *base_revision* and now that may not change (2, 17, 24, 28, 41, 55, 67).

    Needs archived from public reports were never published by the challenge; they may be corrected freely.

    Args:
        root: folder that holds ``needs/`` and ``content/`` as *catalogue* was read from it.
        base_revision: branch, tag or commit to compare with.
        catalogue: what the folder holds now.
        day: calendar day of the challenge.
        role: who proposes the changes, a code of ``role``; the code host has made sure of it.

    Raises:
        UnknownRevisionError: git knows no such revision.
    """
    revision = read_revision(root, base_revision)
    base_log = _rows_of(revision, LOG_PATH)
    yield from _rows_kept(root, LOG_PATH, base_log, "log-rewritten")
    for path in sorted(path for path in revision.blobs if _LEDGER.fullmatch(path)):
        yield from _rows_kept(root, path, _rows_of(revision, path), "ledger-rewritten")
    logged = {match[1] for row in base_log if (match := _LOGGED_ID.search(row))}
    records = [record for kind, own in catalogue.records.items() if kind != "taxonomy" for record in own.values()]
    by_id, by_path = {record.id: record for record in records}, {record.path: record for record in records}
    solutions = catalogue.grouped(Solution, "need")
    earlier: set[str] = set()
    for before in _records_of(revision):
        now = by_id.get(before.id) or by_path.get(before.path)
        earlier.add(before.id)
        if now and (now.type, now.path) != (before.kind, before.path):
            yield Problem(now.path, 0, "id-reused", "id", {"id": before.id, "other": before.path})
        elif not now and not (root / before.path).exists():
            if before.id in logged or _was_published(before):
                yield Problem(before.path, 1, "record-deleted", "", {"id": before.id})
        elif now and (changed := _changed(root, before, now)):
            yield from check_origin_kept(now, changed[0])
            if changed[0].get("provenance") != "reported":
                yield from check_kept(now, *changed, catalogue, day)
                yield from _record_kept(now, *changed, solutions.get(now.id, ()), role)
    for docking in catalogue.all(Docking):
        if docking.id not in earlier and (new := _source_of("docking", docking.path, _read(root, docking))):
            yield from check_first_state("docking", docking.path, new.values, role)
    for award in catalogue.all(Award):
        if award.id not in earlier:
            yield from check_award_start(award, "", day_of(award, catalogue, day))


def _read(root: Path, record: Record) -> bytes:
    return (root / record.path).read_bytes()


def _records_of(revision: Revision) -> Iterator[Before]:
    kinds = {path: kind for path in sorted(revision.blobs) if (kind := type_of(path)) and kind != "taxonomy"}
    for path, raw in revision.read_files(list(kinds)):
        yield Before(kinds[path], path, _id_of(kinds[path], path, raw), raw)


def _id_of(kind: str, path: str, raw: bytes) -> str:
    """Return the id by the path where the path holds it, else as written; the path itself where nothing is."""
    if path_holds_id(kind):
        return PurePosixPath(path).stem
    source = _source_of(kind, path, raw)
    found = source.values.get("id") if source else None
    return found if isinstance(found, str) else path


def _was_published(before: Before) -> bool:
    if before.kind in CHAIN:
        return True
    source = _source_of(before.kind, before.path, before.raw)
    return bool(
        source
        and before.kind in ("need", "result")
        and source.values.get("status") in states_with(before.kind, "published")
    )


def _source_of(kind: str, path: str, raw: bytes) -> SourceRecord | None:
    try:
        return parse_record(kind, path, decode_text(path, raw))
    except InvalidDataError:
        return None


def _changed(root: Path, before: Before, now: Record) -> tuple[dict[str, Written], dict[str, Written]] | None:
    """Return the fields as they were and are written, ``None`` where nothing changed or one cannot be read."""
    try:
        if digest_of(decode_text(before.path, before.raw)) == now.digest:
            return None
    except InvalidDataError:
        return None
    old = _source_of(before.kind, before.path, before.raw)
    new = _source_of(now.type, now.path, _read(root, now))
    return (old.values, new.values) if old and new else None


def _record_kept(
    now: Record, old: Mapping[str, Written], new: Mapping[str, Written], solutions: Sequence[Solution], role: str
) -> Iterator[Problem]:
    yield from check_moves(now.type, now.path, old, new, role)
    if now.type == "docking":
        yield from check_decision_kept(now.path, old, new, role)
    elif is_a(now, Solution):
        yield from _digests_kept(now, old)
    elif now.type == "contest":
        yield from check_outcome_kept(now.path, old, new)
    elif is_a(now, Need):
        yield from _texts_kept(now, old, new)
        if solutions:
            yield from _deadline_kept(now, old, solutions[0])


def _digests_kept(now: Solution, old: Mapping[str, Written]) -> Iterator[Problem]:
    """Yield the first digest of a solution's sealed part that is not what it was (28)."""
    found = old.get("sealed_digests")
    digests = now.sealed_digests
    for number, digest in enumerate(found if isinstance(found, list) else []):
        if number >= len(digests) or digests[number] != digest:
            yield Problem(now.path, 0, "sealed-digest-changed", "sealed_digests", {"number": str(number + 1)})
            return


def _deadline_kept(now: Need, old: Mapping[str, Written], solution: Solution) -> Iterator[Problem]:
    """Yield a deadline that moved to an earlier day though somebody has answered the need (17)."""
    before, after = str(old.get("proposal_deadline") or ""), now.proposal_deadline
    if before and after and after.isoformat() < before:
        facts = {"before": before, "after": after.isoformat(), "solution": solution.id}
        yield Problem(now.path, 0, "deadline-moved-earlier", "proposal_deadline", facts)


def _texts_kept(now: Need, old: Mapping[str, Written], new: Mapping[str, Written]) -> Iterator[Problem]:
    """Yield each fixed text of a published need that changed without a new amendment (17)."""
    if old.get("status") in states_with("need", "published"):
        recorded = _newly_recorded(old.get("amendments"), new.get("amendments"))
        for name in FIXED:
            if old.get(name) != new.get(name) and name not in recorded:
                yield Problem(now.path, 0, "change-not-recorded", name, {"field": name})


def _newly_recorded(old: Written, new: Written) -> set[str]:
    """Return the names of the fields that amendments of *new* name, but for those that stood in *old*."""
    earlier = old if isinstance(old, list) else []
    names: set[str] = set()
    for entry in new if isinstance(new, list) else []:
        if isinstance(entry, dict) and entry not in earlier and isinstance(fields := entry.get("fields"), list):
            names |= {name for name in fields if isinstance(name, str)}
    return names


def _rows_of(revision: Revision, path: str) -> list[str]:
    if path not in revision.blobs:
        return []
    _, raw = next(revision.read_files([path]))
    return [line for line in raw.decode("utf-8", "replace").splitlines() if line.startswith("- ")]


def _rows_kept(root: Path, path: str, earlier: list[str], code: str) -> Iterator[Problem]:
    """Yield the first of the *earlier* rows that no longer stands in its place (55, 67)."""
    try:
        rows = list(read_rows(root, path))
    except InvalidDataError:  # told by the check of the log and the ledgers
        return
    for number, row in enumerate(earlier):
        if number >= len(rows) or rows[number][1] != row:
            line = rows[number][0] if number < len(rows) else 1
            yield Problem(path, line, code, "", {"seq": str(number + 1)})
            return
