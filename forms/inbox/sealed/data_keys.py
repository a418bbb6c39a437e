"""The keys of sealed parts, one a part, wrapped for the organisers; beside the history of git and never in it.

A part is the sealed document of a version, or an attachment. It is encrypted to a key of its own, and what opens that
key lies in one folder, named by the part's blob. So a former recipient is shut out by wrapping small keys anew, and a
part whose key is destroyed opens nowhere, whatever copies of the history there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyrage

from forms.inbox.disk import fsync_folder
from forms.inbox.sealed.crypt import opened_bytes, sealed_bytes

FOLDER = "data-keys"
SUFFIX = ".key"


@dataclass(frozen=True)
class DataKey:
    """The key of one part: the public half, to encrypt it to, and the secret half encrypted to the organisers."""

    public: str
    wrapped: bytes = field(repr=False)


def new_data_key(recipients: Sequence[str]) -> DataKey:
    """Return a new key, wrapped for the public keys of *recipients*."""
    identity = pyrage.x25519.Identity.generate()
    return DataKey(str(identity.to_public()), _wrapped(str(identity).encode(), recipients))


def _wrapped(key: bytes, recipients: Sequence[str]) -> bytes:
    """Return *key* encrypted, after a line that tells to whom: rotation passes over what is as it should be."""
    return _digest_of(recipients) + b"\n" + sealed_bytes(key, recipients)


def _digest_of(recipients: Sequence[str]) -> bytes:
    return hashlib.sha256("\n".join(sorted(recipients)).encode()).hexdigest().encode()


def _unwrapped(wrapped: bytes, identity: str) -> bytes:
    return opened_bytes(wrapped.partition(b"\n")[2], identity)


def key_beside(ciphertext: Path) -> Path:
    """Return where the wrapped key of a part lies that is on its way in."""
    return ciphertext.with_suffix(SUFFIX)


def drop_part(ciphertext: Path) -> None:
    """Remove a part that was on its way in, and its key."""
    for file in (ciphertext, key_beside(ciphertext)):
        file.unlink(missing_ok=True)


class DataKeys:
    """The folder of wrapped keys."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def place(self, blob: str) -> Path:
        """Return where the wrapped key of the part *blob* lies."""
        return self._folder / f"{blob}{SUFFIX}"

    def has(self, blob: str) -> bool:
        """Return whether the part *blob* has a key; those that an earlier version sealed have none."""
        return self.place(blob).exists()

    def opening(self, blob: str, identity: str) -> str:
        """Return what opens the part *blob*: its key, unwrapped with *identity*; *identity* itself where it has none.

        Raises:
            CannotOpenError: *identity* is of no recipient.
        """
        try:
            wrapped = self.place(blob).read_bytes()
        except FileNotFoundError:
            return identity
        return _unwrapped(wrapped, identity).decode()

    def files(self) -> Iterator[Path]:
        """Yield each wrapped key."""
        yield from sorted(self._folder.glob(f"*{SUFFIX}"))

    def destroy(self, blobs: Iterable[str]) -> None:
        """Remove the keys of parts: nothing opens them from now on."""
        for blob in blobs:
            self.place(blob).unlink(missing_ok=True)
        fsync_folder(self._folder)


def is_wrapped_for(wrapped: bytes, recipients: Sequence[str]) -> bool:
    """Return whether a key is wrapped for the public keys of *recipients* and for no other."""
    return wrapped.partition(b"\n")[0] == _digest_of(recipients)


def wrapped_anew(wrapped: bytes, identity: str, recipients: Sequence[str]) -> bytes:
    """Return a key wrapped for the public keys of *recipients*.

    Args:
        identity: of those it was wrapped for so far, one a line.

    Raises:
        CannotOpenError: *identity* does not open it.
    """
    return _wrapped(_unwrapped(wrapped, identity), recipients)
