"""Work that is done by one at a time: builds of a site, changes of the inbox, of accounts, publications."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_held: set[int] = set()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Run the block while no other thread or process runs one under the same *path*; wait for whoever does.

    *path* is a folder that exists, or a file that is made where there is none. The system ends the lock with its
    process, however that ends.
    """
    handle = os.open(path, os.O_RDONLY) if path.is_dir() else os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
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
