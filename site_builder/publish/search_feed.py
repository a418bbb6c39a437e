"""What the search engine is fed: the pages worth reading, each with the words that a reader may type for it.

The pages say what they show; a search folds what is typed (``text_forms.searched``). So each page is fed with its
words folded, where that makes them others, and with its number as people write it. Nothing of that is on the site.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

from site_builder.derive.facets import FACETS
from site_builder.languages import LANGS
from site_builder.text_forms.folding import searched
from site_builder.worlds import EXAMPLE

BODY = "data-pagefind-body"
_NOT_READ = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|code|em|i|mark|small|span|strong|sub|sup)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(
    r"[\w\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\u2e80-\u2fdf\u2100-\u214f\u3300-\u33ff]+"
)
"""Letters and digits, what is shown as nothing between them, radicals, units in one character."""
_END = "</body>"
UNSHOWN = "⁂"
"""Stands before each word that only the search engine reads; the search page shows none of them."""


def write_feed(site: Path, feed: Path, folder: str = "") -> int:
    """Write into *feed* each page of *site* worth reading, with its further words; return how many there are.

    Lists by facet repeat what the pages of records say.

    Args:
        site: the site as built.
        feed: an empty folder.
        folder: that of the world whose pages are wanted, below that of a language.
    """
    fed = 0
    for page in sorted(site.glob("*/**/*.html")):
        path = page.relative_to(site)
        own = _own_path(path, folder)
        if own and own.parts[0] not in FACETS and BODY in (html := page.read_text(encoding="utf-8")):
            target = feed / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_fed(html, number_of(own)), encoding="utf-8")
            fed += 1
    return fed


def _own_path(path: Path, folder: str) -> Path | None:
    """Return *path* below the root of the world at *folder*, ``None`` where it lies in no language or the other."""
    lang, _, rest = path.as_posix().partition("/")
    is_example = rest.startswith(EXAMPLE)
    return Path(rest.removeprefix(folder)) if lang in LANGS and is_example == bool(folder) else None


def number_of(path: Path) -> str:
    """Return the number of the record whose page *path* is (``needs/cic2021-31-0001/index.html``), if it is one."""
    return path.parts[1] if len(path.parts) == 3 else ""


def _fed(html: str, number: str) -> str:
    words = " ".join(f"{UNSHOWN} {word}" for word in (*words_of_number(number), *folded_words(html)))
    return html.replace(_END, f"<p {BODY}>{escape(words)}</p>{_END}", 1) if words else html


def words_of_number(number: str) -> list[str]:
    """Return what a reader may type of a record's *number*: all of it, with and without hyphens, and its digits.

    >>> words_of_number("demo-31-0001")
    ['demo-31-0001', 'demo310001', '0001']
    """
    if not number:
        return []
    pieces = number.split("-")
    digits = [piece for piece in pieces if piece.isdecimal() and len(piece) > 2]
    return [number, "".join(pieces), *digits] if len(pieces) > 1 else [number]


def folded_words(html: str) -> list[str]:
    """Return the words of *html* that are others once they are folded, folded and in order, each once."""
    text = unescape(_TAG.sub(" ", _INLINE.sub("", _NOT_READ.sub(" ", html))))
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    return sorted({folded for word in words if (folded := searched(word)) != word.lower()})
