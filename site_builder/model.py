"""The data as every room sees them: records, texts, schemas, code lists, the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in up to three languages; German is content only and never stands in for another."""

    zh: str = ""
    en: str = ""
    de: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return Text, (self.zh, self.en, self.de)  # what dataclasses do by themselves takes five times as long

    def __getitem__(self, lang: str) -> str:
        """Return the text in *lang*, empty where there is none."""
        return str(getattr(self, lang))


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of words, one a language (keywords)."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def __getitem__(self, lang: str) -> tuple[str, ...]:
        """Return the words in *lang*."""
        return tuple(getattr(self, lang))


@dataclass(frozen=True, slots=True)
class Struct:
    """Named values of one schema; a field that was not written is ``None`` or empty, a wrong name raises."""

    values: Mapping[str, Any]
    blank: Mapping[str, Any] = field(compare=False)

    def __getitem__(self, name: str) -> Any:
        """Return the value of field *name*.

        Raises:
            KeyError: the schema has no such field.
        """
        try:
            return self.values[name]
        except KeyError:
            return self.blank[name]

    def __reduce__(self) -> tuple[Any, ...]:
        return Struct, (self.values, self.blank)

    def __contains__(self, name: object) -> bool:
        """Return whether field *name* was written."""
        return name in self.values

    def __repr__(self) -> str:
        return f"Struct({dict(self.values)!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Record(Struct):
    """One checked record.

    ``digest`` is the sha256 of its file with LF line ends, so it stands for the whole content: two records
    with the same type, id and digest are the same.
    """

    type: str
    path: str
    digest: str

    def __reduce__(self) -> tuple[Any, ...]:
        return Record, (self.values, self.blank, self.type, self.path, self.digest)

    @property
    def id(self) -> str:
        """Return the permanent id."""
        return str(self["id"])

    def __repr__(self) -> str:
        return f"{self.type}:{self.id}@{self.digest}"

    def __hash__(self) -> int:
        return hash((self.type, self.digest))


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list."""

    code: str
    name: Text
    description: Text = Text()
    parent: str = ""


CodeLists = Mapping[str, Mapping[str, Code]]


@dataclass(frozen=True)
class Shown:
    """Where pages show a field.

    ``how`` is ``facts``, ``section``, ``note``, ``instead_of``, ``until_of``, ``address_of``, ``place`` or
    ``hidden``; ``what`` the order, the other field, the place or the reason that goes with it
    (``schemas/README.md``). A value in ``unless`` is not shown; a bare one goes without its label in another's row.
    """

    how: str = ""
    what: str = ""
    unless: tuple[str, ...] = ()
    is_bare: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a schema; the properties are described in ``schemas/README.md``."""

    name: str
    type: str
    label: Text
    help: Text
    constraints: Mapping[str, Any] = field(default_factory=dict)
    bilingual: str = ""
    languages: tuple[str, ...] = LANGS
    limit: Mapping[str, int] = field(default_factory=dict)
    markup: str = ""
    visibility: str = "public"
    codes: str = ""
    ref: str = ""
    part: str = ""
    kind: str = ""
    required_when: str = ""
    unit: str = ""
    widget: str = ""
    shown: Shown = Shown()
    label_shown: Text = Text()

    @property
    def label_on_pages(self) -> Text:
        """Return the label that stands before the value, which asks nothing."""
        return self.label_shown if self.label_shown.zh else self.label

    @property
    def is_required(self) -> bool:
        """Return whether every record needs it."""
        return bool(self.constraints.get("required"))

    @property
    def blank(self) -> Any:
        """Return the value of the field where it was not written."""
        if self.bilingual:
            return Words() if self.type == "array" else Text()
        return () if self.type == "array" else None


@dataclass(frozen=True)
class Condition:
    """What fields of one structure have to fulfil together; ``schemas/README.md`` describes the kinds.

    ``fields`` are those in question (one will do where there are several), ``others`` those to compare them with;
    ``when`` are alternatives and ``unless`` is an exception, each field -> values; ``problem`` is the code where
    it is broken. ``waits_for`` says what a submission lacks until it is published, so that it cannot be judged.
    """

    kind: str
    fields: tuple[str, ...]
    others: tuple[str, ...]
    when: tuple[Mapping[str, tuple[str, ...]], ...]
    unless: Mapping[str, tuple[str, ...]]
    problem: str
    waits_for: str = ""

    @property
    def names(self) -> set[str]:
        """Return the names of all fields that it speaks of."""
        return {*self.fields, *self.others, *self.unless, *(name for clause in self.when for name in clause)}


@dataclass(frozen=True)
class Schema:
    """The fields of one record type or of one structure inside records."""

    name: str
    label: Text
    fields: Mapping[str, Field]
    plural: Text = Text()
    path: str = ""
    is_logged: bool = False
    conditions: tuple[Condition, ...] = ()

    @property
    def blank(self) -> dict[str, Any]:
        """Return the values of a record in which nothing was written."""
        return {name: spec.blank for name, spec in self.fields.items()}


@dataclass(frozen=True)
class Schemas:
    """All schemas: record types, and the parts that stand inside records.

    ``private`` are those of the private folder: record types of its own (panels, score sheets), and for each public
    type the fields that are not public.
    """

    types: Mapping[str, Schema]
    parts: Mapping[str, Schema]
    codes: CodeLists
    private: Mapping[str, Schema] = field(default_factory=dict)


@dataclass(frozen=True)
class LogEntry:
    """One line of the publication log: version *version* of record *id* had this digest."""

    seq: int
    id: str
    version: int
    sha256: str
    prev_hash: str
    on: date


@dataclass(frozen=True)
class PointsLine:
    """One line of a points ledger: *points* for one beneficiary from one docking; negative in a reversal only.

    ``rule`` is the version of the points rules; ``reverses`` the ``seq`` of the line that a reversal takes back,
    else 0; ``reason`` a code of ``points_reason``, of reversals only; ``on`` the day from which the points count;
    ``row`` the line of the file, from 1.
    """

    seq: int
    kind: str
    docking: str
    beneficiary_type: str
    beneficiary: str
    points: int
    rule: int
    reverses: int
    reason: str
    on: date
    prev_hash: str = ""
    hash: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Catalogue:
    """Everything that a repository holds, checked: ``records[type][id]``, in order of id.

    ``log`` is the publication log by record id, ``ledgers`` the points ledgers by edition, line by line.
    """

    records: Mapping[str, Mapping[str, Record]]
    codes: CodeLists
    log: Mapping[str, tuple[LogEntry, ...]] = field(default_factory=dict)
    ledgers: Mapping[str, tuple[PointsLine, ...]] = field(default_factory=dict)

    def all(self, kind: str) -> Iterator[Record]:
        """Yield the records of type *kind* in order of id."""
        yield from self.records.get(kind, {}).values()

    def get(self, kind: str, record_id: str | None) -> Record | None:
        """Return the record of type *kind* with that id, or ``None``."""
        return self.records.get(kind, {}).get(record_id) if record_id else None
