"""One record against its schema: known keys, types, limits, codes, languages; yields a typed record or problems."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import SourceRecord
from site_builder.load.standards.standard_names import standard_names_in
from site_builder.load.yaml_slips import Wanted, is_quoted_otherwise, slip_in_value
from site_builder.load.yaml_text import Written
from site_builder.model import CodeLists, Field, Record, Schema, Struct, Text, Value, Words
from site_builder.problems import Fact, Problem
from site_builder.text_forms.hidden import hidden_in
from site_builder.text_forms.lines import unwrapped
from site_builder.validate.cells import CellReader, cell_reader_of
from site_builder.validate.texts.texts import check_languages, check_numbers, markup_in

MOST_ITEMS = 200  # of plain values in one list; a longer one is there by mistake
_BETWEEN_WORDS = re.compile("[，、]")
NUMBERS_COMPARED = frozenset({"title", "summary"})


@dataclass(frozen=True)
class Known:
    """What a record is checked against besides its schema: code lists and names allowed in either language."""

    codes: CodeLists
    names: frozenset[str] = frozenset()


def read_record(
    source: SourceRecord, known: Known, private: Schema | None = None
) -> tuple[Record | None, list[Problem]]:
    """Return the typed record, or ``None`` with the problems that keep it from being one.

    Warnings do not keep a record from being one, so a record and problems may come together.

    Args:
        source: the record as written.
        known: code lists and names.
        private: the schema of a record of the private folder, whose fields need not be public.
    """
    record, problems = read_as_far_as_possible(source, known, private)
    return (None if any(not problem.is_warning for problem in problems) else record), problems


def read_as_far_as_possible(
    source: SourceRecord, known: Known, private: Schema | None = None
) -> tuple[Record, list[Problem]]:
    """Return a record of the values that could be read, and everything wrong; the arguments are ``read_record``'s.

    For a draft that is shown before it is complete, and never for one that is published.
    """
    schema = private or read_schemas().types[source.type]
    if source.type == "taxonomy":
        known = replace(known, names=known.names | standard_names_in(source.values))
    checker = _Checker(source, known, source.values.get("provenance") == "reported", private is not None)
    values = checker.read_struct(schema, source.values, "")
    kind = read_schemas().types.get(schema.name, schema).record  # what is private is a part of the same record
    return kind(values, source.path, source.digest), checker.problems


_READERS: dict[tuple[int, str], CellReader] = {}


def _file_of(code_list: str) -> str:
    """Return the file where a person finds the list."""
    closed = code_list in read_schemas().codes
    return "site_builder/schemas/codes.yml" if closed else f"content/taxonomy/{code_list}.yml"


def _reader_of(spec: Field, lang: str = "") -> CellReader:
    key = (id(spec), lang)
    reader = _READERS.get(key)
    if reader is None:
        reader = _READERS[key] = cell_reader_of(spec, spec.limit.get(lang))
    return reader


_REQUIRED: dict[int, tuple[Field, ...]] = {}


def _required_of(schema: Schema) -> tuple[Field, ...]:
    found = _REQUIRED.get(id(schema))
    if found is None:
        found = tuple(
            spec for spec in schema.fields.values() if spec.is_required or spec.required_when == "submitted"
        )
        _REQUIRED[id(schema)] = found
    return found


def is_empty(written: Written) -> bool:
    """Return whether *written* says nothing: no value, blank text, a list or a mapping with nothing in it."""
    return not written.strip() if isinstance(written, str) else not written


def _is_free_text(spec: Field) -> bool:
    """Return whether quotation marks may be a part of what *spec* holds."""
    return spec.type in ("string", "array") and not (
        spec.codes or spec.ref or spec.kind or "pattern" in spec.constraints
    )


def _misplaced(schema: Schema, written: Mapping[str, Written]) -> Mapping[str, str]:
    """Return the fields that there are none of here but within the nearest empty field above: name -> field above."""
    found: dict[str, str] = {}
    above = ""
    for name, value in written.items():
        spec = schema.fields.get(above)
        if name not in schema.fields and spec and name in _names_within(spec):
            found[name] = above
        elif is_empty(value):
            above = name
    return found


def _names_within(spec: Field) -> Collection[str]:
    """Return what may stand below the field *spec*, where it is no single value."""
    if spec.bilingual:
        return spec.languages
    return read_schemas().parts[spec.part].fields if spec.part else ()


@dataclass
class _Checker:
    """Walks one record beside its schema."""

    source: SourceRecord
    known: Known
    is_reported: bool
    is_private: bool = False
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, where: str, spec: Field | None = None, **facts: Fact) -> None:
        lines = self.source.lines
        line = lines.get(where) or lines.get(where.rpartition(".")[0]) or 1
        name = where.rpartition(".")[2]
        own: dict[str, Fact] = {"label": spec.label, "help": spec.help} if spec else {"label": name}
        facts = {"field": where, **own, **facts}
        self.problems.append(Problem(self.source.path, line, code, where, facts))

    def read_struct(self, schema: Schema, written: dict[str, Written], where: str) -> dict[str, Value]:
        prefix = f"{where}." if where else ""
        values: dict[str, Value] = {}
        misplaced = _misplaced(schema, written)
        for above in dict.fromkeys(misplaced.values()):
            first = next(name for name in misplaced if misplaced[name] == above)
            self.add("yaml-indent-missing", prefix + first, above=prefix + above)
        for name, value in written.items():
            spec = schema.fields.get(name)
            if spec is None:
                if name not in misplaced:
                    self.add("unknown-field", prefix + name, type=schema.name)
            elif spec.visibility != "public" and not self.is_private:
                self.add("not-public-field", prefix + name, spec, visibility=spec.visibility)
            elif is_empty(value) and not (value == [] and spec.constraints.get("minLength") == 0):
                if name not in misplaced.values():
                    self.add("empty-value", prefix + name, spec)
            else:
                typed = self.read_value(spec, value, prefix + name)
                if typed is not None:
                    values[name] = typed
        for spec in _required_of(schema):
            if spec.name not in written and (spec.is_required or not self.is_reported):
                self.add("missing", prefix + spec.name, spec)
        return values

    def read_value(self, spec: Field, written: Written, where: str) -> Value:
        if spec.bilingual:
            return self.read_languages(spec, written, where)
        if spec.type == "array":
            return self.read_items(spec, written, where)
        if spec.type == "object":
            return self.read_part(spec, written, where)
        return self.read_cell(spec, written, where)

    def read_cell(self, spec: Field, written: Written, where: str, lang: str = "") -> Value:
        if is_empty(written):
            self.add("empty-value", where, spec)
            return None
        if not isinstance(written, str):
            self.add("not-one-value", where, spec)
            return None
        if not _is_free_text(spec) and is_quoted_otherwise(written):
            self.add("value-in-quotes", where, spec, value=written[:40])
            return None
        value, code, facts = _reader_of(spec, lang)(written)
        if code:
            self.add_unread(code, where, spec, written, facts)
            return None
        if spec.codes and written not in self.known.codes.get(spec.codes, {}):
            if spec.type == "array" and _BETWEEN_WORDS.search(written):
                self.add("several-words-in-one", where, spec, value=written[:40])
                return None
            self.add("unknown-code", where, spec, value=written[:40], list=spec.codes, file=_file_of(spec.codes))
            return None
        if spec.codes or spec.ref:
            return value
        if isinstance(value, str):
            if hidden := hidden_in(value):
                self.add("hidden-character", where, spec, character=hidden)
                return None
            if spec.kind != "url" and (found := markup_in(value)):
                self.add("markup-in-text", where, spec, found=found)
                return None
            return unwrapped(value.strip())
        return written if spec.kind == "decimal" else value

    def add_unread(self, code: str, where: str, spec: Field, written: str, facts: Mapping[str, str]) -> None:
        """Tell that *written* could not be read; what nobody sees in it is told first, since it may be why."""
        if hidden := hidden_in(written):
            self.add("hidden-character", where, spec, character=hidden)
        else:
            self.add(code, where, spec, value=written[:40], **facts)

    def read_part(self, spec: Field, written: Written, where: str) -> Struct | None:
        if is_empty(written):
            self.add("empty-value", where, spec)
            return None
        if not isinstance(written, dict):
            self.add_other("not-a-mapping", where, spec, written)
            return None
        part = read_schemas().parts[spec.part]
        return part.struct(self.read_struct(part, written, where))

    def read_items(self, spec: Field, written: Written, where: str) -> tuple[Value, ...] | None:
        if not isinstance(written, list):
            self.add_other("not-a-list", where, spec, written)
            return None
        if not self.check_count(spec, len(written), where):
            return None
        read = self.read_part if spec.part else self.read_cell
        items = [read(spec, item, f"{where}.{n}") for n, item in enumerate(written)]
        if not spec.part:
            self.check_twice(spec, items, where)
        return tuple(item for item in items if item is not None)

    def add_other(self, code: str, where: str, spec: Field, written: Written) -> None:
        """Tell of a value of another shape than the field has, by the slip that made one text of it."""
        line = self.source.lines.get(where, 0)
        wanted: Wanted = "list" if code == "not-a-list" else "mapping"
        slip = slip_in_value(self.source.text, line, wanted) if line and isinstance(written, str) else None
        if slip is None:
            self.add(code, where, spec)
        else:
            self.problems.append(Problem(self.source.path, slip.line, slip.code, where))

    def check_twice(self, spec: Field, items: list[Value], where: str) -> None:
        seen: set[Value] = set()
        for n, item in enumerate(items):
            if item is not None and item in seen:
                self.add("value-twice", f"{where}.{n}", spec, value=str(item)[:40])
            seen.add(item)

    def check_count(self, spec: Field, count: int, where: str) -> bool:
        """Tell of too few or too many; return whether the items are worth reading."""
        if count < spec.constraints.get("minLength", 0):
            self.add("too-few", where, spec, count=str(count), bound=str(spec.constraints["minLength"]))
        most = spec.constraints.get("maxLength", count if spec.part else MOST_ITEMS)
        if count > most:
            self.add("too-many", where, spec, count=str(count), bound=str(most))
        return bool(spec.part) or count <= MOST_ITEMS

    def read_languages(self, spec: Field, written: Written, where: str) -> Text | Words | None:
        if not isinstance(written, dict):
            self.add_other("not-by-language", where, spec, written)
            return None
        for lang, value in written.items():
            if lang not in spec.languages:
                self.add("language-not-allowed", f"{where}.{lang}", spec, language=lang[:10])
            elif is_empty(value):
                self.add("empty-value", f"{where}.{lang}", spec)
        for lang in REQUIRED_LANGS if spec.bilingual == "both" else ():
            if lang not in written:
                self.add("missing-language", where, spec, language=lang)
        given = {lang: value for lang, value in written.items() if lang in spec.languages and not is_empty(value)}
        if spec.type == "array":
            return self.read_words(spec, given, where)
        texts = {lang: self.read_cell(spec, value, f"{where}.{lang}", lang) for lang, value in given.items()}
        text = Text(**{lang: str(value) for lang, value in texts.items() if value})
        self.add_all(spec, check_languages(text, self.known.names), where)
        if spec.name in NUMBERS_COMPARED:
            self.add_all(spec, check_numbers(text), where)
        return text

    def read_words(self, spec: Field, given: Mapping[str, Written], where: str) -> Words:
        words: dict[str, tuple[str, ...]] = {}
        for lang, written in given.items():
            place = f"{where}.{lang}"
            if not isinstance(written, list):
                self.add_other("not-a-list", place, spec, written)
                continue
            if not self.check_count(spec, len(written), place):
                continue
            cells = [self.read_cell(spec, word, f"{place}.{n}", lang) for n, word in enumerate(written)]
            words[lang] = tuple(str(cell) for cell in cells if cell)
            for n, word in enumerate(words[lang]):
                if _BETWEEN_WORDS.search(word):
                    self.add("several-words-in-one", f"{place}.{n}", spec, value=word[:40])
        for word in words.get("en", ()):
            self.add_all(spec, check_languages(Text(en=word), self.known.names), where)
        return Words(**words)

    def add_all(self, spec: Field, found: Iterator[tuple[str, str, dict[str, str]]], where: str) -> None:
        for code, lang, facts in found:
            self.add(code, f"{where}.{lang}", spec, **facts)
