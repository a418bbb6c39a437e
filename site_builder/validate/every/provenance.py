"""Where the data come from: every report with its source, warnings acknowledged only where they are warnings."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model import Record, Struct
from site_builder.problems import WARNINGS, Problem
from site_builder.validate.registry import Around, record_rule

NEEDS_PROVENANCE = frozenset({"need", "award"})


@record_rule(waits_for="the organisers complete the source of what was reported")
def check_provenance(record: Record, around: Around) -> Iterator[Problem]:
    """Yield that the origin of a record is missing or incomplete, or that a reported need claims to be open (16)."""
    provenance = record["provenance"] if "provenance" in record.BLANK else None
    if provenance == "reported":
        yield from _source(record)
        if record.type == "need" and record["open_for_proposals"]:
            yield Problem(record.path, 0, "reported-but-open", "open_for_proposals")
    elif record.type in NEEDS_PROVENANCE and not provenance:
        yield Problem(record.path, 0, "provenance-missing", "id")


def _source(record: Record) -> Iterator[Problem]:
    found = record["source"]
    source = found if isinstance(found, Struct) else None
    if source is None or not (source["url"] or source["title"]):
        yield Problem(record.path, 0, "source-incomplete", "source", {"field": "source.url / source.title"})
    if source is None or not source["reported_on"]:
        yield Problem(record.path, 0, "source-incomplete", "source", {"field": "source.reported_on"})


@record_rule()
def check_acknowledged(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each acknowledged code that is no warning."""
    for number, code in enumerate(acknowledged_in(record)):
        if code not in WARNINGS:
            yield Problem(record.path, 0, "not-a-warning", f"acknowledged.{number}.code", {"value": code})


def acknowledged_in(record: Record) -> tuple[str, ...]:
    """Return the codes of the warnings that the authors of *record* have acknowledged."""
    items = record.get("acknowledged") or ()
    found = items if isinstance(items, tuple) else ()
    return tuple(str(item["code"]) for item in found if isinstance(item, Struct))
