"""The site folder: what stands in it, what it was made from, and writing only what changed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.load.whole import write_whole

MANIFEST = "manifest.json"


@dataclass
class SiteFiles:
    """The files of a site with the digest of what each was made from; nothing is touched before ``begin``."""

    site: Path
    cache: Path
    known: Mapping[str, str]
    wanted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, site: Path, cache: Path) -> SiteFiles:
        """Return the files of *site* with what the last build knew of them, nothing where it did not finish."""
        try:
            written = json.loads((cache / MANIFEST).read_text(encoding="utf-8"))
            known = {path: digest for path, digest in written.items() if _is_inside(path)}
        except (OSError, ValueError, AttributeError):
            known = {}
        return cls(site, cache, known)

    def is_current(self, path: str, digest: str) -> bool:
        """Return whether the site already holds *path* made from inputs of *digest*; it is wanted from now on."""
        self.wanted[path] = digest
        return self.known.get(path) == digest and os.path.isfile(f"{self.site}/{path}")  # noqa: PTH113 - thousands

    def begin(self) -> None:
        """Prepare for writing: a build that is cut off from here on is followed by a build from scratch."""
        (self.cache / MANIFEST).unlink(missing_ok=True)
        if not self.known:
            shutil.rmtree(self.site, ignore_errors=True)

    def finish(self) -> int:
        """Remove what is no longer wanted, write down what stands, and return how many files were removed."""
        stale = [path for path in self.known if path not in self.wanted]
        for path in stale:
            self._remove(self.site / path)
        manifest = json.dumps(self.wanted, indent=0, sort_keys=True)
        write_whole(self.cache / MANIFEST, manifest.encode(), is_kept=False)
        return len(stale)

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        folder = path.parent
        while folder != self.site and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _is_inside(path: str) -> bool:
    """Return whether *path* stays inside the folder it is relative to."""
    return not path.startswith("/") and ".." not in path.split("/") and "\\" not in path


@contextmanager
def readable_by_all() -> Iterator[None]:
    """Run the block with files that everybody may read, whatever the umask: a server reads a site as another user."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def write_changed(target: Path, content: bytes) -> bool:
    """Write *content* to *target* unless it stands there already; return whether anything was written.

    A file that exists is replaced in one step, so a reader sees the old or the new one, never half of either.
    """
    try:
        if target.read_bytes() == content:
            return False
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return True
    write_whole(target, content, is_kept=False)
    return True
