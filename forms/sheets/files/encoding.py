"""The text of a file: in the encoding that it certainly has, or none; what is not certain is not guessed."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from forms.sheets.files.limits import refusal

Known = Callable[[list[str]], int]
"""How many of these texts are known as headings."""

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the next
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
)
_CHINESE = {"gb18030": ("gb2312", range(0xB0, 0xD8)), "cp950": ("big5", range(0xA4, 0xC7))}
"""Encodings with the standard whose lead bytes of common characters are these, nine in ten of any honest text."""
_SAMPLE = 20_000  # characters that are looked at
_SURE, _AHEAD = 0.8, 0.15
_ALONE = 0.5  # where no other encoding would do: Chinese texts of traditional characters in GBK
_FEWEST_ASCII = 200  # bytes of UTF-16 in which there is a separator, a digit or the end of a line
_ONE_SIDE = 8  # times more zeros on one side than on the other, where 一 has one
_ABOVE = 30  # lines in which headings may stand
_BETWEEN = re.compile(r'[,;\t|"\r\n]+')
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜàáâãäåæçèéêëìíîïñòóôõöøœùúûüÿß")
_SIGNS = frozenset("‘’“”„‚‹›–—…•€£©®™°±²³µ·¼½¾×«»§¿¡\u00a0")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][£©®™±²³¼½¾«»§¿¡€•][^\W\d_]")
_RUN = re.compile(r"[^\x00-\x7f]{4}")


def text_of(file: Path, raw: bytes, known: Known) -> str:
    """Return the text of *raw*.

    Args:
        file: what is read.
        raw: all its bytes.
        known: tells headings, which only the right encoding gives.

    Raises:
        InvalidDataError: ``sheet-encoding``, at the line that cannot be read or is not certain.
    """
    name = next((name for mark, name in _MARKED if raw.startswith(mark)), "") or _wide(raw, known)
    try:
        return raw.decode(name or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if not name and (text := _without_mark(raw, known)) is not None:
            return text
        raise refusal(file.name, "sheet-encoding", 1 + raw.count(b"\n", 0, error.start)) from None


def _wide(raw: bytes, known: Known) -> str:
    """Return the UTF-16 without a mark that *raw* is: its ASCII signs have a zero, all on the same side.

    Headings without zeros tell that these are single ones in some other encoding.
    """
    before, behind = raw[::2].count(0), raw[1::2].count(0)
    most, least = max(before, behind), min(before, behind)
    is_wide = most > len(raw) / _FEWEST_ASCII and most > _ONE_SIDE * least
    if not is_wide or known([piece for piece in _pieces(raw.decode("utf-8", "replace")) if "\0" not in piece]):
        return ""
    return "utf-16-be" if before > behind else "utf-16-le"


def _without_mark(raw: bytes, known: Known) -> str | None:
    """Return the text of *raw*, which is neither UTF-8 nor marked, ``None`` where it is not certain."""
    texts = {name: text for name in _CHINESE if (text := _decoded(raw, name)) is not None}
    heads = {name: known(_pieces(text)) for name, text in texts.items()}
    best = max(texts, key=lambda name: (heads[name], _share(texts[name], name)), default="")
    if best and (_is_known(best, heads) or _is_likely(best, texts)):
        return texts[best]
    western = _decoded(raw, "cp1252")
    return western if western is not None and _is_western(western) else None


def _decoded(raw: bytes, name: str) -> str | None:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        return None
    return None if any(unicodedata.category(sign) in ("Co", "Cn") for sign in set(text)) else text


def _pieces(text: str) -> list[str]:
    return [piece for line in text.split("\n", _ABOVE)[:_ABOVE] for piece in _BETWEEN.split(line[:_SAMPLE]) if piece]


def _is_known(best: str, heads: dict[str, int]) -> bool:
    return heads[best] > 0 and all(heads[best] > 2 * count for name, count in heads.items() if name != best)


def _is_likely(best: str, texts: dict[str, str]) -> bool:
    share = _share(texts[best], best)
    others = [_share(text, name) for name, text in texts.items() if name != best]
    return (share >= _SURE and all(share - other >= _AHEAD for other in others)) or (share >= _ALONE and not others)


def _share(text: str, name: str) -> float:
    """Return how many of the Chinese characters of *text* are common ones of the encoding *name*."""
    standard, common = _CHINESE[name]
    found = [_lead_of(sign, standard) in common for sign in _ideographs(text)]
    return sum(found) / len(found) if found else 0.0


def _ideographs(text: str) -> Iterator[str]:
    return islice((sign for sign in text if unicodedata.category(sign) == "Lo"), _SAMPLE)


def _lead_of(sign: str, standard: str) -> int:
    return sign.encode(standard, "replace")[0]


def _is_western(text: str) -> bool:
    """Return whether *text* reads as one of Western Europe: letters with marks, one at a time, and signs outside."""
    signs = {sign for sign in text if not sign.isascii()}
    return signs <= _WESTERN | _SIGNS and not _SIGN_IN_WORD.search(text) and not _RUN.search(text)
