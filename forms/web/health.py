"""Whether the service can receive: what it writes reaches the disk, and is read back as it was written."""

from __future__ import annotations

import logging
import secrets
import threading
import time

from forms.inbox.disk import durable
from forms.inbox.errors import InboxError
from forms.inbox.store import Inbox
from forms.intake.room import Room

LOG = logging.getLogger("jiebang.forms")
KEPT_SECONDS = 1.0  # anybody may ask, and each look makes the disk work
_BYTES = 4096


class Health:
    """Looks at most once in ``KEPT_SECONDS``; who asks in between hears what was found last."""

    def __init__(self, inbox: Inbox, room: Room) -> None:
        self._inbox = inbox
        self._room = room
        self._lock = threading.Lock()
        self._found: dict[str, str] = {}
        self._looked = float("-inf")

    def look(self) -> dict[str, str]:
        """Return ``status``: ``ok``, ``no recipients`` or ``cannot write``; and whether ``files`` are taken."""
        with self._lock:
            if time.monotonic() - self._looked > KEPT_SECONDS:
                self._found = self._looked_at()
                self._looked = time.monotonic()
            return self._found

    def _looked_at(self) -> dict[str, str]:
        try:
            self._inbox.recipients()
            self._write_and_read()
            return {"status": "ok", "files": "taken" if self._room.has_space else "refused: little space"}
        except InboxError:
            return {"status": "no recipients", "files": "refused"}
        except OSError as error:
            LOG.error("the inbox cannot be written: %s", error.strerror or type(error).__name__)
            return {"status": "cannot write", "files": "refused"}

    def _write_and_read(self) -> None:
        repository, written = self._inbox.repository, secrets.token_bytes(_BYTES)
        path = repository.incoming / f"health-{secrets.token_hex(8)}"
        try:
            with durable(path) as file:
                file.write(written)
            repository.settle()  # tells of a disk that failed before
            if path.read_bytes() != written:
                raise OSError("read back otherwise")
        finally:
            path.unlink(missing_ok=True)
