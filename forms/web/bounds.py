"""How many may be connected, for how long, and with how much to say; and the counting of who is there."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Bounds on connections; sizes in bytes, times in seconds.

    Args:
        connections: at a time, in all.
        of_one: at a time from one address, or one /48 of IPv6; or requests where a proxy is in front.
        head_bytes: of the head of a request.
        head_seconds: in which a head has to end; the rest of a body that was answered already has as long.
        idle_seconds: between two requests.
        stalled_seconds: for which a client may take in nothing of an answer.
    """

    connections: int = 500
    of_one: int = 64
    head_bytes: int = 8 * 1024
    head_seconds: float = 10.0
    idle_seconds: int = 15
    stalled_seconds: float = 60.0


BOUNDS = Bounds()


class Crowd:
    """Counts who is there at a time, in all and by name; safe for several threads."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._counts: Counter[str] = Counter()
        self._total = 0
        self._lock = threading.Lock()

    def enter(self, name: str) -> bool:
        """Return whether one more of *name* is let in, and count it."""
        with self._lock:
            if self._total >= self._most or self._counts[name] >= self._most_of_one:
                self._counts += Counter()  # forgets names that are not there
                return False
            self._total += 1
            self._counts[name] += 1
            return True

    def leave(self, name: str) -> None:
        """Count one less of *name*."""
        with self._lock:
            self._total -= 1
            self._counts[name] -= 1
            if not self._counts[name]:
                del self._counts[name]
