"""Two worlds that never mix: what is real, on today's day, and what is an example, on the day of its edition."""

from __future__ import annotations

from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.records import Edition

EXAMPLE = "example/"
"""Folder of the example world below the folder of a language."""
SHARED = frozenset({"organization", "policy", "taxonomy"})
"""Types of real records that an example may name."""


def is_example(record: Record) -> bool:
    """Return whether *record* belongs to the example world."""
    return bool(record.get("example"))


def folder_of(record: Record) -> str:
    """Return the folder of the world of *record* below that of a language: empty for what is real."""
    return EXAMPLE if is_example(record) else ""


def example_day(catalogue: Catalogue, day: date) -> date:
    """Return the day that it always is in the example world: ``as_of`` of its editions, *day* where none says so."""
    return max((one.as_of for one in catalogue.all(Edition) if one.example and one.as_of), default=day)


def day_of(record: Record | None, catalogue: Catalogue, day: date) -> date:
    """Return the day that it is for *record*: *day*, or that of the example world."""
    return example_day(catalogue, day) if record and is_example(record) else day


def day_in(edition: str | None, catalogue: Catalogue, day: date) -> date:
    """Return the day that it is in the edition of that id."""
    return day_of(catalogue.get(Edition, edition), catalogue, day)
