"""A mapping file: which columns of somebody else's data say what, and how dates, amounts and words are meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from forms.sheets.columns import FORMS, Column
from forms.sheets.keys import column_named
from forms.sheets.values.by_column import NO_HABITS, Habits
from forms.values.amounts import AmountHabits
from forms.values.dates import DateHabits
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import Written, parse_mapping
from site_builder.problems import InvalidDataError
from site_builder.text_forms.folding import searched

_KEYS = {"title", "as", "dates", "times", "currency", "rate", "columns", "constants", "ignored"}
_COLUMN_KEYS = {"to", "words", "unit", "html", "dates", "times"}
_UNITS = {"1": 1, "1000": 1000, "10000": 10**4, "1000000": 10**6, "100000000": 10**8}


class MappingError(Exception):
    """The mapping file is not one; ``reason`` names the phrase under ``sheets.mapping`` that says why."""

    def __init__(self, reason: str, **facts: str) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


@dataclass(frozen=True)
class Target:
    """Where the value of a column goes, and how it is to be read."""

    column: Column
    habits: Habits = NO_HABITS
    is_html: bool = False


@dataclass(frozen=True)
class ColumnMapping:
    """What a mapping file says.

    ``targets`` by name of the foreign column; ``constants`` by our key; ``ignored`` columns are not read on purpose.
    """

    kind: str
    targets: Mapping[str, tuple[Target, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


def read_mapping(file: Path, rates: Mapping[str, Decimal]) -> ColumnMapping:
    """Return what the mapping *file* says.

    Args:
        file: YAML; see ``mappings/challenge_gov.yml``.
        rates: units of the challenge's currency for one unit of another, as told on the command line.

    Raises:
        MappingError: it is no mapping file.
    """
    try:
        tree, _ = parse_mapping(file.name, decode_text(file.name, read_bytes(file.name, file)))
    except InvalidDataError as error:
        raise MappingError("unreadable", line=str(error.problem.line)) from error
    if unknown := tree.keys() - _KEYS:
        raise MappingError("unknown_key", key=min(unknown))
    kind = str(tree.get("as", ""))
    if kind not in FORMS:
        raise MappingError("unknown_kind", kind=kind or "–")
    columns = tree.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise MappingError("no_columns")
    currency = str(tree.get("currency") or "")
    amounts = AmountHabits(currency=currency, rate=rates.get(currency) or _decimal(tree.get("rate")))
    dates = _dates(tree, DateHabits())
    targets = {name: _targets(kind, name, column, dates, amounts) for name, column in columns.items()}
    constants = {key: str(value) for key, value in _mapping(tree.get("constants")).items()}
    for key in constants:
        _column(kind, key)
    return ColumnMapping(kind, targets, constants, frozenset(str(name) for name in _list(tree.get("ignored"))))


def _decimal(written: Any) -> Decimal | None:
    try:
        return Decimal(str(written)) if written else None
    except InvalidOperation:
        raise MappingError("wrong_value", key="rate", value=str(written)[:40]) from None


def _dates(tree: Mapping[str, Any], above: DateHabits) -> DateHabits:
    order, times = tree.get("dates", above.order), tree.get("times", "drop" if above.drops_time else "")
    if order not in ("", "mdy", "dmy"):
        raise MappingError("wrong_value", key="dates", value=str(order)[:40])
    if times not in ("", "drop"):
        raise MappingError("wrong_value", key="times", value=str(times)[:40])
    return DateHabits(order, times == "drop")


def _targets(kind: str, name: str, written: Written, dates: DateHabits, amounts: AmountHabits) -> tuple[Target, ...]:
    tree = written if isinstance(written, dict) else {"to": written}
    if unknown := tree.keys() - _COLUMN_KEYS:
        raise MappingError("unknown_key", key=f"columns.{name}.{min(unknown)}")
    words = {searched(word): str(code or "") for word, code in _mapping(tree.get("words")).items()}
    unit = _UNITS.get(str(tree.get("unit", "1")))
    if unit is None:
        raise MappingError("wrong_value", key=f"columns.{name}.unit", value=str(tree["unit"])[:40])
    habits = Habits(
        dates=_dates(tree, dates),
        amounts=AmountHabits(unit=unit, currency=amounts.currency, rate=amounts.rate),
        words=words if "words" in tree else None,
    )
    to = tree.get("to")
    keys = [str(key) for key in to] if isinstance(to, list) else [str(to or "")]
    return tuple(Target(_column(kind, key), habits, tree.get("html") == "true") for key in keys)


def _column(kind: str, key: str) -> Column:
    column = column_named(kind, key)
    if column is None:
        raise MappingError("unknown_target", key=key or "–", kind=kind)
    return column


def _mapping(written: Written) -> Mapping[str, Written]:
    return written if isinstance(written, dict) else {}


def _list(written: Written) -> list[Written]:
    return written if isinstance(written, list) else []


def text_of_html(html: str) -> str:
    """Return the text of *html*, a paragraph a line; scripts and styles are no text.

    >>> text_of_html("<p>One &amp; two</p><ul><li>three</li></ul>")
    'One & two\\nthree'
    """
    reader = _TextOfHtml()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextOfHtml(HTMLParser):
    """Collects text; what opens a block begins a line."""

    INLINE = re.compile(r"a|abbr|b|big|cite|code|em|font|i|q|s|small|span|strong|sub|sup|u")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        if not self.INLINE.fullmatch(tag):
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        if not self.INLINE.fullmatch(tag):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data.replace("\n", " "))
