"""Encryption with age: what is sealed is ciphertext before it touches the disk, for several recipients at once."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, cast

import pyrage

from forms.inbox.disk import durable
from forms.inbox.errors import CannotOpenError, NoRecipientsError
from forms.model import Attachment

CHUNK = 64 * 1024  # bytes; age encrypts in pieces of this size
MOST_HEAD, MOST_HEAD_LINES = 16 * 1024, 256  # bytes and lines; enough for a hundred recipients
_HEAD_END = b"\n--- "


def recipients_of(keys: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    """Return the recipients whose public *keys* (``age1…``) are given.

    Raises:
        NoRecipientsError: there is none, or one is no public key.
    """
    try:
        found = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise NoRecipientsError(str(error)) from None
    if not found:
        raise NoRecipientsError
    return found


def sealed_bytes(data: bytes, keys: Sequence[str]) -> bytes:
    """Return *data* encrypted to the public *keys*."""
    return bytes(pyrage.encrypt(data, recipients_of(keys)))


def opened_bytes(data: bytes, identity: str) -> bytes:
    """Return what ``sealed_bytes`` encrypted; *identity* may be several, one a line.

    Raises:
        CannotOpenError: *identity* is of no recipient, or no identity at all.
    """
    _check_head(data[:MOST_HEAD])
    try:
        return bytes(pyrage.decrypt(data, _identities(identity)))
    except pyrage.DecryptError as error:
        raise CannotOpenError(str(error)) from None


def _check_head(first: bytes) -> None:
    """Refuse an age file whose head, at the *first* bytes, is long: the library takes quadratic time for it."""
    head, end, _ = first.partition(_HEAD_END)
    if not end or head.count(b"\n") > MOST_HEAD_LINES:
        raise CannotOpenError("head")


def _identities(text: str) -> list[pyrage.x25519.Identity]:
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in text.split()]
    except pyrage.IdentityError as error:
        raise CannotOpenError(str(error)) from None


class SealingWriter:
    """Takes a file in pieces and keeps its ciphertext at ``path``; the file itself never reaches the disk.

    >>> with SealingWriter(folder / "1.age", keys) as writer:  # doctest: +SKIP
    ...     writer.write(b"first piece")
    >>> writer.attachment("plan.pdf", "application/pdf")  # doctest: +SKIP
    """

    def __init__(self, path: Path, keys: Sequence[str]) -> None:
        recipients = recipients_of(keys)
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        source, sink = os.pipe()
        self._sink = os.fdopen(sink, "wb", buffering=CHUNK)
        self._failure: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(os.fdopen(source, "rb"), recipients), daemon=True)
        self._thread.start()

    def write(self, piece: bytes) -> None:
        """Encrypt the next *piece*; waits where the disk is slower than what comes in."""
        self._sink.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def attachment(self, name: str, media_type: str) -> Attachment:
        """Return the finished file as an attachment."""
        return Attachment(name, media_type, self.size, self._digest.hexdigest(), self.path)

    def close(self) -> None:
        """Finish the ciphertext.

        Raises:
            OSError: it could not be written.
        """
        try:
            self._sink.close()
        except BrokenPipeError:
            pass  # the other side tells why
        finally:
            self._thread.join()
        if self._failure:
            raise OSError(str(self._failure[0])) from self._failure[0]

    def __enter__(self) -> SealingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        try:
            self.close()
        finally:
            if kind is not None:
                self.path.unlink(missing_ok=True)

    def _run(self, source: BinaryIO, recipients: list[pyrage.x25519.Recipient]) -> None:
        try:
            with source, durable(self.path) as file:
                pyrage.encrypt_io(source, file, recipients)
        except Exception as error:  # told to whoever closes
            self._failure.append(error)


def seal_stream(source: BinaryIO, path: Path, keys: Sequence[str]) -> None:
    """Write the ciphertext of *source* to the new file at *path*."""
    recipients = recipients_of(keys)
    with durable(path) as file:
        pyrage.encrypt_io(source, file, recipients)


def opened_stream(ciphertext: BinaryIO, identity: str) -> BinaryIO:
    """Return what *ciphertext* holds as a stream, which the caller closes; age verifies each piece of it.

    *ciphertext* is closed by itself. Reading raises ``CannotOpenError`` where it was changed or cut off; the first
    piece is read before this returns, so a wrong identity raises at once.
    """
    keys = _identities(identity)
    buffered = ciphertext if isinstance(ciphertext, io.BufferedReader) else io.BufferedReader(cast("Any", ciphertext))
    try:
        _check_head(buffered.peek(MOST_HEAD)[:MOST_HEAD])
    except BaseException:
        buffered.close()
        raise
    source, sink = os.pipe()
    failure: list[BaseException] = []

    def run() -> None:
        try:
            with buffered, os.fdopen(sink, "wb", buffering=CHUNK) as file:
                try:
                    pyrage.decrypt_io(buffered, file, keys)
                except Exception as error:  # told to whoever reads
                    failure.append(error)
        except BrokenPipeError:
            pass  # nobody reads on

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    stream = io.BufferedReader(_Opened(io.FileIO(source, "rb"), thread, failure), CHUNK)
    try:
        stream.peek(1)
    except CannotOpenError:
        stream.close()
        raise
    return cast("BinaryIO", stream)


class _Opened(io.RawIOBase):
    """The reading end of a pipe that ends with an error where its writer failed."""

    def __init__(self, pipe: io.FileIO, thread: threading.Thread, failure: list[BaseException]) -> None:
        self._pipe = pipe
        self._thread = thread
        self._failure = failure

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Return how many bytes were read into *buffer*; 0 at the end."""
        count: int = self._pipe.readinto(buffer)
        if count == 0:
            self._thread.join()
            if self._failure:
                raise CannotOpenError(str(self._failure[0]))
        return count

    def close(self) -> None:
        """Stop reading; the writer ends by itself."""
        if not self.closed:
            self._pipe.close()
            self._thread.join()
        super().close()
