"""What git tracks: where the program keeps what it makes itself, and anywhere in the folder of the repository."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from site_builder.load.git import GitError, git_bytes

OWN_PLACES = ("site", ".cache", ".venv", "var")
"""What the build, the installation and the service make in the folder of the repository; git ignores it."""


def tracked_own(root: Path) -> list[str]:
    """Return the path of each file of the repository at *root* that would be taken for one of the program's own.

    Raises:
        GitError: as ``tracked`` does.
    """
    return own_among(root, tracked(root, *OWN_PLACES))


def own_among(root: Path, paths: Iterable[str]) -> list[str]:
    """Return those of the tracked *paths* that exist and would be taken for one of the program's own."""
    return [path for path in paths if path.split("/", 1)[0] in OWN_PLACES and os.path.lexists(root / path)]


def tracked(root: Path, *places: str) -> list[str]:
    """Return the path of each file that git tracks below *root*, or in *places* of it, sorted; none without git.

    Raises:
        GitError: there is a repository, and git cannot be asked about it.
    """
    try:
        listed = git_bytes(root, "ls-files", "-z", "--", *places)
    except GitError as error:
        if error.reason in ("no_repository", "not_installed") and not os.path.lexists(root / ".git"):
            return []
        raise
    return sorted(filter(None, listed.decode("utf-8", "surrogateescape").split("\0")))
