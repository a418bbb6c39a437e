"""The conditions of a schema: what its fields have to fulfil together, read from ``conditions`` in its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from site_builder.model import Condition

TODAY = "today"
PROBLEMS = {"needed_when": "missing", "not_before": "dates-out-of-order", "not_after": "date-in-future"}
"""Kind of condition -> the problem where it is broken; the other kinds name their own."""
WITH_CLAUSES = ("needed_when", "only_when", "not_when")
WITH_FIELDS = ("not_before", "after", "not_after", "within")
_KEYS = {"field", "fields", "any_of", "unless", "problem", "waits_for"}


class ConditionError(Exception):
    """A condition is written as none can be; the message says what is wrong with it."""


def conditions_of(schema: str, fields: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> Iterator[Condition]:
    """Yield the conditions written as *items*; one that names several ``fields`` is one for each.

    Args:
        schema: its name, for messages.
        fields: its fields by name.
        items: the conditions as written.

    Raises:
        ConditionError: one names a field that there is not, or says nothing or too much.
    """
    for item in items:
        kinds = item.keys() - _KEYS
        if len(kinds) != 1 or not kinds <= {*WITH_CLAUSES, *WITH_FIELDS}:
            raise ConditionError(f"{schema}: {dict(item)} has to say exactly one of {WITH_CLAUSES + WITH_FIELDS}")
        for condition in _expanded(item, kinds.pop()):
            if unknown := sorted(condition.names - {*fields, TODAY}):
                raise ConditionError(f"{schema}: {dict(item)} names {', '.join(unknown)}, which is no field")
            if not condition.problem:
                raise ConditionError(f"{schema}: {dict(item)} names no problem")
            yield condition


def _expanded(item: Mapping[str, Any], kind: str) -> Iterator[Condition]:
    groups = [item["any_of"]] if "any_of" in item else [[name] for name in item.get("fields") or [item["field"]]]
    for group in groups:
        yield Condition(
            kind=kind,
            fields=tuple(group),
            when=tuple(map(_clause, _listed(item[kind]))) if kind in WITH_CLAUSES else (),
            others=tuple(_listed(item[kind])) if kind in WITH_FIELDS else (),
            unless=_clause(item.get("unless", {})),
            problem=item.get("problem") or PROBLEMS.get(kind, ""),
            waits_for=item.get("waits_for", ""),
        )


def _clause(written: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(_listed(value)) for name, value in written.items()}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
