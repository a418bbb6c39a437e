"""Where the data come from: every report with its source, warnings acknowledged only where they are warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.schemas import read_schemas
from site_builder.model import Catalogue, Record
from site_builder.problems import WARNINGS, Problem

NEEDS_PROVENANCE = frozenset({"need", "award"})


def check_provenance(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each record whose origin is missing or incomplete, and reported needs that claim to be open (16)."""
    for kind, schema in read_schemas().types.items():
        if "provenance" not in schema.fields:
            continue
        for record in catalogue.all(kind):
            provenance = record["provenance"]
            if provenance == "reported":
                yield from _source(record)
                if kind == "need" and record["open_for_proposals"]:
                    yield Problem(record.path, 0, "reported-but-open", "open_for_proposals")
            elif kind in NEEDS_PROVENANCE and not provenance:
                yield Problem(record.path, 0, "provenance-missing", "id")


def _source(record: Record) -> Iterator[Problem]:
    source = record["source"]
    if source is None or not (source["url"] or source["title"]):
        yield Problem(record.path, 0, "source-incomplete", "source", {"field": "source.url / source.title"})
    if source is None or not source["reported_on"]:
        yield Problem(record.path, 0, "source-incomplete", "source", {"field": "source.reported_on"})


def check_acknowledged(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each acknowledged code that is no warning."""
    for kind, schema in read_schemas().types.items():
        if "acknowledged" not in schema.fields:
            continue
        for record in catalogue.all(kind):
            for number, item in enumerate(record["acknowledged"]):
                if item["code"] not in WARNINGS:
                    facts = {"value": item["code"]}
                    yield Problem(record.path, 0, "not-a-warning", f"acknowledged.{number}.code", facts)
