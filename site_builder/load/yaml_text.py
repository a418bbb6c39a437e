"""YAML text to plain values: every scalar stays text, and what could surprise is refused with its line.

Parsed from libyaml's event stream: nothing is composed, so aliases, tags and nesting are refused before
they can grow, and no recursion happens in C.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
            ``field-twice``, ``anchor-used``, ``tag-used``, ``too-deep``, ``several-documents``, ``key-not-text``.
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
        raise InvalidDataError(_not_a_record(reader.path, reader.text))
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
        while type(event := self.next_event()) is not MappingEndEvent:
            key_line = event.start_mark.line + 1
            if type(event) is not ScalarEvent:
                raise self.fail("anchor-used" if type(event) is AliasEvent else "key-not-text", event, name="*")
            if event.anchor is not None or event.tag not in _NO_TAG:
                raise self.fail("key-not-text", event)
            if event.value[:1] in "\u00a0\u3000" and event.value:
                raise self.fail("yaml-nbsp", event)
            key = stored(event.value)
            if key in mapping:
                raise self.fail("field-twice", event, field=key[:60])
            if self.keeps_lines:
                place = f"{where}.{key}" if where else key
                value = self.read_value(self.next_event(), place, depth + 1)
                self.lines[place] = key_line
            else:
                value = self.read_value(self.next_event(), "", depth + 1)
            mapping[key] = value
        return mapping


_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("yaml-tab", re.compile(r"^\s*\t")),
    ("yaml-nbsp", re.compile("^[ \t]*[\u00a0\u3000]")),
    ("yaml-fullwidth-colon", re.compile(r"^\s*(?:- )?[^\s:：\"']+：")),
    ("yaml-reserved-start", re.compile(r"^\s*(?:- )?[^:]+:\s+[%@`]")),
    ("yaml-colon-in-value", re.compile(r"^\s*(?:- )?[^:]+:\s+[^\"'\[{|>&*!].*:(\s|$)")),
)


def _hint_code(lines: list[str], number: int) -> tuple[str, int] | None:
    """Return the code and line of a known slip at or just before line *number* (from 1)."""
    for candidate in (number, number - 1):
        if 1 <= candidate <= len(lines):
            for code, pattern in _HINTS:
                if pattern.search(lines[candidate - 1]):
                    return code, candidate
    return None


def _syntax_problem(path: str, text: str, error: yaml.YAMLError) -> Problem:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.split("\n")
    number = min(mark.line + 1, max(len(lines), 1)) if mark else 1
    if hint := _hint_code(lines, number):
        return Problem(path, hint[1], hint[0])
    detail = str(getattr(error, "problem", None) or "").split("\n")[0]
    return Problem(path, number, "yaml-syntax", facts={"detail": detail})


def _not_a_record(path: str, text: str) -> Problem:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        for code, pattern in _HINTS[:3]:
            if pattern.search(line):
                return Problem(path, number, code)
    return Problem(path, 1, "not-a-record")
