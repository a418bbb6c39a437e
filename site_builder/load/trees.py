"""Folders with everything below them."""

from __future__ import annotations

import os
from pathlib import Path


def files_below(folder: Path, *suffixes: str) -> list[str]:
    """Return the path of each file below *folder*, with slashes, sorted; only of *suffixes* where given.

    Links to folders are not followed; a link to a file is a file. Where there is no such folder there are none.
    """
    found = (
        f"{here}/{name}"
        for here, _, names in os.walk(folder)
        for name in names
        if not suffixes or name.endswith(suffixes)
    )
    return sorted(path[len(str(folder)) + 1 :] for path in found)
