"""Writes sealed parts into the repository, each with its key: in memory, from a file, from a stream."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from forms.inbox.objects import ObjectWriter
from forms.inbox.repository import Repository
from forms.inbox.sealed.crypt import seal_stream, sealed_bytes
from forms.inbox.sealed.data_keys import drop_part, key_beside, new_data_key


class PartWriter:
    """Writes sealed parts with *objects*, whose ``settle`` has part and key on disk.

    Each method returns the blob of the ciphertext, and its sha256.
    """

    def __init__(self, repository: Repository, objects: ObjectWriter, recipients: Sequence[str]) -> None:
        self._repository = repository
        self._objects = objects
        self._recipients = recipients

    def seal(self, data: bytes) -> tuple[str, str]:
        """Encrypt *data*."""
        key = new_data_key(self._recipients)
        ciphertext = sealed_bytes(data, [key.public])
        blob = self._objects.blob(ciphertext)
        self._objects.file(self._repository.data_keys.place(blob), key.wrapped)
        return blob, hashlib.sha256(ciphertext).hexdigest()

    def take(self, path: Path) -> tuple[str, str]:
        """Take the ciphertext file at *path*, whose key lies beside it."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        wrapped, blob = key_beside(path).read_bytes(), self._objects.blob_of_file(path)
        self._objects.file(self._repository.data_keys.place(blob), wrapped)
        return blob, digest

    def seal_stream(self, plain: BinaryIO) -> tuple[str, str]:
        """Encrypt what *plain* yields, which is never in memory as a whole."""
        beside, key = self._repository.incoming / f"sealed-{secrets.token_hex(8)}", new_data_key(self._recipients)
        try:
            seal_stream(plain, beside, [key.public])
            key_beside(beside).write_bytes(key.wrapped)
            return self.take(beside)
        finally:
            drop_part(beside)
