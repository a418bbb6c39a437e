"""The theme around the pages of small repositories, drawn once in a run: the engine takes half a second."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from site_builder.publish.cache_folder import cache_folder, cache_path
from tests.repositories import copy_base
from tests.shared import FOLDER, made_once


def lend_theme(root: Path, name: str, draw: Callable[[Path], object]) -> None:
    """Put what *draw* draws for the base with the settings of *root*, under *name*, into the cache of *root*.

    The builder takes it where it is what it would draw itself, and else draws anew.
    """
    theme = cache_path(root) / "theme"
    if not os.environ.get(FOLDER) or theme.exists():
        return
    settings = (root / "mkdocs.yml").read_bytes()

    def make(fresh: Path) -> None:
        (copy_base(fresh) / "mkdocs.yml").write_bytes(settings)
        draw(fresh)
        shutil.move(cache_path(fresh) / "theme", fresh / "theme")

    drawn = made_once(f"{name}-{hashlib.sha256(settings).hexdigest()}", make) / "theme"
    cache_folder(root)
    shutil.copytree(drawn / "site", theme / "site", copy_function=shutil.copyfile)
    shutil.copyfile(drawn / "digest", theme / "digest")
