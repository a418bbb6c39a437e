"""The desk's own folder in the inbox: tables of rows by name, one file each, written by one process at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from forms.inbox.disk import write_durably
from site_builder.load.lock import locked

FOLDER = Path("jiebang") / "desk"  # in the inbox
LOCK = "lock"


def alone_in(folder: Path) -> AbstractContextManager[None]:
    """Return what keeps every other thread and process from writing to *folder* meanwhile."""
    return locked(folder / LOCK)


def read_rows(file: Path) -> dict[str, Any]:
    """Return the rows of *file*, none where there is no such file."""
    try:
        rows: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return rows


def write_rows(file: Path, rows: Mapping[str, object]) -> None:
    """Put *rows* into *file*, whole or not at all."""
    write_durably(file, json.dumps(rows, ensure_ascii=False, indent=1).encode())
