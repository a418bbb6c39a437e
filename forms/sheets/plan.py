"""Which columns of a table are read, as what, and where its rows begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.sheets.headings import ROW_KEY, Heading, heading_in
from forms.sheets.mapping import ColumnMapping, Target
from forms.sheets.values.by_column import Habits
from forms.sheets.values.cells import Row, Table
from forms.values.amounts import AmountHabits
from site_builder.problems import Problem
from site_builder.text_forms.folding import searched

MOST_ROWS_ABOVE = 12  # titles and notes above the headings
FEWEST_HEADINGS = 2
EXAMPLES = ("示例", "example")


@dataclass(frozen=True)
class Plan:
    """How one table is read: by column its targets, the rows that hold answers, what to tell about the columns.

    ``examples`` counts rows that are marked as no answer.
    """

    targets: Mapping[int, tuple[Target, ...]]
    rows: Sequence[Row]
    problems: Sequence[Problem] = ()
    heading_row: int = 0
    examples: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)


def plan_by_headings(kind: str, table: Table, path: str, own: frozenset[str]) -> Plan | None:
    """Return how *table* is read by its headings, ``None`` where it has none that mean a field of *kind*.

    Args:
        kind: record type.
        table: the table.
        path: what messages call it.
        own: headings of the columns that a checked copy adds.
    """
    if table.names:
        named = {number: heading_in(kind, name) for number, name in enumerate(table.names)}
        labels = dict(enumerate(table.names))
        return _plan(table, path, named, labels, 0, list(table.rows), own) if any(named.values()) else None
    rows = [row for row in table.rows if row.number <= MOST_ROWS_ABOVE]
    counts = [(sum(heading is not None for heading in _headings_in(kind, row).values()), row) for row in rows]
    found = next((row for count, row in counts if count >= FEWEST_HEADINGS), None) or next(
        (row for count, row in counts if count == len(row.cells) == 1), None
    )
    if found is None:
        return None
    named = _headings_in(kind, found)
    following = [row for row in table.rows if row.number > found.number]
    while following and _repeats(kind, following[0], named):
        following = following[1:]
    labels = {number: cell.text for number, cell in found.cells.items()}
    return _plan(table, path, named, labels, found.number, following, own)


def _headings_in(kind: str, row: Row) -> dict[int, Heading | None]:
    return {number: heading_in(kind, cell.text) for number, cell in row.cells.items()}


def _repeats(kind: str, row: Row, named: Mapping[int, Heading | None]) -> bool:
    """Return whether *row* holds the same headings again, in the other language."""
    again = _headings_in(kind, row)
    same = sum(heading is not None and heading == named.get(number) for number, heading in again.items())
    return same >= FEWEST_HEADINGS


def _plan(
    table: Table, path: str, named: Mapping[int, Heading | None], labels: Mapping[int, str], heading_row: int,
    rows: list[Row], own: frozenset[str],
) -> Plan:  # fmt: skip
    marker = next((number for number, label in labels.items() if label.strip() == ROW_KEY), -1)
    answers = [row for row in rows if marker not in row.cells or row.cells[marker].text.strip().isdecimal()]
    marked = [searched(row.cells[marker].text) for row in rows if marker in row.cells]
    ignored = own | {ROW_KEY}
    targets: dict[int, tuple[Target, ...]] = {}
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for number, label in labels.items():
        heading = named.get(number)
        address = table.address(max(heading_row, 1), number)
        facts = {"heading": label.strip()[:40], "cell": address}
        if heading is None:
            if label.strip() not in ignored:
                problems.append(Problem(path, max(heading_row, 1), "sheet-column-unknown", address, facts))
            continue
        key = heading.column.key
        if other := next((seen[known] for known in seen if _is_same(key, known)), ""):
            problems.append(
                Problem(path, max(heading_row, 1), "sheet-column-twice", address, {**facts, "other": other})
            )
        seen[key] = address
        targets[number] = (Target(heading.column, Habits(amounts=AmountHabits(unit=heading.unit))),)
    return Plan(targets, answers, problems, heading_row, sum(mark.startswith(EXAMPLES) for mark in marked), labels)


def _is_same(key: str, other: str) -> bool:
    """Return whether two columns hold the same: the same value, or a list and one of its values."""
    return f"{key}.".startswith(f"{other}.") or f"{other}.".startswith(f"{key}.")


def plan_by_mapping(mapping: ColumnMapping, table: Table, path: str) -> Plan | None:
    """Return how *table* is read by *mapping*, ``None`` where it has none of the columns that the mapping names."""
    if table.names:
        labels, heading_row, rows = dict(enumerate(table.names)), 0, list(table.rows)
    else:
        found = next((row for row in table.rows[:MOST_ROWS_ABOVE] if _is_named(row, mapping)), None)
        if found is None:
            return None
        labels = {number: cell.text.strip() for number, cell in found.cells.items()}
        heading_row = found.number
        rows = [row for row in table.rows if row.number > heading_row]
    if not set(labels.values()) & mapping.targets.keys():
        return None
    targets = {number: mapping.targets[label] for number, label in labels.items() if label in mapping.targets}
    problems = list(_told(table, path, labels, heading_row, mapping))
    return Plan(targets, rows, problems, heading_row, 0, labels)


def _is_named(row: Row, mapping: ColumnMapping) -> bool:
    return any(cell.text.strip() in mapping.targets for cell in row.cells.values())


def _told(
    table: Table, path: str, labels: Mapping[int, str], heading_row: int, mapping: ColumnMapping
) -> Iterator[Problem]:
    line = max(heading_row, 1)
    for number, label in labels.items():
        is_known = label in mapping.targets or any(
            label == name or label.startswith(f"{name}.") for name in mapping.ignored
        )
        if not is_known:
            address = table.address(line, number)
            yield Problem(path, line, "sheet-column-unknown", address, {"heading": label[:40], "cell": address})
    for name in mapping.targets.keys() - set(labels.values()):
        yield Problem(path, line, "sheet-column-missing", "", {"heading": name[:40]})
