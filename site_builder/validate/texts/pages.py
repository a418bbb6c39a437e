"""What is written beside the records: hand-written pages, comments in YAML, names of files."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from site_builder.languages import REQUIRED_LANGS
from site_builder.load.pages import (
    HEAD_FIELDS,
    MOST_PICTURE_BYTES,
    PAGES,
    anchors_in,
    is_page,
    list_page_files,
    parse_page,
    picture_format,
)
from site_builder.load.text import decode_text, read_bytes
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.texts.private_data import find_private, may_hold_private
from site_builder.validate.texts.texts import markup_in

_LOADS = re.compile(
    r"<(?:script|iframe|object|embed|link|style|form)\b|\bsrc(?:set)?\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|!\[[^\]]*\]\(\s*<?(?:https?:)?//|(?:javascript|vbscript)\s*:",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"(?:^|[ \t])#.*", re.MULTILINE)


def check_pages(root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the hand-written pages and their pictures (68, 70, 76).

    Nothing else may lie beside them. They may hold nothing private, load nothing from elsewhere, run nothing, and
    stand in both required languages; a page in another language is one of those too.
    """
    found = [path for path in list_page_files(root) if not (root / path).is_symlink()]  # links are told with records
    known = frozenset(found)
    for path in found:
        if not is_page(path) and not picture_format(path):
            yield Problem(path, 1, "not-a-page")
            continue
        other = in_other_language(path)
        if other not in known:
            yield Problem(path, 1, "page-without-counterpart", facts={"other": other})
        try:
            yield from _in_page(root, path) if is_page(path) else _in_picture(root, path)
        except InvalidDataError as error:
            yield error.problem


def in_other_language(path: str) -> str:
    """Return the path of the same page or picture in the other required language."""
    lang, _, name = path.removeprefix(f"{PAGES}/").partition("/")
    other = next(one for one in REQUIRED_LANGS if one != lang)
    return f"{PAGES}/{other}/{name}"


def _in_page(root: Path, path: str) -> Iterator[Problem]:
    text = decode_text(path, read_bytes(path, root / path))
    page = parse_page(path, text)
    for name in HEAD_FIELDS:
        if markup := markup_in(getattr(page, name)):
            yield Problem(path, 1, "markup-in-text", name, {"field": name, "label": name, "found": markup})
    for number, line in enumerate(text.split("\n"), start=1):
        if load := _LOADS.search(line):
            yield Problem(path, number, "foreign-load", facts={"found": load[0]})
    yield from _anchors_once(path, text)
    yield from private_lines(path, text)


def _anchors_once(path: str, text: str) -> Iterator[Problem]:
    """Yield each heading whose anchor would be a count: it would lead elsewhere once a heading is added (70)."""
    taken: set[str] = set()
    for number, anchor in anchors_in(text):
        if not anchor or anchor in taken:
            yield Problem(path, number, "anchor-not-stable", facts={"anchor": anchor or "_1"})
        taken.add(anchor)


def _in_picture(root: Path, path: str) -> Iterator[Problem]:
    if not _is_picture(read_bytes(path, root / path, MOST_PICTURE_BYTES), picture_format(path)):
        yield Problem(path, 1, "not-a-page")


def _is_picture(content: bytes, kind: str) -> bool:
    """Return whether *content* is a whole picture of the format *kind*, told by its bytes."""
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=[kind]) as picture:
            warnings.simplefilter("error")
            picture.verify()
    except Exception:  # whatever a reader of pictures stumbles over, this is none that a page may show
        return False
    return True


def private_lines(path: str, text: str) -> Iterator[Problem]:
    """Yield each private number or address in *text*, at its line."""
    if may_hold_private(text):
        for number, line in enumerate(text.split("\n"), start=1):
            for code, found in find_private(line):
                yield Problem(path, number, code, facts={"field": path, "found": found})


def private_beside_values(path: str, text: str) -> Iterator[Problem]:
    """Yield private numbers where no value of a record is: in the comments of its file and in its name."""
    for code, found in find_private(path):
        yield Problem(path, 1, code, facts={"field": path, "found": found})
    if "#" in text:
        comments = {text.count("\n", 0, found.start()) + 1: found[0] for found in _COMMENT.finditer(text)}
        if may_hold_private("\n".join(comments.values())):
            for number, comment in comments.items():
                for code, found in find_private(comment):
                    yield Problem(path, number, code, facts={"field": path, "found": found})
