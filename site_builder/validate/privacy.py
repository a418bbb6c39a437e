"""Nothing private in any text of a record, except contacts that a notice made public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder.model import Record
from site_builder.problems import Problem
from site_builder.validate.leaves import placed_texts, texts_in
from site_builder.validate.private_data import find_private, may_hold_private

LIKE_NUMBERS_IN_ADDRESSES = frozenset({"private-id-number", "private-bank-card"})


def private_values(record: Record) -> Iterator[Problem]:
    """Yield each private number or address in the texts of *record* (68)."""
    texts = texts_in(record)
    if not may_hold_private("\n".join((*texts.zh, *texts.en))):
        return
    for where, text in placed_texts(record):
        if _is_public_contact(record, where):
            continue
        for code, found in find_private(text):
            if not (code in LIKE_NUMBERS_IN_ADDRESSES and text.startswith(("http://", "https://"))):
                yield Problem(record.path, 0, code, where, {"field": where, "found": found})


def _is_public_contact(record: Record, where: str) -> bool:
    steps = where.split(".")
    if record.type != "edition" or steps[0] != "contacts":
        return False
    contact: Any = record["contacts"][int(steps[1])]
    return bool(contact["public_by_notice"])
