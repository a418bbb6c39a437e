"""Lines of help: Chinese is broken between any two characters, each counted as the two columns that it takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from click.formatting import wrap_text

_PIECE = re.compile(r"[（“‘《]*(?:[!-~…—]+|.)[，。；：、）”’》？！]*\s*", re.DOTALL)
"""What stays together: a word of letters, or a character with the marks that may not begin or end a line."""


def wrapped(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,
) -> str:
    """Return *text* in lines of *width* columns, as ``click`` breaks it where no character takes two."""
    if columns_of(text) == len(text):
        return wrap_text(text, width, initial_indent, subsequent_indent, preserve_paragraphs)
    paragraphs = re.split(r"\n\s*\n", text) if preserve_paragraphs else [text]
    return "\n\n".join("\n".join(_lines(one, width, initial_indent, subsequent_indent)) for one in paragraphs)


def columns_of(text: str) -> int:
    """Return how many columns of a terminal *text* takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _lines(paragraph: str, width: int, first: str, others: str) -> Iterator[str]:
    line, is_empty = first, True
    for piece in _PIECE.findall(" ".join(paragraph.split())):
        if not is_empty and columns_of(line + piece.rstrip()) > width:
            yield line.rstrip()
            line, is_empty = others, True
        line, is_empty = line + piece, False
    yield line.rstrip()
