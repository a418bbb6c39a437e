"""The conditions that schemas set on fields together, each a rule of its own: needed when, only when, not before."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import states_with
from site_builder.load.periods import first_day_of, last_day_of
from site_builder.model import Condition, Field, Record, Schema, Struct, Value
from site_builder.problems import Fact, Problem
from site_builder.validate.places import FieldPlace, places_of, values_at
from site_builder.validate.registry import Around, RecordRule

GIVEN, LACKING = "given", "lacking"
"""What a clause may ask of a field instead of its values."""
FLAG = "@"
"""Before a flag of the state table: ``@needs_reason`` are the states that carry it."""


@dataclass(frozen=True)
class _Held:
    """One structure of a record beside its fields; ``where`` is its dotted path, empty for the record itself."""

    record: Record
    where: str
    struct: Struct
    fields: Mapping[str, Field]

    def __getitem__(self, name: str) -> Value:
        return self.struct.get(name)

    def fulfils(self, clause: Mapping[str, tuple[str, ...]]) -> bool:
        """Return whether each field that *clause* names holds one of the values that it lists."""
        return all(self._holds(name, wanted) for name, wanted in clause.items())

    def _holds(self, name: str, wanted: tuple[str, ...]) -> bool:
        is_given = name in self.struct
        return (GIVEN if is_given else LACKING) in wanted or (is_given and self._is_one_of(_said(self[name]), wanted))

    def _is_one_of(self, said: str, wanted: tuple[str, ...]) -> bool:
        flags = [value.removeprefix(FLAG) for value in wanted if value.startswith(FLAG)]
        return said in wanted or (bool(flags) and said in states_with(self.record.type, *flags))

    def place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def problem(self, condition: Condition, at: str, **facts: str) -> Problem:
        """Return that *condition* is broken, placed at the field *at*."""
        spec = self.fields[condition.fields[0]]
        named = {name: _said(self[name]) for name in sorted(condition.names & self.fields.keys())}
        own: dict[str, Fact] = {
            "part": self.where.rpartition(".")[2],
            "field": spec.name,
            "label": spec.label,
        }
        own |= {"help": spec.help}
        return Problem(self.record.path, 0, condition.problem, self.place(at), {**named, **own, **facts})


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | date) else "–"


def _needed(condition: Condition, held: _Held, around: Around) -> Iterator[Problem]:
    """Yield that a field is lacking where its condition asks for it."""
    if any(map(held.fulfils, condition.when)):
        at = next(iter(condition.when[0]))
        yield held.problem(condition, at, given=at, value=_said(held[at]), lacking=", ".join(condition.fields))


def _unwanted(condition: Condition, held: _Held, around: Around) -> Iterator[Problem]:
    """Yield a field that is given though its condition does not allow it."""
    name = condition.fields[0]
    if any(map(held.fulfils, condition.when)) == (condition.kind == "not_when"):
        at = next(iter(condition.when[0]))
        yield held.problem(condition, name, given=at, value=_said(held[at]))


def _order(condition: Condition, held: _Held, around: Around) -> Iterator[Problem]:
    name, is_after = condition.fields[0], condition.kind == "after"
    for other in condition.others:
        start = first_day_of(held[other]) if other in held.struct else None
        end = last_day_of(held[name])
        if start and end and (start > end or (is_after and start == end)):
            facts = {"first": other, "first_value": str(held[other])}
            facts |= {"second": name, "second_value": str(held[name])}
            yield held.problem(condition, name if is_after else other, **facts)


def _past(condition: Condition, held: _Held, around: Around) -> Iterator[Problem]:
    name = condition.fields[0]
    first = first_day_of(held[name])
    if first and first > around.day:
        facts = {"field": held.place(name), "value": str(held[name]), "day": around.day.isoformat()}
        yield held.problem(condition, name, **facts)


def _within(condition: Condition, held: _Held, around: Around) -> Iterator[Problem]:
    """Yield a code that does not begin with the code of what it is said to lie in."""
    name, other = condition.fields[0], condition.others[0]
    if held[other] and not str(held[name]).startswith(str(held[other])):
        yield held.problem(condition, name)


# ``_needed`` is called where the fields of the condition are lacking, the others where one is given.
_CHECKS: Mapping[str, Callable[[Condition, _Held, Around], Iterator[Problem]]] = {
    "needed_when": _needed,
    "only_when": _unwanted,
    "not_when": _unwanted,
    "not_before": _order,
    "after": _order,
    "not_after": _past,
    "within": _within,
}


CONSENT = "public_consent"


@functools.cache
def by_consent(kind: str) -> frozenset[str]:
    """Return the fields of records of type *kind* that are public only with consent, or once chosen."""
    schema = read_schemas().types.get(kind)
    only = (one for one in (schema.conditions if schema else ()) if one.kind == "only_when")
    return frozenset(one.fields[0] for one in only if any(CONSENT in clause for clause in one.when))


Structures = Callable[[Record], Iterator[tuple[str, Struct]]]
"""Record -> the structures that a schema describes in it, each with its dotted path."""


def condition_rules() -> Iterator[RecordRule]:
    """Yield a rule for each condition of each schema; one of a part holds wherever the part stands."""
    schemas = read_schemas()
    for schema in {**schemas.private, **schemas.types}.values():
        yield from rules_of_schema(schema, (schema.name,))
    for name, part in schemas.parts.items():
        places = {kind: found for kind in schemas.types if (found := places_of(kind, _stands_in(name)))}
        if places:
            yield from rules_of_schema(part, tuple(places), functools.partial(_structures, places))


def _whole(record: Record) -> Iterator[tuple[str, Struct]]:
    yield "", record


def rules_of_schema(schema: Schema, kinds: tuple[str, ...], structures: Structures = _whole) -> Iterator[RecordRule]:
    """Yield a rule for each condition of *schema*, over the *structures* that it describes in records of *kinds*."""
    for condition in schema.conditions:
        check = functools.partial(_check, condition, schema.fields, structures)
        yield RecordRule(f"{schema.name}: {_named(condition)}", kinds, check, condition.waits_for)


def _named(condition: Condition) -> str:
    """Return *condition* in one line: ``budget_band needed_when budget_disclosure=band``."""
    clauses = (" and ".join(f"{name}={'|'.join(values)}" for name, values in one.items()) for one in condition.when)
    return f"{' or '.join(condition.fields)} {condition.kind} {' or '.join([*clauses, *condition.others])}"


def _check(
    condition: Condition, fields: Mapping[str, Field], structures: Structures, record: Record, around: Around
) -> Iterator[Problem]:
    check, is_needed = _CHECKS[condition.kind], condition.kind == "needed_when"
    for where, struct in structures(record):
        if any(name in struct for name in condition.fields) != is_needed:
            held = _Held(record, where, struct, fields)
            if not (condition.unless and held.fulfils(condition.unless)):
                yield from check(condition, held, around)


def _structures(places: Mapping[str, tuple[FieldPlace, ...]], record: Record) -> Iterator[tuple[str, Struct]]:
    """Yield each structure at the *places* of its type in *record*, with the dotted path to it."""
    for place in places[record.type]:
        for where, _, struct in values_at(record, place):
            if isinstance(struct, Struct):
                yield where, struct


@functools.cache
def _stands_in(part: str) -> Callable[[Field], bool]:
    return lambda spec: spec.part == part
