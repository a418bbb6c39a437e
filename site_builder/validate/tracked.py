"""What git tracks: nothing where the program keeps what it makes itself, and no name that some system cannot hold."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from site_builder.load.git import GitError
from site_builder.load.names import alike, fault_of_path
from site_builder.load.pages import list_page_files
from site_builder.load.records import list_record_paths
from site_builder.load.tracked import own_among, tracked
from site_builder.problems import Problem


def check_tracked(root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the files of the repository at *root*, whatever is in them.

    Some would be taken for the program's own, or have a name that not every system can hold; or git cannot be asked.
    """
    listed: list[str] = []
    try:
        listed = tracked(root)
    except GitError as error:
        yield Problem(".git", 1, "git-refused", facts={"why": error.why()})
    for path in own_among(root, listed):
        yield Problem(path, 1, "tracked-by-git", facts={"folder": path.partition("/")[0]})
    paths = {*listed, *list_record_paths(root), *list_page_files(root)}
    yield from check_names([path for path in sorted(paths) if _is_there(root, path)])


def _is_there(root: Path, path: str) -> bool:
    """Return whether *path* is still in the folder, or cannot be: what was deleted or renamed is of no concern."""
    fault = fault_of_path(path)
    return (fault is not None and fault.code == "path-too-long") or os.path.lexists(root / path)


def check_names(paths: Sequence[str]) -> Iterator[Problem]:
    """Yield each of *paths* that some system cannot hold, or not beside another."""
    for path in paths:
        if fault := fault_of_path(path):
            yield Problem(path, 1, fault.code, facts=fault.facts)
    for path, other in alike(paths):
        yield Problem(path, 1, "names-alike", facts={"other": other})
