"""Writing that is on disk when a call returns, and a lock under which one process works at a time."""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


class Disk:
    """The file system under a folder; threads that wait for it at the same time share a flush.

    One flush costs about as much as one fsync, whatever the number of files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Condition()
        self._begun = self._ended = 0
        self._error: OSError | None = None

    def flush(self) -> None:
        """Return once everything that this thread has written is on disk: contents, names and places.

        Raises:
            OSError: the disk failed. The system reports it once and then takes what was lost for written, so that
                from then on nothing of this process is taken for written.
        """
        with self._turn:
            wanted = self._begun + 1  # one under way may have passed by what was just written
            while self._begun > self._ended and self._ended < wanted and self._error is None:
                self._turn.wait()
            if self._error is not None:
                raise OSError(errno.EIO, "the disk failed before") from self._error
            if self._ended >= wanted:
                return
            self._begun += 1
        error = self._flushed()
        with self._turn:
            self._ended = self._begun
            self._error = error
            self._turn.notify_all()
        if error is not None:
            raise error

    def _flushed(self) -> OSError | None:
        try:
            flush_file_system(self._folder)
        except OSError as error:
            return error
        return None


def flush_file_system(folder: Path) -> None:
    """Flush everything written to the file system of *folder*; without ``syncfs``, flush every file system."""
    if _syncfs is None:
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _syncfs(handle):
            raise OSError(ctypes.get_errno(), "syncfs", str(folder))
    finally:
        os.close(handle)


@contextmanager
def durable(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file at *path*, readable by its owner only, whose content is on disk at the end."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_durably(path: Path, data: bytes) -> None:
    """Write *data* to *path* atomically: a reader sees the old content or the new, never a part."""
    with durable_in_place(path) as file:
        file.write(data)


@contextmanager
def durable_in_place(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that stands at *path* at the end, whole and on disk; where the block fails, nothing changes."""
    beside = _beside(path)
    try:
        with durable(beside) as file:
            yield file
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


@contextmanager
def folder_in_place(path: Path) -> Iterator[Path]:
    """Yield the place of a folder to be made, which stands at *path* at the end, whole and on disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path)
    try:
        yield beside
        flush_file_system(beside)
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    fsync_folder(path.parent)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def fsync_folder(path: Path) -> None:
    """Flush the directory entries of the folder at *path* to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_full(error: BaseException | None) -> bool:
    """Return whether *error*, or what led to it, says that there is no space on the disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__ or error.__context__
    return False
