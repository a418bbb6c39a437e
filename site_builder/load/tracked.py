"""What git tracks where the program keeps what it makes itself."""

from __future__ import annotations

import os
from pathlib import Path

from site_builder.load.git import GitError, git_bytes

OWN_PLACES = ("site", ".cache", ".venv", "var")
"""What the build, the installation and the service make in the folder of the repository; git ignores it."""


def tracked_own(root: Path) -> list[str]:
    """Return the path of each file of the repository at *root* that would be taken for one of the program's own."""
    try:
        listed = git_bytes(root, "ls-files", "-z", "--", *OWN_PLACES)
    except GitError:  # no git repository, so that nothing is tracked
        return []
    paths = listed.decode("utf-8", "surrogateescape").split("\0")
    return sorted(path for path in paths if path and os.path.lexists(root / path))
