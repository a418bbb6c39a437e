"""Nothing private in any text of a record, except contacts that a notice made public."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model import Record, is_a
from site_builder.problems import Problem
from site_builder.records import Edition
from site_builder.validate.texts.leaves import placed_texts, texts_in
from site_builder.validate.texts.private_data import find_private, may_hold_private

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
    if not is_a(record, Edition) or steps[0] != "contacts":
        return False
    return bool(record.contacts[int(steps[1])].public_by_notice)
