"""One build at a time: a service that watches and a command that publishes may both want to build the same site."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_held: set[int] = set()


@contextmanager
def alone_in(root: Path) -> Iterator[None]:
    """Run the block while no other thread or process is in one for *root*; wait for whoever is.

    The system ends the lock with its process, however that ends.
    """
    handle = os.open(root, os.O_RDONLY)
    _held.add(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        _held.discard(handle)
        os.close(handle)


def _let_go() -> None:
    """Close what a worker has got from its parent, so that it holds no lock of a parent that was killed."""
    for handle in _held:
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
