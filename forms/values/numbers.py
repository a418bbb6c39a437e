"""Whole and decimal numbers as people write them; a decimal comma is not taken for a thousands separator."""

from __future__ import annotations

import re

from forms.values.reading import Reading, refuse
from site_builder.text_forms.folding import plain
from site_builder.text_forms.properties import DASHES

_SIGN = re.compile(rf"(?:\+|([-{DASHES}])) ?(?=[\d.])")
_GROUPED = re.compile(r"-?\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+|(?:['’]\d{3})+)(\.\d+)?")
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_COMMA = re.compile(r"-?[\d.]*\d,\d[\d,.]*")
_WITH_UNIT = re.compile(r"[<>≤≥=~≈]*\s*-?\d[\d.,]*\s*[^\d\s.,].*|[<>≤≥=~≈]+\s*-?\d[\d.,]*")
_BETWEEN = re.compile(r"[, '’]")


def read_number(text: str) -> Reading:
    """Return the number that *text* is, in digits; text that is no number comes out as it stands."""
    written = with_ascii_sign(plain(text))
    if _PLAIN.fullmatch(written) or _GROUPED.fullmatch(written):
        return Reading(_BETWEEN.sub("", written))
    if _COMMA.fullmatch(written):
        return refuse("sheet-number-ambiguous", text)
    if _WITH_UNIT.fullmatch(written):
        return refuse("sheet-number-with-unit", text)
    return Reading(text)


def with_ascii_sign(text: str) -> str:
    """Return *text* with the sign of the number it begins with as ``-``, whichever dash was typed; no plus.

    >>> with_ascii_sign("−5"), with_ascii_sign("– 5"), with_ascii_sign("+5")
    ('-5', '-5', '5')
    """
    found = _SIGN.match(text)
    return text if found is None else ("-" if found[1] else "") + text[found.end() :]
