"""The values of a row on their way into the shape of a record, and the cell that each of them came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forms.model import Value
from forms.sheets.columns import Column
from site_builder.languages import in_order
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Schema

NOWHERE = "–"  # the place of what stands in no cell


@dataclass(frozen=True)
class Leaf:
    """A value on its way into the record; ``None`` where its cell could not be read."""

    text: str | None
    address: str


def _steps(column: Column) -> list[str | int]:
    return [int(step) if step.isdecimal() else step for step in column.key.split(".")]


def holds(node: dict[Any, Any], column: Column) -> bool:
    """Return whether *node* has a value where *column* says, or one that stands in its way."""
    for step in _steps(column):
        if step not in node:
            return False
        node = node[step]
        if not isinstance(node, dict):
            return True
    return True


def put(node: dict[Any, Any], column: Column, leaf: Leaf) -> None:
    """Put *leaf* where *column* says: numbers are keys until all cells are in."""
    *way, last = _steps(column)
    for step in way:
        node = node.setdefault(step, {})
    if column.is_list:
        items = node.setdefault(last, {})
        items[len(items) + 1] = leaf
    else:
        node[last] = leaf


@dataclass
class Places:
    """Where the values of a row came from, by dotted path: the cell of each, and the number that each item had.

    An item that was left empty is no item, so that ``indicators.0`` may have stood under ``indicators.2``.
    """

    cells: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def cell(self, where: str) -> str:
        """Return the cell of the first value inside *where*, or of what it stands in, or nothing."""
        inside = next((cell for place, cell in self.cells.items() if f"{place}.".startswith(f"{where}.")), "")
        above = where.rpartition(".")[0]
        return inside or (self.cell(above) if above else "")

    def key(self, where: str) -> str:
        """Return the key of the column in which the value *where* is to stand."""
        steps: list[str] = []
        way = where.split(".")
        for number, step in enumerate(way):
            at = ".".join(way[: number + 1])
            steps.append(str(self.numbers.get(at, int(step) + 1)) if step.isdecimal() else step)
        return ".".join(steps)


def mapping_of(node: dict[Any, Any], schema: Schema | None, where: str, places: Places) -> dict[str, Value]:
    """Return *node* as a mapping in the order of *schema*; without one, its keys are languages."""
    names = [name for name in (schema.fields if schema else in_order(node)) if name in node]
    found: dict[str, Value] = {}
    for name in names:
        spec = schema.fields[name] if schema else None
        part = read_schemas().parts[spec.part] if spec and spec.part else None
        value = _value_of(node[name], part, f"{where}{name}", places)
        if value not in (None, {}, []):
            found[name] = value
    return found


def _value_of(
    node: Any, part: Schema | None, where: str, places: Places
) -> Value | None:  # fmt: skip
    if isinstance(node, Leaf):
        places.cells[where] = node.address
        if node.text is None:
            places.failed.add(where)
        return node.text or None
    if not all(isinstance(key, int) for key in node):
        return mapping_of(node, part, f"{where}.", places)
    items: list[Value] = []
    for number in sorted(node):
        place = f"{where}.{len(items)}"
        places.numbers[place] = number
        value = _value_of(node[number], part, place, places)
        if isinstance(value, dict) and part and part.name == "indicator" and value:
            value = {"code": f"i{len(items) + 1}", **value}
        if value not in (None, {}, []):
            items.append(value)
    return items
