"""What a record may name: nothing that readers will not find on the site, and nothing of the other world."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.contract.states import states_with
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.worlds import SHARED, is_example


def is_unpublished(record: Record) -> bool:
    """Return whether *record* is a need that was approved but is not published yet."""
    return record.type == "need" and record["status"] not in states_with("need", "private", "published")


def hidden_records(catalogue: Catalogue) -> frozenset[str]:
    """Return the ids of the records that not every other record may name: examples and unpublished needs."""
    return frozenset(
        record.id
        for kind in catalogue.records
        if kind != "taxonomy"
        for record in catalogue.all_called(kind)
        if is_example(record) or is_unpublished(record)
    )


def check_named(record: Record, where: str, named: Record) -> Iterator[Problem]:
    """Yield why *record* may not name *named* at *where*: one that is hidden, or of the other world (3)."""
    facts = {"field": where, "value": named.id}
    if is_example(named) and not is_example(record):
        yield Problem(record.path, 0, "example-named", where, facts)
    if is_example(record) and not is_example(named) and named.type not in SHARED:
        yield Problem(record.path, 0, "real-named", where, facts)
    if is_unpublished(named) and not is_unpublished(record):
        yield Problem(record.path, 0, "need-not-published", where, {**facts, "status": str(named["status"])})
