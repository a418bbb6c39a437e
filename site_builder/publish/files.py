"""The site folder: new files wait in a staging folder until everything is checked, then take their place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class SiteFiles:
    """Outputs of one build; only files whose bytes changed are written, and files no longer wanted are removed."""

    site: Path
    cache: Path
    known: Mapping[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, site: Path, cache: Path) -> SiteFiles:
        """Return the files of *site* with what the last build knew of them; without that, start afresh."""
        shutil.rmtree(cache / "staged", ignore_errors=True)
        try:
            known = json.loads((cache / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            shutil.rmtree(site, ignore_errors=True)
            known = {}
        return cls(site, cache, known)

    @property
    def staging(self) -> Path:
        """Return the folder where new files wait."""
        return self.cache / "staged"

    def is_current(self, path: str, digest: str) -> bool:
        """Return whether the site already holds *path* made from inputs of *digest*; it is then kept."""
        self.wanted[path] = digest
        return self.known.get(path) == digest and (self.site / path).is_file()

    def commit(self) -> tuple[int, int]:
        """Put the staged files in their place and remove what is no longer wanted.

        Returns:
            How many files were written, and how many removed.
        """
        written = 0
        for staged in sorted(self.staging.rglob("*")):
            if staged.is_file():
                written += self._put(staged, self.site / staged.relative_to(self.staging))
        stale = [path for path in self.known if path not in self.wanted]
        for path in stale:
            self._remove(self.site / path)
        shutil.rmtree(self.staging, ignore_errors=True)
        manifest = self.cache / "manifest.json.new"
        manifest.write_text(json.dumps(self.wanted, indent=0, sort_keys=True), encoding="utf-8")
        manifest.replace(self.cache / "manifest.json")
        return written, len(stale)

    def _put(self, staged: Path, target: Path) -> bool:
        if target.is_file() and target.read_bytes() == staged.read_bytes():
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
        return True

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        folder = path.parent
        while folder != self.site and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def stage(staging: Path, path: str, content: bytes) -> None:
    """Write *content* to wait as *path*."""
    target = staging / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
