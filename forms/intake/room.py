"""Room on disk for files that wait to be confirmed: bounds for one network, for all, and space that stays free."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from forms.inbox.sealed.data_keys import SUFFIX
from forms.intake.errors import RefusedError
from forms.intake.limits import MEBIBYTE

FULL_SECONDS = 600
_BEGUN_SECONDS = 60  # in which a file that was begun is there


@dataclass(frozen=True)
class Quota:
    """How much may wait, in bytes and in files; ``free_bytes`` of the disk are never used for files."""

    all_bytes: int = 2048 * MEBIBYTE
    all_files: int = 4000
    own_bytes: int = 352 * MEBIBYTE  # two of the largest forms
    own_files: int = 200
    free_bytes: int = 1024 * MEBIBYTE


QUOTA = Quota()


class Room:
    """The room in *folder*; whose file it is, is known in memory only. Safe for several threads."""

    def __init__(self, folder: Path, quota: Quota) -> None:
        self._folder = folder
        self._quota = quota
        self._owners: dict[str, tuple[str, float]] = {}  # name of a file -> network, and since when
        self._lock = threading.Lock()

    @property
    def has_space(self) -> bool:
        """Return whether the disk has more free than what is kept free."""
        return shutil.disk_usage(self._folder).free > self._quota.free_bytes

    def hold(self, file: Path, network: str) -> None:
        """Count *file*, which is about to be written, for *network*."""
        with self._lock:
            self._owners[file.name] = network, time.monotonic()

    def ask(self, network: str) -> None:
        """Refuse where there is no room for more of *network*.

        Raises:
            RefusedError: ``no_space`` on the disk, ``full`` or ``own_full`` of what waits.
        """
        if not self.has_space:
            raise RefusedError("no_space", 503, FULL_SECONDS)
        sizes = self._sizes()
        quota, own = self._quota, [sizes[name] for name in self._names_of(network, sizes)]
        if sum(sizes.values()) > quota.all_bytes or len(sizes) > quota.all_files:
            raise RefusedError("full", 503, FULL_SECONDS)
        if sum(own) > quota.own_bytes or len(own) > quota.own_files:
            raise RefusedError("own_full", 429, FULL_SECONDS)

    def _sizes(self) -> dict[str, int]:
        found = {}
        for file in self._folder.iterdir():
            if file.suffix == SUFFIX:
                continue  # the key of the file beside it
            with contextlib.suppress(FileNotFoundError):
                found[file.name] = file.stat().st_size
        return found

    def _names_of(self, network: str, sizes: dict[str, int]) -> list[str]:
        """Return the files of *network* that are there; those that are gone are forgotten."""
        with self._lock:
            begun = time.monotonic() - _BEGUN_SECONDS
            self._owners = {name: row for name, row in self._owners.items() if name in sizes or row[1] > begun}
            return [name for name, (owner, _) in self._owners.items() if owner == network and name in sizes]
