"""What is written beside the records: hand-written pages, comments in YAML, names of files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from site_builder.languages import LANGS, REQUIRED_LANGS
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.trees import files_below
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.texts.private_data import find_private, may_hold_private

PAGES = "content/pages"
_LOADS = re.compile(
    r"<(?:script|iframe|object|embed|link|style|form)\b|\bsrc(?:set)?\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|!\[[^\]]*\]\(\s*<?(?:https?:)?//|(?:javascript|vbscript)\s*:",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"(?:^|[ \t])#.*", re.MULTILINE)


def check_pages(root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the hand-written pages (68, 70, 76).

    They may hold nothing private, load nothing from elsewhere, run nothing, and stand in both required languages; a
    page in another language is one of those too.
    """
    found = {
        lang: {
            name: folder / name
            for name in files_below(folder)
            if not (folder / name).is_symlink()  # links are told with those among the records
        }
        for lang in LANGS
        for folder in [root / PAGES / lang]
    }
    for lang, files in found.items():
        other = next(one for one in REQUIRED_LANGS if one != lang)
        for name, file in files.items():
            path = f"{PAGES}/{lang}/{name}"
            if name not in found[other]:
                yield Problem(path, 1, "page-without-counterpart", facts={"other": f"{PAGES}/{other}/{name}"})
            if file.suffix == ".md":
                yield from _in_page(path, file)


def _in_page(path: str, file: Path) -> Iterator[Problem]:
    try:
        text = decode_text(path, read_bytes(path, file))
    except InvalidDataError as error:
        yield error.problem
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if load := _LOADS.search(line):
            yield Problem(path, number, "foreign-load", facts={"found": load[0]})
    yield from private_lines(path, text)


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
