"""Wrong passwords, counted by account and network: guessing locks out the guesser, not the account's owner."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from forms.accounts.folder import alone_in, read_rows, write_rows

FILE = "failures.json"
FREE_FAILURES = 5  # wrong passwords before the network waits with this name
FIRST_LOCK, LONGEST_LOCK = 30, 3600  # seconds
MOST_COUNTED = 2000  # pairs of a name and a network
_HIGHEST = 40  # doubled so often, every lock is the longest


class LockedError(Exception):
    """Too many wrong passwords; ``seconds`` until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Failures:
    """The counts in *folder*; safe for several processes. Neither a name nor an address stands in the file."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        """Count in *folder*; *clock* tells seconds."""
        self._folder = folder
        self._clock = clock

    def count(self, name: str, network: str) -> None:
        """Count a try before its password is looked at, so that tries side by side are all counted.

        Raises:
            LockedError: too many wrong ones came before.
        """
        now, key = self._clock(), _key(name, network)
        with alone_in(self._folder):
            rows = read_rows(self._folder / FILE)
            count, until = rows.pop(key, (0, 0.0))
            if until > now:
                raise LockedError(int(until - now) + 1)
            late = count + 1 - FREE_FAILURES
            until = now + min(FIRST_LOCK * 2**late, LONGEST_LOCK) if late >= 0 else 0.0
            rows[key] = min(count + 1, _HIGHEST), until
            while len(rows) > MOST_COUNTED:
                others = (other for other in rows if other != key)
                del rows[min(others, key=lambda one: (rows[one][1] > now, rows[one][0]))]  # the oldest of the least
            write_rows(self._folder / FILE, rows)

    def forget(self, name: str, network: str | None = None) -> None:
        """Forget the wrong passwords of *name*, only those from *network* where one is told."""
        with alone_in(self._folder):
            rows = read_rows(self._folder / FILE)
            gone = _key(name, network) if network is not None else f"{_digest(name)}."
            write_rows(self._folder / FILE, {key: row for key, row in rows.items() if not key.startswith(gone)})


def _key(name: str, network: str) -> str:
    return f"{_digest(name)}.{_digest(network)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
