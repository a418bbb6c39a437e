"""Digests of what sites are made from, taken without reading what any of it means."""

from __future__ import annotations

import functools
import os
import stat
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from site_builder.load.contract.forms import DEFINITIONS
from site_builder.model import PRIVATE_FOLDER
from site_builder.publish.cache_folder import CACHE_VARIABLE
from site_builder.publish.digests import digest_of, digest_of_files

PACKAGE = Path(__file__).parent.parent
LIBRARIES = Path(click.__file__).parent.parent


class _NotPlainError(Exception):
    """A link, a pipe or a device stands where a file or a folder should."""


@functools.cache
def code_digest() -> str:
    """Return a digest of the builder's code, schemas and words, which this process read when it started."""
    return digest_of_files(PACKAGE, ".py", ".yml")


def template_digest() -> str:
    """Return a digest of the templates, which every build reads anew."""
    return digest_of_files(PACKAGE, ".html")


def taxonomy_digest(root: Path) -> str:
    """Return a digest of the code lists of the repository at *root*."""
    return digest_of_files(root / "content" / "taxonomy", ".yml")


def digest_of_all(root: Path, day: date, *, is_preview: bool) -> str | None:
    """Return a digest of all that a site of *root* is made from: files, day, program, environment, private folder.

    It is ``None`` where the files do not tell: something is missing, cannot be read, or is a link.
    """
    private = os.environ.get(PRIVATE_FOLDER, "")
    try:
        records = [_content(root / name) for name in ("needs", "content")]
        sealed = _content(Path(private), ".yml") if private else []
        settings = (root / "mkdocs.yml").read_bytes()
    except (OSError, _NotPlainError):
        return None
    builder = (code_digest(), template_digest(), digest_of_files(PACKAGE, ".css", ".js", ".svg"))
    forms = (digest_of_files(DEFINITIONS), digest_of_files(DEFINITIONS.parent / "strings", ".yml", ".txt"))
    places = (PRIVATE_FOLDER, CACHE_VARIABLE)
    ours = sorted(row for row in os.environ.items() if row[0].startswith("JIEBANG_") and row[0] not in places)
    return digest_of(day, is_preview, settings, records, bool(private), sealed, ours, builder, forms, _libraries())


def _content(folder: Path, suffix: str = "") -> list[tuple[str, bytes]]:
    """Return path and bytes of each file below *folder*, sorted."""
    files = sorted(file for file in _plain_files(folder) if file.endswith(suffix))
    return [(file[len(str(folder)) :], Path(file).read_bytes()) for file in files]


def _plain_files(folder: Path) -> Iterator[str]:
    """Yield the path of each file below *folder*.

    Raises:
        _NotPlainError: something below is neither a file nor a folder.
        OSError: a folder cannot be read.
    """
    if not folder.is_dir():
        return
    for entry in list(os.scandir(folder)):  # all at once, so that it is closed
        kind = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(kind):
            yield from _plain_files(Path(entry.path))
        elif stat.S_ISREG(kind):
            yield entry.path
        else:
            raise _NotPlainError(entry.path)


@functools.cache
def _libraries() -> tuple[str, ...]:
    """Return the version of Python, and name and version of all that is installed beside Click."""
    installed = sorted(name for name in os.listdir(LIBRARIES) if name.endswith(".dist-info"))  # noqa: PTH208 - names
    return sys.version, *installed
