"""Which column a key names: ``title.zh``, ``tech_domains.1``, ``indicators.2.value``, ``consents.privacy``."""

from __future__ import annotations

import functools

from forms.sheets.columns import BY_ORGANISERS, Column, consent_columns
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field

MOST_ITEMS = 200


@functools.lru_cache(4096)
def column_named(kind: str, key: str) -> Column | None:
    """Return the column of *kind* that *key* names, ``None`` where no such value can come in by a sheet."""
    if consent := next((column for column in consent_columns(kind) if column.key == key), None):
        return consent
    first, *rest = key.split(".")
    spec = read_schemas().types[kind].fields.get(first)
    if spec is None or first in BY_ORGANISERS:
        return None
    return _resolve(key, (spec,), (), rest)


def _resolve(key: str, fields: tuple[Field, ...], numbers: tuple[int, ...], rest: list[str]) -> Column | None:
    spec = fields[-1]
    if spec.part:
        if spec.type == "array":
            if not rest or not rest[0].isdecimal() or not 1 <= int(rest[0]) <= MOST_ITEMS or numbers:
                return None
            numbers, rest = (int(rest[0]),), rest[1:]
        inner = read_schemas().parts[spec.part].fields.get(rest[0]) if rest else None
        return _resolve(key, (*fields, inner), numbers, rest[1:]) if inner and len(fields) < 4 else None
    if spec.bilingual:
        return Column(key, fields, numbers, rest[0]) if len(rest) == 1 and rest[0] in spec.languages else None
    if (
        spec.type == "array"
        and len(rest) == 1
        and rest[0].isdecimal()
        and 1 <= int(rest[0]) <= MOST_ITEMS
        and not numbers
    ):
        return Column(key, fields, (int(rest[0]),)) if len(fields) == 1 else None
    return Column(key, fields, numbers) if not rest else None
