"""Files that are replaced in one step: who reads one sees the old content or the new, never a part of either."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, *, is_kept: bool = True) -> None:
    """Put *content* at *path* in one step.

    Args:
        path: the file, in a folder that exists.
        content: all of it.
        is_kept: have it on disk before it is put in place; not worth the wait for what can be made again.
    """
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        if is_kept:
            file.flush()
            os.fsync(file.fileno())
    beside.replace(path)
