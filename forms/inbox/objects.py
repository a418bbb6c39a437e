"""Writes git objects and refs to disk, each flushed before anything refers to it.

libgit2 holds the interpreter while it compresses and waits for the disk; written here, other requests go on
meanwhile, and ciphertext, which nothing makes smaller, is copied as it is. Git reads what is written as its own.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import time
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from forms.inbox.disk import Disk

CHUNK = 256 * 1024  # bytes
UNFINISHED = "tmp_obj_"  # how names begin that git prune clears away
STALE_LOCK_SECONDS = 2.0  # git itself holds the lock of a ref for milliseconds


class ObjectWriter:
    """Writes objects into a git folder; ``settle`` must come before a ref names one of them."""

    def __init__(self, git_dir: Path, incoming: Path, disk: Disk) -> None:
        self._objects = git_dir / "objects"
        self._incoming = incoming
        self._disk = disk
        self._waiting: dict[Path, Path] = {}  # place -> file beside it

    def blob(self, data: bytes) -> str:
        """Return the id of the blob *data*."""
        return self._write(b"blob", data)

    def blob_of_file(self, path: Path) -> str:
        """Return the id of the blob with the content of the file at *path*, which is not read into memory."""
        head = b"blob %d\0" % path.stat().st_size
        digest = hashlib.sha1(head)  # noqa: S324 - git's name for it
        with path.open("rb") as file:
            for chunk in _chunks(file):
                digest.update(chunk)
        with path.open("rb") as file:
            return self._put(digest.hexdigest(), head, _chunks(file), level=0)

    def tree(self, files: Mapping[str, str]) -> str:
        """Return the id of the tree that holds *files*: path -> id of a blob."""
        rows: dict[str, tuple[bytes, str]] = {}
        folders: dict[str, dict[str, str]] = {}
        for path, blob in files.items():
            top, _, rest = path.partition("/")
            if rest:
                folders.setdefault(top, {})[rest] = blob
            else:
                rows[top] = (b"100644", blob)
        for name, content in folders.items():
            rows[f"{name}/"] = (b"40000", self.tree(content))  # a folder sorts as if its name ended in a slash
        listed = ((mode, name.rstrip("/").encode(), bytes.fromhex(oid)) for name, (mode, oid) in sorted(rows.items()))
        return self._write(b"tree", b"".join(b"%s %s\0%s" % row for row in listed))

    def commit(self, tree: str, parent: str, author: str, seconds: int, message: str) -> str:
        """Return the id of a commit by *author* (``Name <address>``), *seconds* since 1970; *parent* may be empty.

        A ref to it is prepared, so that one flush does for both.
        """
        lines = [f"tree {tree}", *([f"parent {parent}"] if parent else [])]
        lines += [f"{who} {author} {seconds} +0000" for who in ("author", "committer")]
        oid = self._write(b"commit", "\n".join([*lines, "", message]).encode())
        prepare_ref(prepared_ref(self._incoming, oid), oid)
        return oid

    def file(self, place: Path, data: bytes) -> None:
        """Write *data* to *place*, for its owner only; it is there, as the objects are, once ``settle`` returns."""
        beside = self._incoming / f"file-{secrets.token_hex(8)}"
        self._waiting[place] = beside
        try:
            with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(data)
        except BaseException:
            self._forget()
            raise

    def settle(self) -> None:
        """Have all objects written so far on disk, and in their places: a ref placed later is never without them."""
        try:
            self._disk.flush()
        except OSError:
            self._forget()
            raise
        for path, beside in self._waiting.items():
            beside.rename(path)
        self._waiting.clear()

    def _write(self, kind: bytes, data: bytes) -> str:
        head = b"%s %d\0" % (kind, len(data))
        return self._put(hashlib.sha1(head + data).hexdigest(), head, iter((data,)), level=1)  # noqa: S324

    def _put(self, oid: str, head: bytes, chunks: Iterator[bytes], level: int) -> str:
        folder = self._objects / oid[:2]
        path = folder / oid[2:]
        if path in self._waiting or _is_young_again(path):
            return oid
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
        beside = folder / f"{UNFINISHED}{secrets.token_hex(8)}"
        self._waiting[path] = beside
        packer = zlib.compressobj(level)
        try:
            with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444), "wb") as file:
                file.write(packer.compress(head))
                for chunk in chunks:
                    file.write(packer.compress(chunk))
                file.write(packer.flush())
        except BaseException:
            self._forget()
            raise
        return oid

    def _forget(self) -> None:
        """Remove what is not in its place: on a full disk it would stand in the way of everything else."""
        for beside in self._waiting.values():
            beside.unlink(missing_ok=True)
        self._waiting.clear()


def _is_young_again(path: Path) -> bool:
    """Renew the time of the file at *path*, return whether it exists; git prunes old objects that nothing names."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def open_loose(git_dir: Path, oid: str) -> BinaryIO | None:
    """Return the content of an object as a stream, never in memory as a whole; ``None`` where it has no file."""
    try:
        file = (git_dir / "objects" / oid[:2] / oid[2:]).open("rb")
    except FileNotFoundError:
        return None
    stream = io.BufferedReader(_Unpacked(file), CHUNK)
    while stream.read(1) not in (b"\0", b""):
        pass  # kind and size
    return cast("BinaryIO", stream)


class _Unpacked(io.RawIOBase):
    """The content of a file as zlib packed it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj()

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Return how many bytes were read into *buffer*; 0 at the end."""
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail or self._file.read(CHUNK)
            piece = self._unpacker.decompress(packed, len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
            if not packed:
                raise OSError("cut off")
        return 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def prepared_ref(folder: Path, commit: str) -> Path:
    """Return where the ref to *commit* is prepared by who writes the commit."""
    return folder / f"ref-{commit}"


def prepare_ref(path: Path, commit: str) -> None:
    """Write what a ref to *commit* says to the new file at *path*; flushed, ``place_ref`` puts it in place."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(f"{commit}\n".encode())


def place_ref(git_dir: Path, name: str, prepared: Path) -> None:
    """Let ref *name* say what *prepared* does; a flush must follow before anybody hears of it.

    The caller is ``alone`` and has looked at what the ref named before.
    """
    path = git_dir / name
    path.parent.mkdir(
        mode=0o700, parents=True, exist_ok=True
    )  # git gc removes empty folders once it has packed the refs
    lock = path.with_name(f"{path.name}.lock")  # git respects it
    while True:
        try:
            lock.hardlink_to(prepared)
            break
        except FileExistsError:
            _wait_or_clear(lock)
    lock.replace(path)


def _wait_or_clear(lock: Path) -> None:
    """Remove *lock* where its maker was killed; we are alone, so its maker is git, or dead."""
    try:
        age = time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return
    if age > STALE_LOCK_SECONDS:
        lock.unlink(missing_ok=True)
    else:
        time.sleep(0.02)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
