"""Code lists: those that records need are there, none replaces a closed one, each code stands once."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.currencies import CURRENCY
from site_builder.load.standards.places import REGION
from site_builder.model import Field
from site_builder.problems import Fact, Problem
from site_builder.records import Taxonomy
from site_builder.validate.registry import Around, record_rule

TAXONOMY = "content/taxonomy/"
OWN_FIELDS = {
    "region": ("home", "country"),
    "track": ("home_only", "scopes", "owner_sizes"),
    "series": ("first_year", "counted_to"),
    "award_category": ("of_solutions",),
}
"""Fields of entries that one list alone has."""


@functools.cache
def open_lists() -> tuple[str, ...]:
    """Return the names of the code lists that the schemas use and an organiser keeps."""
    return _lists_of(spec for spec in _coded())


@functools.cache
def needed_lists() -> tuple[str, ...]:
    """Return those of the open lists without which some record could not be written; the others may be missing."""
    return _lists_of(spec for spec in _coded() if spec.is_required or spec.required_when)


def _coded() -> Iterator[Field]:
    schemas = read_schemas()
    for schema in (*schemas.types.values(), *schemas.parts.values()):
        yield from (spec for spec in schema.fields.values() if spec.codes)


def _lists_of(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(sorted({spec.codes for spec in fields} - set(read_schemas().codes)))


def missing_lists(paths: Collection[str]) -> Iterator[Problem]:
    """Yield each code list that records need and that has no file among *paths* (4)."""
    for name in needed_lists():
        path = f"{TAXONOMY}{name}.yml"
        if path not in paths:
            yield Problem(path, 1, "code-list-missing", facts={"path": path, "list": name})


@record_rule("taxonomy")
def check_taxonomies(taxonomy: Taxonomy, around: Around) -> Iterator[Problem]:
    """Yield that a list stands for a closed one, and each code that it gives twice (4)."""
    label = read_schemas().parts["code"].fields["code"].label
    if taxonomy.id in read_schemas().codes:
        yield Problem(taxonomy.path, 0, "code-list-closed", "id", {"list": taxonomy.id})
    seen: set[str] = set()
    for number, code in enumerate(entry.code for entry in taxonomy.entries):
        if code in seen:
            facts: dict[str, Fact] = {"label": label, "value": code}
            yield Problem(taxonomy.path, 0, "value-twice", f"entries.{number}.code", facts)
        seen.add(code)


@record_rule("taxonomy")
def check_fields_of_entries(taxonomy: Taxonomy, around: Around) -> Iterator[Problem]:
    """Yield each field of an entry that only another list has, and a list of regions of which none is home."""
    for number, entry in enumerate(taxonomy.entries):
        for owner, names in OWN_FIELDS.items():
            for name in names if owner != taxonomy.id else ():
                if name in entry:
                    facts: dict[str, Fact] = {"list": taxonomy.id, "field": name, "owner": owner}
                    yield Problem(taxonomy.path, 0, "field-not-in-list", f"entries.{number}.{name}", facts)
    if taxonomy.id == CURRENCY and len(taxonomy.entries) > 1:
        facts = {"known": ", ".join(entry.code for entry in taxonomy.entries)}
        yield Problem(taxonomy.path, 0, "several-currencies", "entries.1.code", facts)
    if taxonomy.id == REGION and not any(entry.home for entry in taxonomy.entries):
        yield Problem(taxonomy.path, 0, "no-home-region", "entries")


@record_rule("taxonomy")
def check_scopes_of_tracks(taxonomy: Taxonomy, around: Around) -> Iterator[Problem]:
    """Yield each match scope that a track takes and that the list of scopes does not have."""
    label = read_schemas().parts["code"].fields["scopes"].label
    for number, entry in enumerate(taxonomy.entries):
        for scope in entry.scopes:
            if scope not in around.codes["match_scope"]:
                facts: dict[str, Fact] = {"label": label, "value": scope, "list": "match_scope"}
                facts |= {"file": f"{TAXONOMY}match_scope.yml"}
                yield Problem(taxonomy.path, 0, "unknown-code", f"entries.{number}.scopes", facts)
