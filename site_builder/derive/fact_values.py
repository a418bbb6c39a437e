"""What a fact says, as a typed value; ``kind`` tells the template how to draw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from site_builder.model import Record, Text, Words
from site_builder.records import Money


@dataclass(frozen=True)
class CodesValue:
    """Codes of the list ``codes``; ``facet`` is the folder where each of them has a page, empty where none has."""

    kind: ClassVar[str] = "codes"
    codes: str
    values: tuple[str, ...]
    facet: str = ""


@dataclass(frozen=True)
class RecordsValue:
    """Records that are named and have a page."""

    kind: ClassVar[str] = "records"
    records: tuple[Record, ...]


@dataclass(frozen=True)
class PlainValue:
    """Texts as written, in whatever language they are."""

    kind: ClassVar[str] = "plain"
    texts: tuple[str, ...]
    is_digest: bool = False


@dataclass(frozen=True)
class TextValue:
    """A text in the languages of the site."""

    kind: ClassVar[str] = "text"
    text: Text
    is_markdown: bool = False


@dataclass(frozen=True)
class WordsValue:
    """Words in the languages of the site."""

    kind: ClassVar[str] = "words"
    words: Words


@dataclass(frozen=True)
class TimeValue:
    """A day, or a period as written, up to ``last`` where it took longer; ``is_open`` where it still lasts.

    ``is_deadline`` where the end of the day counts, so that hour and zone belong to it.
    """

    kind: ClassVar[str] = "time"
    first: date | str
    last: date | str | None = None
    is_open: bool = False
    is_deadline: bool = False


@dataclass(frozen=True)
class NumberValue:
    """A number with its unit."""

    kind: ClassVar[str] = "number"
    number: int
    unit: str


@dataclass(frozen=True)
class FlagValue:
    """Yes or no."""

    kind: ClassVar[str] = "flag"
    is_true: bool


@dataclass(frozen=True)
class MoneyValue:
    """An amount with what is said of its exactness."""

    kind: ClassVar[str] = "money"
    money: Money


@dataclass(frozen=True)
class AddressValue:
    """An address on the web, under the value it belongs to."""

    kind: ClassVar[str] = "address"
    url: str
    name: Value | None = None


@dataclass(frozen=True)
class PartsValue:
    """Structures, each with its own rows."""

    kind: ClassVar[str] = "parts"
    parts: tuple[tuple[Row, ...], ...]


Value = (
    CodesValue
    | RecordsValue
    | PlainValue
    | TextValue
    | WordsValue
    | TimeValue
    | NumberValue
    | FlagValue
    | MoneyValue
    | AddressValue
    | PartsValue
)


@dataclass(frozen=True)
class Row:
    """One fact: what it is called, what it says, and what is said beside it in small letters."""

    name: str
    label: Text
    value: Value
    notes: tuple[Row, ...] = ()
    is_bare: bool = False
