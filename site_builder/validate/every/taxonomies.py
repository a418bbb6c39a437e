"""Code lists: those that records need are there, none replaces a closed one, each code stands once."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator

from site_builder.load.contract.schemas import read_schemas
from site_builder.problems import Fact, Problem
from site_builder.records import Taxonomy
from site_builder.validate.registry import Around, record_rule

TAXONOMY = "content/taxonomy/"


@functools.cache
def open_lists() -> tuple[str, ...]:
    """Return the names of the code lists that the schemas use and an organiser keeps."""
    schemas = read_schemas()
    every = [*schemas.types.values(), *schemas.parts.values()]
    used = {spec.codes for schema in every for spec in schema.fields.values() if spec.codes}
    return tuple(sorted(used - set(schemas.codes)))


def missing_lists(paths: Collection[str]) -> Iterator[Problem]:
    """Yield each code list that records need and that has no file among *paths* (4)."""
    for name in open_lists():
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
