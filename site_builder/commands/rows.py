"""Files of linked rows, the publication log and the points ledgers: rows are added at the end, all or none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from site_builder.load.whole import write_whole


def append_rows(path: Path, header: str, rows: Iterable[str]) -> None:
    """Add *rows* to the file at *path*, which begins with *header* where it is new; what is there stays as it is."""
    before = path.read_bytes() if path.exists() else header.encode()
    if before and not before.endswith(b"\n"):
        before += b"\n"
    write_whole(path, before + "".join(f"{row}\n" for row in rows).encode())
