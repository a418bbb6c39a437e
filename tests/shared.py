"""What a run makes once for all its workers: each reads it, or takes a copy to change."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.load.lock import locked

FOLDER = "TESTS_SHARED"
"""Variable of the environment by which the workers of a run know their common folder; empty where there is none."""


def share(config: pytest.Config) -> None:
    """Give the run of *config* a common folder, which is gone when it ends; its workers get it from their parent."""
    if hasattr(config, "workerinput"):
        return
    made = os.environ[FOLDER] = tempfile.mkdtemp(prefix="jiebang-tests-")
    config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder *name* as the first who asked had it filled by *make*; nobody may change it."""
    shared = Path(os.environ[FOLDER])
    with locked(shared / f"{name}.lock"):
        done, fresh = shared / name, shared / f"{name}.new"
        if not done.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            make(fresh)
            fresh.rename(done)
    return done
