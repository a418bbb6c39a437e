"""On disk before it is said: what a flush covers, who shares one, and what a failing disk does to receipts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.inbox import disk as module
from forms.inbox.disk import Disk
from tests.inboxes import new_inbox, numbered
from tests.waiting import PATIENCE


class Slow:
    """A disk whose flushes end when they are let, one by one."""

    def __init__(self) -> None:
        self.begun = 0
        self.fails: OSError | None = None
        self._begins = threading.Semaphore(0)
        self._ends = threading.Semaphore(0)

    def __call__(self, folder: Path) -> None:
        self.begun += 1
        self._begins.release()
        assert self._ends.acquire(timeout=PATIENCE)
        if self.fails:
            raise self.fails

    def begins(self) -> None:
        """Wait until the next flush begins."""
        assert self._begins.acquire(timeout=PATIENCE)

    def let_end(self) -> None:
        """Let one flush end."""
        self._ends.release()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Return the disk in the place of the real one."""
    made = Slow()
    monkeypatch.setattr(module, "flush_file_system", made)
    return made


def started(work: Callable[[], object]) -> threading.Thread:
    """Return a thread that does *work*."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def is_waiting_for(disk: Disk, threads: int) -> None:
    """Wait until so many threads wait for a flush of *disk* to end."""
    while len(disk._turn._waiters) < threads:  # type: ignore[attr-defined]
        pass


def test_a_flush_under_way_does_not_count_and_the_next_is_shared(slow: Slow, tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    first = started(disk.flush)
    slow.begins()
    later = [started(disk.flush) for _ in range(5)]
    is_waiting_for(disk, 5)

    slow.let_end()
    first.join(10)
    slow.begins()
    assert all(thread.is_alive() for thread in later)
    slow.let_end()
    for thread in later:
        thread.join(10)

    assert not any(thread.is_alive() for thread in later)
    assert slow.begun == 2


def test_a_disk_that_failed_is_not_believed_again(slow: Slow, tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    slow.fails = OSError(5, "broken")
    slow.let_end()
    with pytest.raises(OSError, match="broken"):
        disk.flush()

    slow.fails = None
    slow.let_end()
    with pytest.raises(OSError, match="failed before"):
        disk.flush()
    assert slow.begun == 1


def test_content_is_flushed_before_a_ref_names_it_and_the_ref_before_the_receipt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened = new_inbox(tmp_path)
    refs = opened.path / "refs"
    seen: list[tuple[int, int]] = []

    def look(folder: Path) -> None:
        objects = [path for path in (opened.path / "objects").rglob("*") if path.is_file()]
        seen.append((len(objects), sum(path.is_file() for path in refs.rglob("*"))))

    monkeypatch.setattr(module, "flush_file_system", look)
    opened.inbox.receive(numbered(1), "key-1")

    assert seen == [(5, 0), (5, 2)]  # record, envelope, sealed part, tree and commit; then the key and the branch


@pytest.mark.parametrize("passes", [0, 1])
def test_no_receipt_from_a_disk_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, passes: int) -> None:
    opened = new_inbox(tmp_path)
    left = iter([None] * passes)

    def fail(folder: Path) -> None:
        if next(left, "no more"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "flush_file_system", fail)

    with pytest.raises(OSError, match="No space"):
        opened.inbox.receive(numbered(1), "key-1")
    assert len(list(opened.inbox.entries())) == passes  # the second flush is that of the ref
