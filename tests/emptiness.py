"""What no page may have: lists, choices and pictures with nothing in them."""

from __future__ import annotations

import re

_EMPTY = re.compile(r"<(ul|ol|dl|select|svg|table|tbody|figure)\b([^>]*)>\s*</\1>")
_NOTHING_TO_CHOOSE = re.compile(r"<select\b[^>]*>\s*(?:<option value=\"\">[^<]*</option>)?\s*</select>")
_FILLED_BY_SCRIPT = ("data-jb-files", "data-jb-hits")


def empty_in(page: str) -> list[str]:
    """Return the elements of the HTML *page* that hold nothing, but for those that a script fills."""
    found = (match[0] for pattern in (_EMPTY, _NOTHING_TO_CHOOSE) for match in pattern.finditer(page))
    return [element for element in found if not any(mark in element for mark in _FILLED_BY_SCRIPT)]
