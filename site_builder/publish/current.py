"""Whether a site already is what a build would make; then there is nothing to do, and little to import."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from site_builder.load.git import GitError
from site_builder.load.lock import locked
from site_builder.load.tracked import tracked_own
from site_builder.load.whole import write_whole
from site_builder.publish.cache_folder import CacheError, cache_folder
from site_builder.publish.files import MANIFEST
from site_builder.publish.inputs import digest_of_all

BUILT = "built.json"
INDEXED = "search.digest"


@dataclass(frozen=True)
class Current:
    """What the last build that put a site in place said of it.

    ``made_from`` is the digest of all that it was made from, ``manifest`` that of the list of its files; ``pages``
    are those of records in all languages, ``too_light`` the colours asked for and shown (see ``Palette``).
    """

    made_from: str
    manifest: str
    pages: int
    too_light: Mapping[str, str]


def current_site(root: Path, day: date, *, with_search: bool) -> Current | None:
    """Return what the last build said where another one, which is no preview, would change nothing; else ``None``."""
    root = root.resolve()
    try:
        site, cache = root / "site", cache_folder(root)
    except CacheError:
        return None
    with locked(root):
        known = _read(cache)
        if not known or known.made_from != digest_of_all(root, day, is_preview=False) or not _is_clear(root):
            return None
        is_whole = known.manifest == digest_of_manifest(cache) and _has_all_files(site, cache)
        return known if is_whole and (not with_search or is_index_current(site, cache)) else None


def _is_clear(root: Path) -> bool:
    """Return whether git says that it tracks nothing which would be taken for what a build made."""
    try:
        return not tracked_own(root)
    except GitError:
        return False


def write_current(cache: Path, made_from: str, pages: int, too_light: Mapping[str, str]) -> None:
    """Write down what a build that put the site in place says of it."""
    current = Current(made_from, digest_of_manifest(cache), pages, too_light)
    if current != _read(cache):
        write_whole(cache / BUILT, json.dumps(asdict(current)).encode(), is_kept=False)


def is_index_current(site: Path, cache: Path) -> bool:
    """Return whether the index was made from the pages that stand in *site* now."""
    try:
        return (cache / INDEXED).read_text() == digest_of_manifest(cache) and (
            site / "pagefind/pagefind.js"
        ).is_file()
    except OSError:
        return False


def digest_of_manifest(cache: Path) -> str:
    """Return a digest of the list of all files of the site, empty where a build was cut off."""
    try:
        return hashlib.sha256((cache / MANIFEST).read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _read(cache: Path) -> Current | None:
    try:
        return Current(**json.loads((cache / BUILT).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _has_all_files(site: Path, cache: Path) -> bool:
    try:
        manifest = json.loads((cache / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return all(os.path.isfile(f"{site}/{path}") for path in manifest)  # noqa: PTH113 - thousands
