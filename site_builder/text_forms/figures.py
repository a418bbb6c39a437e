"""Digits and what stands between them, in whatever script, width and kind they are written."""

from __future__ import annotations

import functools
import re
import unicodedata

from site_builder.text_forms.folding import DOTS
from site_builder.text_forms.properties import is_ignorable

_MAY_BE_FIGURE = re.compile("[^\x00-\x7f、。《》「」【】一-\u9fff！（），：；？“”‘’…℃×°≥≤±]")
"""Whatever is none of these may be a digit, a dash or a space of another form."""
_NUMERALS = "〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸幺"
_AS_DIGITS = str.maketrans(_NUMERALS, "0001234567891234567892361")
_SPELT_OUT = re.compile(rf"(?:[0-9{_NUMERALS}][ .-]?){{11}}")


def figures(text: str) -> str:
    """Return *text* with all digits as 0 to 9, all dashes and dots between them as ``-``, all spaces as such.

    >>> figures("１３８‑𝟘𝟘①²"), figures("１３８\u3000001·38000")
    ('138-0012', '138 001-38000')
    """
    if text.isascii() or not _MAY_BE_FIGURE.search(text):
        return text
    return _MAY_BE_FIGURE.sub(lambda found: _figure(found[0]), unicodedata.normalize("NFKC", text))


@functools.cache
def _figure(character: str) -> str:
    if character in DOTS or unicodedata.category(character) == "Pd" or character == "\u2212":
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Zs":
        return " "
    return "" if is_ignorable(character) else character


def has_numerals(text: str) -> bool:
    """Return whether *text* spells out a number of eleven digits or more in Chinese numerals, one by one."""
    found = _SPELT_OUT.search(text)
    return found is not None and not found[0].isascii()


def with_numerals(text: str) -> str:
    """Return *text* with Chinese numerals as digits, whatever they mean there.

    >>> with_numerals("一三八零零壹贰叁")
    '13800123'
    """
    return text.translate(_AS_DIGITS)
