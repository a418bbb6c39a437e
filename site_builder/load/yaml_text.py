"""YAML text to plain values: every scalar stays text, and what could surprise is refused with its line.

Parsed from libyaml's event stream: nothing is composed, so aliases, tags and nesting are refused before
they can grow, and no recursion happens in C.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from site_builder.load.yaml_slips import slip_behind, slip_in_key, slip_in_text
from site_builder.problems import InvalidDataError, Problem
from site_builder.text_forms.folding import stored
from site_builder.text_forms.hidden import hidden_in
from site_builder.text_forms.lines import unfolded

Written = str | None | list["Written"] | dict[str, "Written"]
"""A value as its author wrote it: text, nothing, a list, or a mapping."""

MOST_DEPTH = 16
_NO_TAG = (None, "!")
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def parse_mapping(path: str, text: str) -> tuple[dict[str, Written], dict[str, int]]:
    """Return the one mapping that *text* holds, and the line of each value by its dotted path.

    Raises:
        InvalidDataError: ``yaml-*`` the text does not parse, ``not-a-record`` it is not one mapping,
            ``file-empty``, ``conflict-marker``, ``field-twice``, ``anchor-used``, ``tag-used``, ``too-deep``,
            ``several-documents``, ``key-not-text``.
    """
    reader = _Reader(path, text, keeps_lines=True)
    return _mapping_of(reader), reader.lines


def parse_values(path: str, text: str) -> dict[str, Written]:
    """Return the same mapping without lines, in two thirds of the time; raises the same."""
    return _mapping_of(_Reader(path, text, keeps_lines=False))


def _mapping_of(reader: _Reader) -> dict[str, Written]:
    try:
        value = reader.read_document()
    except yaml.YAMLError as error:
        raise InvalidDataError(_syntax_problem(reader.path, reader.text, error)) from None
    if not isinstance(value, dict):
        raise InvalidDataError(_not_a_record(reader.path, reader.text, value))
    return value


class _Reader:
    """Builds plain values from events, keeping lines."""

    def __init__(self, path: str, text: str, *, keeps_lines: bool) -> None:
        self.path = path
        self.text = text
        self.keeps_lines = keeps_lines
        self.lines: dict[str, int] = {"": 1}
        self.next_event: Callable[[], Any] = yaml.CSafeLoader(text).get_event

    def fail(self, code: str, event: Any, **facts: str) -> InvalidDataError:
        return InvalidDataError(Problem(self.path, event.start_mark.line + 1, code, facts=facts))

    def fail_twice(
        self, key: str, mapping: Mapping[str, Written], key_lines: Mapping[str, int], line: int
    ) -> InvalidDataError:
        """Return that *key* is given twice, or that both belong further in, each below a field left empty."""
        above = tuple(mapping)[: tuple(mapping).index(key)]
        empty = [name for name, value in mapping.items() if value is None]
        if empty and empty[0] in above and empty[-1] not in above:
            facts = {"field": key[:60], "above": empty[0][:60]}
            return InvalidDataError(Problem(self.path, key_lines[key], "yaml-indent-missing", facts=facts))
        facts = {"field": key[:60], "line": str(key_lines[key])}
        return InvalidDataError(Problem(self.path, line, "field-twice", facts=facts))

    def read_document(self) -> Written:
        value: Written = None
        documents = 0
        while type(event := self.next_event()) is not StreamEndEvent:
            if type(event) is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self.fail("several-documents", event)
                value = self.read_value(self.next_event(), "", 0)
        return value

    def read_value(self, event: Any, where: str, depth: int) -> Written:
        kind = type(event)
        if kind is AliasEvent or event.anchor is not None:
            raise self.fail("anchor-used", event, name=str(event.anchor))
        if event.tag not in _NO_TAG:
            raise self.fail("tag-used", event, tag=str(event.tag)[:60])
        if depth > MOST_DEPTH:
            raise self.fail("too-deep", event, most=str(MOST_DEPTH))
        if where:
            self.lines[where] = event.start_mark.line + 1
        if kind is ScalarEvent:
            return self.read_scalar(event)
        if kind is SequenceStartEvent:
            return self.read_sequence(where, depth)
        return self.read_mapping(event, where, depth)

    def read_scalar(self, event: Any) -> str | None:
        text: str = event.value
        if not event.style and text in NOTHING:
            return None
        if event.style == '"' and (hidden := hidden_in(text)):
            raise self.fail("hidden-character", event, character=hidden)
        if event.start_mark.line != event.end_mark.line and event.style != "|":
            text = unfolded(text, self.text[event.start_mark.index : event.end_mark.index])
        return text

    def read_sequence(self, where: str, depth: int) -> list[Written]:
        items: list[Written] = []
        while type(event := self.next_event()) is not SequenceEndEvent:
            place = f"{where}.{len(items)}" if self.keeps_lines else ""
            items.append(self.read_value(event, place, depth + 1))
        return items

    def read_mapping(self, start: object, where: str, depth: int) -> dict[str, Written]:
        assert isinstance(start, MappingStartEvent)  # noqa: S101 - libyaml has no other events here
        mapping: dict[str, Written] = {}
        key_lines: dict[str, int] = {}
        while type(event := self.next_event()) is not MappingEndEvent:
            key_line = event.start_mark.line + 1
            if type(event) is not ScalarEvent:
                raise self.fail("anchor-used" if type(event) is AliasEvent else "key-not-text", event, name="*")
            if event.anchor is not None or event.tag not in _NO_TAG:
                raise self.fail("key-not-text", event)
            if not event.style and (slip := slip_in_key(event.value, key_line)):
                raise self.fail(slip.code, event)
            key = stored(event.value)
            if key in mapping:
                raise self.fail_twice(key, mapping, key_lines, key_line)
            key_lines[key] = key_line
            if self.keeps_lines:
                place = f"{where}.{key}" if where else key
                value = self.read_value(self.next_event(), place, depth + 1)
                self.lines[place] = key_line
            else:
                value = self.read_value(self.next_event(), "", depth + 1)
            mapping[key] = value
        return mapping


def _syntax_problem(path: str, text: str, error: yaml.YAMLError) -> Problem:
    if slip := slip_behind(text, error):
        return Problem(path, slip.line, slip.code)
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    number = min(mark.line + 1, text.count("\n") + 1) if mark else 1
    detail = str(getattr(error, "problem", None) or "").split("\n")[0]
    return Problem(path, number, "yaml-syntax", facts={"detail": detail})


def _not_a_record(path: str, text: str, value: Written) -> Problem:
    if slip := slip_in_text(text):
        return Problem(path, slip.line, slip.code)
    return Problem(path, 1, "file-empty" if value is None and not _CONTENT.search(text) else "not-a-record")


_CONTENT = re.compile(r"^(?!\s*(?:#|$)|---\s*$|\.\.\.\s*$)", re.MULTILINE)
"""A line that is no comment, no mark of a document, and not empty."""
