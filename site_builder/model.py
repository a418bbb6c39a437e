"""The data as every room sees them: records, texts, schemas, code lists, the catalogue."""

from __future__ import annotations

import functools
import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeAlias, TypeGuard, TypeVar
from zoneinfo import ZoneInfo

from site_builder.languages import LANGS, REQUIRED_LANGS, Lang, in_order, instead_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The time zone of a challenge that names no other."""
PRIVATE_FOLDER = "JIEBANG_PRIVATE"
"""Environment variable: a folder outside the repository with the private parts, laid out like the repository."""

Said = TypeVar("Said", str, tuple[str, ...])


class ByLanguage(Mapping[str, Said]):
    """What is said, by language, the required ones first.

    Where nothing is said in one, asking for it gives nothing, or what stands in for a language that no record has to
    be written in; ``in`` tells whether something is said.
    """

    __slots__ = ("_said",)
    NOTHING: Any

    def __init__(self, said: Mapping[str, Said] = MappingProxyType({}), /, **by_lang: Said) -> None:
        self._said: dict[str, Said] = {lang: content for lang, content in {**said, **by_lang}.items() if content}

    def __getitem__(self, lang: str) -> Said:
        """Return what is said in *lang*, or in what stands in for it, empty where there is nothing."""
        said: Said = self._said.get(lang) or self._said.get(self.spoken(lang), self.NOTHING)
        return said

    def spoken(self, lang: str) -> Lang:
        """Return in which language ``self[lang]`` is, empty where there is nothing."""
        return next((one for one in (lang, *instead_of(lang)) if one in self._said), "")

    def __contains__(self, lang: object) -> bool:
        return lang in self._said

    def __iter__(self) -> Iterator[str]:
        return iter(in_order(self._said))

    def __len__(self) -> int:
        return len(self._said)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, ByLanguage) and self._said == other._said

    def __hash__(self) -> int:
        return hash(frozenset(self._said.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._said,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"


class Text(ByLanguage[str]):
    """One text in some languages; one that is not required never stands in for another."""

    __slots__ = ()
    NOTHING = ""

    def preferring(self, lang: str) -> str:
        """Return the text in *lang*, or where there is none in a required language."""
        return self[lang] or next((self[other] for other in REQUIRED_LANGS if other in self), "")


NO_TEXT = Text()


class Words(ByLanguage[tuple[str, ...]]):
    """Lists of words, one a language (keywords)."""

    __slots__ = ()
    NOTHING = ()


Value: TypeAlias = "str | int | date | Text | Words | Struct | tuple[Value, ...] | None"
"""One value of a record, read; ``bool`` is an ``int``."""


class Struct:
    """Named values of one schema, each an attribute; one that was not written is ``None`` or empty.

    Each schema has a class of its own, made by ``struct_class``; ``records.pyi`` says what each holds. The attribute
    of a field whose name is a word of Python has ``_`` behind it (``from_``).
    """

    __slots__ = ()
    BLANK: ClassVar[Mapping[str, Value]] = {}
    """The values of a structure in which nothing was written, by field."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        for name, blank in self.BLANK.items():
            object.__setattr__(self, attribute_of(name), values.get(name, blank))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: what was read is never changed")

    def __getitem__(self, name: str) -> Value:
        """Return the value of the field called *name*, where that is known only while the program runs.

        Raises:
            KeyError: the schema has no such field.
        """
        if name not in self.BLANK:
            raise KeyError(name)
        value: Value = getattr(self, attribute_of(name))
        return value

    def get(self, name: str) -> Value:
        """Return what was written in field *name*, ``None`` where nothing was or the schema has no such field."""
        if name not in self:
            return None
        return self[name]

    def __contains__(self, name: object) -> bool:
        """Return whether field *name* was written."""
        return name in self.BLANK and self[str(name)] != self.BLANK[str(name)]

    @property
    def values(self) -> dict[str, Value]:
        """Return what was written, by field."""
        return {name: value for name, blank in self.BLANK.items() if (value := self[name]) != blank}

    def with_values(self, **changed: Value) -> Self:
        """Return the structure with other values in the fields that *changed* names."""
        return type(self)({**self.values, **changed})

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Struct) and self.values == other.values

    def __hash__(self) -> int:
        return hash(tuple(self.values.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (type(self), *(self[name] for name in self.BLANK))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.values!r})"


class Record(Struct):
    """One checked record.

    ``digest`` is the sha256 of its file with LF line ends, so it stands for the whole content: two records
    with the same type, id and digest are the same.
    """

    __slots__ = ("digest", "path")
    type: ClassVar[str] = ""
    id: str
    path: str
    digest: str

    def __init__(self, values: Mapping[str, Value], path: str, digest: str) -> None:
        super().__init__(values)
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "digest", digest)

    def with_values(self, **changed: Value) -> Self:
        """Return the record with other values in the fields that *changed* names; it is on file nowhere yet."""
        return type(self)({**self.values, **changed}, self.path, "")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return False
        mine, theirs = (self.type, self.path, self.digest), (other.type, other.path, other.digest)
        return self is other or (mine == theirs and self.values == other.values)

    def __hash__(self) -> int:
        return hash((self.type, self.digest))

    def __reduce__(self) -> tuple[Any, ...]:
        return restored_record, (type(self), self.path, self.digest, *(self[name] for name in self.BLANK))

    def __repr__(self) -> str:
        return f"{self.type}:{self.id}@{self.digest}"


def attribute_of(field: str) -> str:
    """Return the attribute that holds *field*: its name, with ``_`` behind a word of Python."""
    return f"{field}_" if field in _WORDS_OF_PYTHON else field


_WORDS_OF_PYTHON = frozenset(keyword.kwlist)


def class_name_of(schema: str) -> str:
    """Return the name of the class of a schema: ``award_group`` -> ``AwardGroup``."""
    return "".join(word.capitalize() for word in schema.split("_"))


def restored(kind: type[Struct], *values: Value) -> Struct:
    """Return the structure of which a cache holds all *values*, in order of its fields."""
    return kind(dict(zip(kind.BLANK, values, strict=True)))


def restored_record(kind: type[Record], path: str, digest: str, *values: Value) -> Record:
    """Return the record of which a cache holds all *values*, in order of its fields."""
    return kind(dict(zip(kind.BLANK, values, strict=True)), path, digest)


@dataclass(frozen=True, slots=True)
class Admission:
    """Which needs a track takes: from home regions alone, of these scopes, from owners of these sizes; empty: any.

    ``scopes`` bind needs from the countries of the home regions.
    """

    home_only: bool = False
    scopes: tuple[str, ...] = ()
    owner_sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """How a series counts its editions, one a year: the year of the first, and up to which year that surely holds.

    0 where nothing is said.
    """

    first_year: int = 0
    known_to: int = 0


@dataclass(frozen=True)
class Code:
    """One value of a code list.

    ``is_home`` and ``country`` (ISO 3166-1, empty where it is any other) are a region's, ``admission`` a track's,
    ``count`` a series', ``of_solutions`` an award category's.
    """

    code: str
    name: Text
    description: Text = NO_TEXT
    parent: str = ""
    is_home: bool = False
    country: str = ""
    admission: Admission = Admission()
    count: Count = Count()
    of_solutions: bool = False


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
    label_shown: Text = NO_TEXT

    @property
    def label_on_pages(self) -> Text:
        """Return the label that stands before the value, which asks nothing."""
        return self.label_shown or self.label

    @property
    def is_required(self) -> bool:
        """Return whether every record needs it."""
        return bool(self.constraints.get("required"))

    @property
    def blank(self) -> Value:
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
    plural: Text = NO_TEXT
    path: str = ""
    is_logged: bool = False
    conditions: tuple[Condition, ...] = ()

    @functools.cached_property
    def struct(self) -> type[Struct]:
        """Return the class of its values, of a part."""
        return type(class_name_of(self.name), (Struct,), self._body())

    @functools.cached_property
    def record(self) -> type[Record]:
        """Return the class of its records."""
        return type(class_name_of(self.name), (Record,), {**self._body(id=""), "type": self.name})

    def _body(self, **own: Value) -> dict[str, object]:
        blank = own | {name: spec.blank for name, spec in self.fields.items()}
        slots = tuple(map(attribute_of, blank))
        return {"__slots__": slots, "__module__": "site_builder.records", "BLANK": blank}


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


R = TypeVar("R", bound=Record)


def is_a(record: Record, kind: type[R]) -> TypeGuard[R]:
    """Return whether *record* is of class *kind*."""
    return record.type == kind.type


@dataclass(frozen=True)
class Catalogue:
    """Everything that a repository holds, checked: ``records[type][id]``, in order of id.

    ``log`` is the publication log by record id, ``ledgers`` the points ledgers by edition, line by line.
    """

    records: Mapping[str, Mapping[str, Record]]
    codes: CodeLists
    log: Mapping[str, tuple[LogEntry, ...]] = field(default_factory=dict)
    ledgers: Mapping[str, tuple[PointsLine, ...]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return how many records there are."""
        return sum(map(len, self.records.values()))

    def all(self, kind: type[R]) -> Iterator[R]:
        """Yield the records of class *kind* in order of id."""
        yield from self.all_called(kind.type)  # type: ignore[misc]  # what stands under a type is of its class

    def get(self, kind: type[R], record_id: str | None) -> R | None:
        """Return the record of class *kind* with that id, or ``None``."""
        return self.find(kind.type, record_id)  # type: ignore[return-value]  # as above

    def grouped(self, kind: type[R], *fields: str) -> dict[str, tuple[R, ...]]:
        """Return the records of class *kind*, in order of id, by each id that they name in one of *fields*."""
        found: dict[str, list[R]] = {}
        for record in self.all(kind):
            for key in dict.fromkeys(str(record[name]) for name in fields if record[name]):
                found.setdefault(key, []).append(record)
        return {key: tuple(own) for key, own in found.items()}

    def all_called(self, kind: str) -> Iterator[Record]:
        """Yield the records of the type called *kind* in order of id."""
        yield from self.records.get(kind, {}).values()

    def find(self, kind: str, record_id: str | None) -> Record | None:
        """Return the record of the type called *kind* with that id, or ``None``."""
        return self.records.get(kind, {}).get(record_id) if record_id else None
