"""The fields at the top of a record as lines of its file, to change one and leave all else as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_FIELD = re.compile(r"""["']?([A-Za-z_]+)["']?[ \t]*:""")


def lines_by_field(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line of *text* with the field that it belongs to; comments at the margin belong to none."""
    field = ""
    for line in text.rstrip("\n").split("\n"):
        if found := _FIELD.match(line):
            field = found[1]
        elif line.startswith("#"):
            field = ""
        yield field, line


def without_fields(text: str, fields: Collection[str]) -> str:
    """Return *text* without the lines of *fields*."""
    return "".join(f"{line}\n" for field, line in lines_by_field(text) if field not in fields)


def with_value(text: str, field: str, value: str) -> str:
    """Return *text* with *value* for *field*, which has one line of its own there; without such a line, as it is."""
    return re.sub(rf"^{field}[ \t]*:.*$", lambda found: f"{field}: {value}", text, count=1, flags=re.MULTILINE)
