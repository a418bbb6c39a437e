"""Nothing that git tracks lies where the program keeps what it makes itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from site_builder.load.git import GitError, git_bytes
from site_builder.problems import Problem

OWN_PLACES = ("site", ".cache", ".venv", "var")
"""What the build, the installation and the service make in the folder of the repository; git ignores it."""


def check_tracked(root: Path) -> Iterator[Problem]:
    """Yield each file of the repository at *root* that would be taken for one of the program's own."""
    try:
        listed = git_bytes(root, "ls-files", "-z", "--", *OWN_PLACES)
    except GitError:  # no git repository, so that nothing is tracked
        return
    for path in sorted(filter(None, listed.decode("utf-8", "surrogateescape").split("\0"))):
        if os.path.lexists(root / path):
            yield Problem(path, 1, "tracked-by-git", facts={"folder": path.partition("/")[0]})
