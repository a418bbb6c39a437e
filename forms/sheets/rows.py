"""A row of a table into the values of a record, with every problem at its cell."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from forms.check.fields import PROVISIONAL, RULES
from forms.model import Tree, Value
from forms.sheets.cells import Row, Table
from forms.sheets.columns import Column, column_named, form_schema, further_of, relaxed_schema
from forms.sheets.mapping import Target, text_of_html
from forms.sheets.values import Lists, read_cell
from site_builder.load.records import SourceRecord
from site_builder.load.schemas import read_schemas
from site_builder.load.yaml_text import Written
from site_builder.model import Catalogue, Record, Schema
from site_builder.problems import WARNINGS, Problem
from site_builder.validate.privacy import private_values
from site_builder.validate.shape import Known, read_record

# A row with these comes in all the same: the desk translates, and a column that is not read is told once.
NOTES = WARNINGS | {"missing-language", "sheet-column-unknown", "sheet-column-missing", "sheet-possible-duplicate"}
_FOLLOWS = frozenset({"missing", "missing-language", "too-few", "empty-value"})
STAND_INS = {"zh": "无", "en": "-"}  # for a language that is not written yet
NOWHERE = "–"  # the place of what stands in no cell


def is_note(problem: Problem) -> bool:
    """Return whether a row with *problem* comes in all the same."""
    return problem.code in NOTES


@dataclass(frozen=True)
class ReadRow:
    """One row as it was understood.

    ``public`` and ``sealed`` are split by visibility; ``problems`` name the cell in ``where``.
    """

    number: int
    public: Tree
    sealed: Tree
    problems: Sequence[Problem]

    @property
    def is_good(self) -> bool:
        """Return whether the row can come in."""
        return all(is_note(problem) for problem in self.problems)


@dataclass(frozen=True)
class Ground:
    """What rows are read against: record type, lists, what the check knows, the day, and by key what all have."""

    kind: str
    lists: Lists
    known: Known
    day: date
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Leaf:
    """A value on its way into the record; ``None`` where its cell could not be read."""

    text: str | None
    address: str


@dataclass(frozen=True)
class _Place:
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


def read_row(row: Row, table: Table, targets: Mapping[int, tuple[Target, ...]], ground: Ground, path: str) -> ReadRow:
    """Return what *row* says.

    Args:
        row: the row.
        table: where it stands.
        targets: what its columns mean.
        ground: what it is read against.
        path: what messages call the table.
    """
    problems: list[Problem] = []
    nodes: dict[bool, dict[Any, Any]] = {True: {}, False: {}}
    for column, leaves in _leaves_of(row, table, targets, ground, problems, path):
        node = nodes[column.fields[0].visibility == "public"]
        for leaf in leaves:
            _put(node, column, leaf)
    for key, text in ground.constants.items():
        constant = column_named(ground.kind, key)
        if constant and not _holds(node := nodes[constant.fields[0].visibility == "public"], constant):
            _put(node, constant, _Leaf(text, NOWHERE))

    def empty_cell(where: str) -> str:
        """Return the cell in which the value of field *where* was to stand."""
        name = where.partition(".")[0]
        for number, own in targets.items():
            if any(target.column.fields[0].name == name for target in own):
                return table.address(row.number, number)
        return NOWHERE

    place = _Place(path, row.number, empty_cell)
    public = _checked(nodes[True], ground, place, problems, is_public=True)
    sealed: Tree = {}
    if nodes[False]:
        sealed = _checked(nodes[False], ground, place, problems, is_public=False)
    return ReadRow(row.number, public, sealed, tuple(_sorted(problems)))


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (is_note(problem), len(problem.where), problem.where, problem.code))


def _leaves_of(
    row: Row, table: Table, targets: Mapping[int, tuple[Target, ...]], ground: Ground,
    problems: list[Problem], path: str,
) -> Iterator[tuple[Column, list[_Leaf]]]:  # fmt: skip
    for number, cell in row.cells.items():
        address = table.address(row.number, number)
        for target in targets.get(number, ()):
            found = replace(cell, text=text_of_html(cell.text)) if target.is_html else cell
            column = target.column
            readings = read_cell(found, column, ground.lists, target.habits, from_1904=table.from_1904)
            label = {"label_zh": column.heading("zh"), "label_en": column.heading("en")}
            for reading in readings:
                if reading.code:
                    said = reading.facts if column.visibility == "public" else _without_values(reading.facts)
                    facts = {**label, "cell": address, **said}
                    problems.append(Problem(path, row.number, reading.code, address, facts))
            yield column, [_Leaf(None if reading.code else reading.text, address) for reading in readings]


def _steps(column: Column) -> list[str | int]:
    return [int(step) if step.isdecimal() else step for step in column.key.split(".")]


def _holds(node: dict[Any, Any], column: Column) -> bool:
    for step in _steps(column):
        if step not in node:
            return False
        node = node[step]
        if not isinstance(node, dict):
            return True
    return True


def _put(node: dict[Any, Any], column: Column, leaf: _Leaf) -> None:
    """Put *leaf* where *column* says: numbers are keys until all cells are in."""
    *way, last = _steps(column)
    for step in way:
        node = node.setdefault(step, {})
    if column.is_list:
        items = node.setdefault(last, {})
        items[len(items) + 1] = leaf
    else:
        node[last] = leaf


def _checked(
    node: dict[Any, Any], ground: Ground, place: _Place, problems: list[Problem], *, is_public: bool
) -> Tree:
    """Return the values in *node*; what is wrong with them goes to *problems*."""
    more = frozenset(node) & further_of(ground.kind)
    schema = form_schema(ground.kind, more, is_public=is_public)
    places: dict[str, str] = {}
    failed: set[str] = set()
    tree = _mapping_of(node, schema, "", places, failed)
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
            address = _place(problem.where, places) or place.empty_cell(problem.where)
            said = problem.facts if is_public else _without_values(problem.facts)
            problems.append(Problem(place.path, place.row, problem.code, address, {**said, "cell": address}))
    return tree


def _without_values(facts: Mapping[str, str]) -> dict[str, str]:
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


def _place(where: str, places: Mapping[str, str]) -> str:
    """Return the cell of *where*, or of the first value inside it, or of what it stands in, or nothing."""
    if where in places:
        return places[where]
    inside = next((address for place, address in places.items() if place.startswith(f"{where}.")), "")
    above = where.rpartition(".")[0]
    return inside or (_place(above, places) if above else "")


def _mapping_of(
    node: dict[Any, Any], schema: Schema | None, where: str, places: dict[str, str], failed: set[str]
) -> dict[str, Value]:
    """Return *node* as a mapping in the order of *schema*; without one, its keys are languages."""
    names = [name for name in (schema.fields if schema else ("zh", "en", "de")) if name in node]
    found: dict[str, Value] = {}
    for name in names:
        spec = schema.fields[name] if schema else None
        part = read_schemas().parts[spec.part] if spec and spec.part else None
        value = _value_of(node[name], part, f"{where}{name}", places, failed)
        if value not in (None, {}, []):
            found[name] = value
    if schema and found:
        _fill_in(found, schema)
    return found


def _fill_in(found: dict[str, Value], schema: Schema) -> None:
    """Write the only value that a required list has: amounts are in yuan."""
    for name, spec in schema.fields.items():
        closed = read_schemas().codes.get(spec.codes, {}) if spec.codes and spec.is_required else {}
        if len(closed) == 1 and name not in found and schema.name in read_schemas().parts:
            found[name] = next(iter(closed))


def _value_of(
    node: Any, part: Schema | None, where: str, places: dict[str, str], failed: set[str]
) -> Value | None:  # fmt: skip
    if isinstance(node, _Leaf):
        places[where] = node.address
        if node.text is None:
            failed.add(where)
        return node.text or None
    if not all(isinstance(key, int) for key in node):
        return _mapping_of(node, part, f"{where}.", places, failed)
    items: list[Value] = []
    for number in sorted(node):
        value = _value_of(node[number], part, f"{where}.{len(items)}", places, failed)
        if isinstance(value, dict) and part and part.name == "indicator" and value:
            value = {"code": f"i{len(items) + 1}", **value}
        if value not in (None, {}, []):
            items.append(value)
    return items
