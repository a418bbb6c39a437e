"""Hand-written pages and their pictures: which files they may be, and what stands at the head of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder.languages import LANGS
from site_builder.load.records import is_leftover
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.trees import files_below
from site_builder.load.yaml_text import parse_mapping
from site_builder.problems import InvalidDataError, Problem
from site_builder.text_forms.lines import unwrapped

PAGES = "content/pages"
PICTURES: Mapping[str, str] = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
"""Suffix of a picture -> its format; SVG is none of them, since it may run scripts."""
MOST_PICTURE_BYTES = 10 * 2**20
HEAD_FIELDS = ("title", "description")
_PLACE = re.compile(rf"content/pages/(?:{'|'.join(LANGS)})/(?:[\w-][\w.-]*/)*[\w-][\w.-]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t#]*(?:\{[^}]*#([\w.:-]+)[^}]*\})?[ \t]*")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
_CODE = re.compile(r"`[^`]*`")
_MARKS = re.compile(r"\]\([^)]*\)|\{[^}]*\}|[*`\[\]]")
_HEAD = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|$)", re.DOTALL)


@dataclass(frozen=True)
class HandWritten:
    """A hand-written page: plain text of its head, and Markdown, in which no Chinese sentence is wrapped."""

    title: str
    description: str
    body: str


def list_page_files(root: Path) -> Iterator[str]:
    """Yield the path of each file among the hand-written pages, from the repository root, whatever it is."""
    for name in files_below(root / PAGES):
        if not is_leftover(f"{PAGES}/{name}"):
            yield f"{PAGES}/{name}"


def written_addresses(root: Path) -> frozenset[str]:
    """Return the addresses of the hand-written pages below the root of a language: ``about/``, ``guide/``."""
    pages = (path.removeprefix(f"{PAGES}/").partition("/")[2] for path in list_page_files(root) if is_page(path))
    return frozenset(f"{name.removesuffix('.md')}/".removesuffix("index/") for name in pages)


def is_page(path: str) -> bool:
    """Return whether a hand-written page may stand at *path*."""
    return path.endswith(".md") and bool(_PLACE.fullmatch(path))


def picture_format(path: str) -> str:
    """Return the format that a picture at *path* has to have, empty where none may stand there."""
    return PICTURES.get(Path(path).suffix, "") if _PLACE.fullmatch(path) else ""


def read_page(root: Path, path: str) -> HandWritten:
    """Return the hand-written page at *path*.

    Raises:
        InvalidDataError: of ``read_bytes``, ``decode_text`` and ``parse_page``.
    """
    return parse_page(path, decode_text(path, read_bytes(path, root / path)))


def parse_page(path: str, text: str) -> HandWritten:
    """Return the page that *text* holds.

    Raises:
        InvalidDataError: its head is not one plain mapping (see ``parse_mapping``), or has another field than a title
            and a description (``unknown-field``) or a field that is not text (``not-one-value``).
    """
    head = _HEAD.match(text)
    if head is None:
        return HandWritten("", "", unwrapped(text))
    values, lines = parse_mapping(path, f"\n{head[1]}")  # in the place of ---, so that lines are those of the page
    for name, value in values.items():
        code = (
            "unknown-field" if name not in HEAD_FIELDS else "" if isinstance(value, str | None) else "not-one-value"
        )
        if code:
            raise InvalidDataError(Problem(path, lines[name], code, name, {"field": name, "label": name}))
    title, description = (str(values.get(name) or "") for name in HEAD_FIELDS)
    return HandWritten(title, description, unwrapped(text[head.end() :]))


def anchor_of(heading: str, separator: str = "-") -> str:
    """Return the anchor of a *heading* that names none: its letters, in whatever script, with hyphens between words.

    >>> anchor_of("需要注册吗？"), anchor_of("Who may take part?")
    ('需要注册吗', 'who-may-take-part')
    """
    from markdown.extensions.toc import slugify_unicode

    return str(slugify_unicode(heading, separator))


def anchors_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each heading of the Markdown *text*, from 1, and its anchor: the one named or its own."""
    for number, line in _prose_of(text):
        if heading := _HEADING.fullmatch(line):
            yield number, heading[2] or anchor_of(_MARKS.sub("", heading[1]))


def links_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each link or picture of the Markdown *text*, from 1, and what it leads to, as written."""
    for number, line in _prose_of(text):
        yield from ((number, found[1]) for found in _LINK.finditer(_CODE.sub("", line)))


def _prose_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line of the Markdown *text* that does not stand in a block of code, with its number from 1."""
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _FENCE.match(line):
            fence = "" if fence and found[1].startswith(fence) else fence or found[1]
        elif not fence:
            yield number, line
