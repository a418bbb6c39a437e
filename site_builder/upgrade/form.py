"""The number of the form that a content repository has: how many migrations are done."""

from __future__ import annotations

from pathlib import Path

from site_builder.load.records import FORM_PATH
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import parse_values
from site_builder.problems import InvalidDataError
from site_builder.upgrade.migrations import CURRENT

_HEADER = (
    "# The form of these records. `jiebang upgrade` writes this file; leave it as it is.\n"
    "# 记录的格式编号，由 `jiebang upgrade` 写入，请勿改动。\n"
)


def read_form(root: Path) -> int | None:
    """Return the number of the repository at *root*, ``None`` where it has none: it is older, or made by hand."""
    try:
        written = parse_values(FORM_PATH, decode_text(FORM_PATH, read_bytes(FORM_PATH, root / FORM_PATH))).get("form")
    except (OSError, InvalidDataError):
        return None
    return int(written) if isinstance(written, str) and written.isascii() and written.isdigit() else None


def form_text(number: int = CURRENT) -> str:
    """Return what the file says that tells the form *number*."""
    return f"{_HEADER}form: {number}\n"
