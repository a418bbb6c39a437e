"""The records that have a page, so that others may name them."""

from __future__ import annotations

from site_builder.derive.chain.chain import has_page
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, Record, is_a
from site_builder.records import Solution


def published(kind: str, record_id: str | None, catalogue: Catalogue) -> Record | None:
    """Return the record of type *kind* with that id where it has a page."""
    record = catalogue.find(kind, record_id)
    return record if record and _is_published(record) else None


def _is_published(record: Record) -> bool:
    if is_a(record, Solution):
        return has_page(record)
    return record.type not in ("need", "result") or has_flag(record, "published")
