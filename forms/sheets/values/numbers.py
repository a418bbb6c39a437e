"""Whole and decimal numbers as people write them; a decimal comma is not taken for a thousands separator."""

from __future__ import annotations

import re

from forms.sheets.values.reading import Reading, refuse
from site_builder.text_forms.folding import plain

_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_COMMA = re.compile(r"-?[\d.]*\d,\d[\d,.]*")
_WITH_UNIT = re.compile(r"[<>≤≥=~≈]*\s*-?\d[\d.,]*\s*[^\d\s.,].*|[<>≤≥=~≈]+\s*-?\d[\d.,]*")


def read_number(text: str) -> Reading:
    """Return the number that *text* is, in digits; text that is no number comes out as it stands."""
    written = plain(text).replace("−", "-")
    if _PLAIN.fullmatch(written) or _GROUPED.fullmatch(written):
        return Reading(written.replace(",", ""))
    if _COMMA.fullmatch(written):
        return refuse("sheet-number-ambiguous", text)
    if _WITH_UNIT.fullmatch(written):
        return refuse("sheet-number-with-unit", text)
    return Reading(text)
