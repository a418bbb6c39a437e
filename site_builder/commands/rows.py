"""Files of chained rows, the publication log and the points ledgers: rows are added at the end, all or none."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put *content* in place of the file in one step, so that it is never half written."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def append_rows(path: Path, header: str, rows: Iterable[str]) -> None:
    """Add *rows* to the file at *path*, which begins with *header* where it is new; what is there stays as it is."""
    before = path.read_bytes() if path.exists() else header.encode()
    if before and not before.endswith(b"\n"):
        before += b"\n"
    write_whole(path, before + "".join(f"{row}\n" for row in rows).encode())
