"""Nothing that git tracks lies where the program keeps what it makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from site_builder.load.tracked import tracked_own
from site_builder.problems import Problem


def check_tracked(root: Path) -> Iterator[Problem]:
    """Yield each file of the repository at *root* that would be taken for one of the program's own."""
    for path in tracked_own(root):
        yield Problem(path, 1, "tracked-by-git", facts={"folder": path.partition("/")[0]})
