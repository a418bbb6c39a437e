"""The theme around the pages of small repositories, drawn once in a run: the engine takes half a second."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from site_builder.publish import content
from site_builder.publish.cache_folder import cache_folder, cache_path
from site_builder.publish.settings import Settings
from site_builder.publish.theme import Theme, draw_theme, theme_digest
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


def lend_drawings() -> None:
    """Let a theme be drawn once in a run; caches without the one of its digest, which builders go by, get a copy.

    A clean build in the tests draws its own, so that what a digest forgets is noticed.
    """
    content.draw_theme = _draw_once


@contextmanager
def nothing_lent() -> Iterator[None]:
    """Let whatever is asked for in the block be drawn."""
    content.draw_theme = draw_theme
    try:
        yield
    finally:
        lend_drawings()


def _draw_once(root: Path, settings: Settings, wanted: Iterable[tuple[str, int]], cache: Path) -> Theme:
    pairs = sorted(set(wanted))
    digest, own = theme_digest(root, settings, pairs), cache / "theme"
    if not (own / "digest").exists() or (own / "digest").read_text() != digest:
        kept = made_once(f"drawing-{digest}", lambda fresh: draw_theme(root, settings, pairs, fresh)) / "theme"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(kept / "site", own / "site", copy_function=shutil.copyfile)
        shutil.copyfile(kept / "digest", own / "digest")
    return draw_theme(root, settings, pairs, cache)
