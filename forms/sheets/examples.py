"""What the example row says: one whole record, invented and plainly so, that the importer would take as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import yaml

from forms.sheets.columns import GROUPS, Column
from forms.sheets.values.by_column import Lists
from forms.sheets.values.choices import label_of
from site_builder.derive.forms import open_needs_on
from site_builder.load.contract.schemas import read_schemas
from site_builder.worlds import day_in

ROWS = Path(__file__).parent / "example_rows"
FIRST = "{first}"  # the first that is offered
ANSWERS = {"true": "是 Yes", "false": "否 No"}


def example_row(kind: str, columns: Sequence[Column], lists: Lists) -> dict[str, str]:
    """Return the example of *kind* by key of the column; what hangs on a day or an open need may be missing."""
    with (ROWS / f"{kind}.yml").open(encoding="utf-8") as file:
        written: dict[str, str] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only
    if kind == "solution":
        written = {**written, **dict(_answers(lists))}
    shown = {column.key: _shown(written[column.key], column, lists) for column in columns if column.key in written}
    return {key: text for key, text in shown.items() if text}


def _answers(lists: Lists) -> Iterator[tuple[str, str]]:
    """Yield the need that the example takes up, and an answer to each of its indicators."""
    open_needs = open_needs_on(lists.catalogue, lists.day) if lists.day else ()
    need = next((need for need in open_needs if len(need.indicators) <= GROUPS), None)
    yield "need", need.id if need else ""
    for number, indicator in enumerate(need.indicators if need else (), start=1):
        yield f"indicator_responses.{number}.code", indicator.code
        yield f"indicator_responses.{number}.claim", "meets"


def _shown(text: str, column: Column, lists: Lists) -> str:
    """Return what the cell under *column* shows of the value *text*."""
    choices = lists.choices_for(column.spec)
    if text == FIRST:
        return choices.labels[0] if choices and choices.labels else ""
    if column.spec.type == "boolean":
        return ANSWERS[text]
    if column.spec.type == "date":
        return text.format_map(_days(lists)) if lists.day else ""
    if choices and not column.is_list and text in choices.names:
        return label_of(choices.names[text])
    return text


def _days(lists: Lists) -> Mapping[str, object]:
    day = _day(lists)
    return {"day": day.isoformat(), "year": day.year + 1, "after": day.year + 2}


def _day(lists: Lists) -> date:
    """Return the day that it is in the first edition that is offered."""
    assert lists.day  # noqa: S101 - asked before
    offered = lists.choices_for(read_schemas().types["need"].fields["edition"])
    edition = offered.read(offered.labels[0]).text if offered and offered.labels else None
    return day_in(edition, lists.catalogue, lists.day)
