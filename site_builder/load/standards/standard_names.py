"""Entries of code lists that a standard names: an organiser writes the code, and the names come by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from site_builder.languages import CHINESE
from site_builder.load.standards.currencies import CURRENCY, name_of_currency
from site_builder.load.standards.places import REGION, Names, name_of_place
from site_builder.load.yaml_text import Written

_NAMED_BY: Mapping[str, Callable[[str], Names | None]] = {REGION: name_of_place, CURRENCY: name_of_currency}


def with_standard_names(values: dict[str, Written]) -> dict[str, Written]:
    """Return the *values* of a code list, entries that have no name with that of the standard, where it has one."""
    entries, name_of = values.get("entries"), _NAMED_BY.get(str(values.get("id")))
    if name_of is None or not isinstance(entries, list):
        return values
    return {**values, "entries": [_named(entry, name_of) for entry in entries]}


def standard_names_in(values: Mapping[str, Written]) -> frozenset[str]:
    """Return the Chinese names in the *values* of a code list that are those of its standard.

    A place of which no Chinese name is known goes by the one it has.
    """
    entries, name_of = values.get("entries"), _NAMED_BY.get(str(values.get("id")))
    if name_of is None or not isinstance(entries, list):
        return frozenset()
    named = ((entry.get("name"), name_of(str(entry.get("code")))) for entry in entries if isinstance(entry, dict))
    return frozenset(name[CHINESE] for own, name in named if name and own == dict(name))


def _named(entry: Written, name_of: Callable[[str], Names | None]) -> Written:
    if not isinstance(entry, dict) or "name" in entry:
        return entry
    name = name_of(str(entry.get("code")))
    return {**entry, "name": dict(name)} if name else entry
