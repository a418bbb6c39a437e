"""A row against what the check knows: the same rules as for a record, each problem at the cell it comes from."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from forms.check.fields import PROVISIONAL, RULES
from forms.model import Tree
from forms.sheets.columns import form_schema, further_of, relaxed_schema
from forms.sheets.nodes import cell_of, mapping_of
from forms.sheets.values import Lists
from site_builder.load.records import SourceRecord
from site_builder.load.schemas import read_schemas
from site_builder.load.yaml_text import Written
from site_builder.model import Catalogue, Record, Schema
from site_builder.problems import Problem
from site_builder.validate.privacy import private_values
from site_builder.validate.shape import Known, read_record

_FOLLOWS = frozenset({"missing", "missing-language", "too-few", "empty-value"})
STAND_INS = {"zh": "无", "en": "-"}  # for a language that is not written yet


@dataclass(frozen=True)
class Ground:
    """What rows are read against: record type, lists, what the check knows, the day, and by key what all have."""

    kind: str
    lists: Lists
    known: Known
    day: date
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a row stands: what messages call the table, its number, and the cell of a field that was left empty."""

    path: str
    row: int
    empty_cell: Callable[[str], str]


@dataclass(frozen=True)
class _RowSource(SourceRecord):
    """A record whose values come from cells, so that it has no lines."""

    @functools.cached_property
    def lines(self) -> dict[str, int]:
        """Return no line."""
        return {}


def checked(node: dict[Any, Any], ground: Ground, place: Place, problems: list[Problem], *, is_public: bool) -> Tree:
    """Return the values in *node*; what is wrong with them goes to *problems*."""
    more = frozenset(node) & further_of(ground.kind)
    schema = form_schema(ground.kind, more, is_public=is_public)
    places: dict[str, str] = {}
    failed: set[str] = set()
    tree = mapping_of(node, schema, "", places, failed)
    source = _RowSource(ground.kind, place.path, dict(cast("dict[str, Written]", tree)), "", "")
    _, found = read_record(source, ground.known, schema)
    if is_public:  # also where a language is missing: a telephone number is found in either
        whole = replace(source, values=_in_both_languages(source.values, schema))
        record, _ = read_record(whole, ground.known, relaxed_schema(ground.kind, more))
        found += private_values(record) if record else []
        if record and not failed:  # what follows from a cell that could not be read would only confuse
            found += _by_rules(record, ground)
    for problem in found:
        is_follow = problem.code in _FOLLOWS and any(
            where == problem.where or where.startswith(f"{problem.where}.") for where in failed
        )
        if not is_follow:
            address = cell_of(problem.where, places) or place.empty_cell(problem.where)
            said = problem.facts if is_public else without_values(problem.facts)
            problems.append(Problem(place.path, place.row, problem.code, address, {**said, "cell": address}))
    return tree


def without_values(facts: Mapping[str, str]) -> dict[str, str]:
    """Return *facts* without what was written: a terminal is no place for what is sealed or internal."""
    return {name: "…" if name in ("value", "found", "amount", "codes") else fact for name, fact in facts.items()}


def _in_both_languages(tree: Mapping[str, Written], schema: Schema) -> dict[str, Written]:
    """Return *tree* with a stand-in for each language that is missing, so that the rules can look at the rest."""
    found: dict[str, Written] = {}
    for name, value in tree.items():
        spec = schema.fields[name]
        part = read_schemas().parts[spec.part] if spec.part else None
        if spec.bilingual == "both" and isinstance(value, dict):
            stands_in: dict[str, Written] = {
                lang: [word] if spec.type == "array" else word for lang, word in STAND_INS.items()
            }
            found[name] = {**stands_in, **value}
        elif part and isinstance(value, dict):
            found[name] = _in_both_languages(value, part)
        elif part and isinstance(value, list):
            found[name] = [_in_both_languages(item, part) for item in value if isinstance(item, dict)]
        else:
            found[name] = value
    return found


def _by_rules(record: Record, ground: Ground) -> Iterator[Problem]:
    """Yield what the rules of the check say of *record* by itself, as it would be once it is approved."""
    whole = read_schemas().types[ground.kind]
    state = {"id": PROVISIONAL, **({"status": "approved"} if ground.kind != "solution" else {})}
    typed = Record({**state, **record.values}, whole.blank, ground.kind, record.path, "")
    catalogue = ground.lists.catalogue
    records: dict[str, Any] = {kind: {} for kind in catalogue.records}
    alone = Catalogue({**records, ground.kind: {typed.id: typed}}, catalogue.codes)
    for rule in RULES:
        yield from (problem for problem in rule(alone, ground.day) if problem.path == record.path)
