"""The slip behind a YAML text that cannot be read, or that reads as something else: its code, and the line it is on.

YAML stumbles later than people do, mostly on the line below; so what it says and where is only the beginning of the
search. No pattern here fits a line that is written as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

import yaml
from yaml.tokens import ScalarToken

Wanted = Literal["list", "mapping"]


@dataclass(frozen=True)
class Slip:
    """What went wrong: the code of its words, and the line, counted from 1."""

    code: str
    line: int


WIDE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that look like one and are none to YAML, as a part of a pattern."""
TYPOGRAPHIC = "“”„‟‘’‚‛«»「」『』＂＇"
_BREAKS = re.compile("[\n\x85\u2028\u2029]")
_HEAD = r"^\s*(?:- +)*"
_KEY = r"[A-Za-z_][A-Za-z0-9_-]*"

_INDENTS = (
    ("yaml-tab", re.compile(r"^ *\t+(?=\S)")),
    ("yaml-nbsp", re.compile(f"^[ \t]*[{WIDE}]")),
)
_AFTER_KEY = (
    ("yaml-fullwidth-colon", re.compile(rf"{_HEAD}{_KEY}\s*[：﹕︓]")),
    ("yaml-wide-space", re.compile(rf"{_HEAD}{_KEY}:[{WIDE}]")),
    ("yaml-colon-space", re.compile(rf"{_HEAD}(?!sha256:){_KEY}:(?![\s/]|$)")),
    ("yaml-fullwidth-bracket", re.compile(rf"{_HEAD}{_KEY}: +[｛]")),
)
_OF_ITEMS = (
    ("yaml-wide-space", re.compile(rf"^\s*-[{WIDE}]")),
    ("yaml-dash-space", re.compile(r"^\s*-(?![\s-]|$)")),
    ("yaml-fullwidth-dash", re.compile(r"^\s*(?:[－–—−‐‑﹣](?![－–—−‐‑﹣])|[•·・●▪◦‣])\s*\S")),
)
_LIST_IN_LINE = re.compile(rf"{_HEAD}(?:{_KEY}: +)?[【［〔（]")
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: |$)")
_RESERVED = re.compile(rf"{_HEAD}(?:[^\s:]+: +)?(?:[%@`&*!,\]}}]|[|>](?![-+0-9]*\s*(?:#.*)?$))")
_COLON_IN_VALUE = re.compile(rf"{_HEAD}[^:]+:\s+[^\"'\[{{|>&*!].*:(\s|$)")
_NO_COLON = re.compile(r"^\s*(?![#\-\"'\[{]).*\S")

_STARTS_NOTHING = (
    "alphabetic or numeric character", "comment or line break", "cannot start any token", "expected node content",
    "unexpected non-alphabetical character", "could not find expected directive name", "unknown directive",
)  # fmt: skip


def slip_behind(text: str, error: yaml.YAMLError) -> Slip | None:
    """Return the slip because of which *text* cannot be read, ``None`` where none of those that are known."""
    told, context = str(getattr(error, "problem", None) or ""), str(getattr(error, "context", None) or "")
    lines = _BREAKS.split(text)
    stumbled = _line_of(getattr(error, "problem_mark", None), lines)
    begun = _line_of(getattr(error, "context_mark", None) or getattr(error, "problem_mark", None), lines)
    if "escape character" in told or "hexdecimal" in told:
        return Slip("yaml-backslash", stumbled)
    if context == "while scanning a quoted scalar":
        return _open_quote(lines, begun)
    if context.startswith("while parsing a flow"):
        return _open_bracket(lines, begun, stumbled, getattr(error, "problem_mark", None))
    if "tab character" in told:
        return Slip("yaml-tab", stumbled)
    if any(part in told for part in _STARTS_NOTHING):
        return slip_on(lines[stumbled - 1], stumbled) or _fits(_RESERVED, "yaml-reserved-start", lines, stumbled)
    if context == "while scanning a simple key":
        return slip_on(lines[begun - 1], begun) or _without_colon(lines, begun)
    if told.startswith("mapping values"):
        return _second_colon(lines, stumbled)
    return slip_on(lines[stumbled - 1], stumbled) or _around_quotes(text, lines, error) or _indent(lines, stumbled)


def slip_on(line: str, number: int) -> Slip | None:
    """Return what is wrong with the head of *line* number *number*, where fields and items begin."""
    if _CONFLICT.match(line):
        return Slip("conflict-marker", number)
    for code, pattern in (*_INDENTS, *_AFTER_KEY, *_OF_ITEMS):
        if pattern.search(line):
            return Slip(code, number)
    return None


def slip_in_key(name: str, number: int) -> Slip | None:
    """Return what is wrong with the field *name* of line *number*: it has swallowed a colon and what follows."""
    return None if name.isascii() and ":" not in name else slip_on(name, number)


def slip_in_text(text: str) -> Slip | None:
    """Return the first slip of *text*, which holds no field at all."""
    found = (slip_on(line, number) for number, line in enumerate(_BREAKS.split(text), start=1))
    return next(filter(None, found), None)


def slip_in_value(text: str, line: int, wanted: Wanted) -> Slip | None:
    """Return the slip because of which the value at *line* of *text* is one text and not what is *wanted*."""
    patterns = _OF_ITEMS if wanted == "list" else _AFTER_KEY
    rows = list(_rows_of_value(_BREAKS.split(text), line))
    for number, row in rows:
        for code, pattern in patterns:
            if pattern.search(row):
                return Slip(code, number)
    if wanted == "list":
        return next(
            (Slip("yaml-fullwidth-bracket", number) for number, row in rows if _LIST_IN_LINE.match(row)), None
        )
    return None


def is_quoted_otherwise(text: str) -> bool:
    """Return whether *text* stands in quotation marks that are a part of it to YAML.

    >>> is_quoted_otherwise("“2026-01-01”"), is_quoted_otherwise("2026-01-01")
    (True, False)
    """
    return len(text) > 1 and text[0] in TYPOGRAPHIC and text[-1] in TYPOGRAPHIC


def _line_of(mark: Any, lines: list[str]) -> int:
    return min(mark.line + 1, len(lines)) if mark else 1


def _fits(pattern: re.Pattern[str], code: str, lines: list[str], number: int) -> Slip | None:
    return Slip(code, number) if pattern.search(lines[number - 1]) else None


def _open_quote(lines: list[str], number: int) -> Slip:
    is_other = any(sign in lines[number - 1] for sign in TYPOGRAPHIC)
    return Slip("yaml-smart-quote" if is_other else "yaml-quote-open", number)


def _open_bracket(lines: list[str], begun: int, stumbled: int, mark: Any) -> Slip:
    """Return what is wrong with a list or mapping in brackets that begins on one line and breaks on another."""
    if any(sign in lines[begun - 1] for sign in "】］〕｝"):
        return Slip("yaml-fullwidth-bracket", begun)
    if begun == stumbled and lines[stumbled - 1][mark.column :].startswith(":"):
        return Slip("yaml-colon-in-value", stumbled)
    is_left = stumbled > begun and _width(lines[stumbled - 1]) <= _width(lines[begun - 1])
    return Slip("yaml-bracket-open", begun) if is_left else Slip("yaml-comma-missing", max(begun, stumbled - 1))


def _without_colon(lines: list[str], number: int) -> Slip | None:
    has_colon = any(sign in lines[number - 1] for sign in ":：")
    return None if has_colon else _fits(_NO_COLON, "yaml-no-colon", lines, number)


def _second_colon(lines: list[str], number: int) -> Slip | None:
    """Return why a field begins where YAML still reads the value before it, which may begin above."""
    if own := slip_on(lines[number - 1], number):
        return own
    if _COLON_IN_VALUE.search(lines[number - 1]):
        return Slip("yaml-colon-in-value", number)
    before = _above(lines, number)
    return (slip_on(lines[before - 1], before) or _without_colon(lines, before) if before else None) or (
        Slip("yaml-indent", number) if before else None
    )


def _above(lines: list[str], number: int) -> int:
    """Return the next line above *number* that says something, 0 where there is none."""
    return next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip() and not _is_comment(lines[n - 1])), 0)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _around_quotes(text: str, lines: list[str], error: yaml.YAMLError) -> Slip | None:
    """Return that something follows on a quoted value: a quotation mark inside, or one further up is not closed."""
    mark: Any = getattr(error, "problem_mark", None)
    last = _last_scalar(text, mark.index) if mark else None
    if last is None or last.plain or last.style not in ("'", '"') or last.end_mark.line != mark.line:
        return None
    if last.start_mark.line < last.end_mark.line:
        return _open_quote(lines, last.start_mark.line + 1)
    return Slip("yaml-quote-inside", mark.line + 1)


def _last_scalar(text: str, before: int) -> Any:
    """Return the last scalar that ends at or before the place *before*."""
    loader, last = yaml.CSafeLoader(text), None
    try:
        while (token := loader.get_token()) is not None and token.end_mark.index <= before:
            last = token if isinstance(token, ScalarToken) else last
    except yaml.YAMLError:
        pass
    return last


def _indent(lines: list[str], number: int) -> Slip | None:
    """Return that line *number* begins where no line above does that it could go on."""
    own, open_at = _width(lines[number - 1]), set[int]()
    deepest = 10**6
    for line in reversed(lines[: number - 1]):
        if line.strip() and not _is_comment(line) and _width(line) < deepest:
            deepest = _width(line)
            open_at.add(deepest)
    return Slip("yaml-indent", number) if own and own not in open_at else None


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _rows_of_value(lines: list[str], number: int) -> Iterator[tuple[int, str]]:
    """Yield the lines that belong to the field at line *number*, the field's own without its name."""
    head = lines[number - 1]
    width = _width(head)
    yield number, re.sub(rf"{_HEAD}[^\s:]+:", lambda found: " " * len(found[0]), head, count=1)
    below = enumerate(lines[number:], start=number + 1)
    yield from takewhile(lambda row: not row[1].strip() or _width(row[1]) > width or _is_item(row[1]), below)


def _is_item(line: str) -> bool:
    return any(pattern.search(line) for _, pattern in _OF_ITEMS)
