"""The queue of mails to send: one encrypted file each, retried until sent or given up."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyrage

from forms.inbox.disk import write_durably
from forms.inbox.errors import CannotOpenError
from forms.inbox.sealed.crypt import opened_bytes, sealed_bytes
from forms.inbox.sealed.keys import make_identity, read_identity
from forms.mail.messages import Notice, message_of
from site_builder.model import SHANGHAI

LOG = logging.getLogger("jiebang.mail")
MOST_WAITING = 10_000
FIRST_WAIT, LONGEST_WAIT = 60.0, 6 * 3600.0  # seconds between tries: doubled each time
GIVEN_UP_AFTER = 40  # tries; some eight days
SUFFIX = ".mail"

Sender = Callable[[EmailMessage], Awaitable[None]]
Lost = Callable[[str, Notice], None]
"""``mail_dropped`` (no mail can go there) or ``mail_given_up`` (no server took it), and what it would have told."""


def tell_nobody(event: str, notice: Notice) -> None:
    """Pass over a mail that was lost."""


@dataclass(frozen=True)
class Waiting:
    """One mail that waits: to whom, what, and when it is tried next (seconds since 1970)."""

    to: str
    sender: str
    notice: Notice
    tries: int = 0
    next_at: float = 0.0


class Outbox:
    """The mails in one folder; an address lies there only as ciphertext, and only until its mail is sent."""

    def __init__(self, folder: Path, identity: str, public: str, clock: Callable[[], float], zone: ZoneInfo) -> None:
        self._folder = folder
        self._identity = identity
        self._public = public
        self._clock = clock
        self._zone = zone

    @classmethod
    def open(cls, folder: Path, clock: Callable[[], float], zone: ZoneInfo = SHANGHAI) -> Outbox:
        """Return the outbox in *folder*, made there with its own key if there is none."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = folder / "service.key"
        with contextlib.suppress(FileExistsError):
            make_identity(key, "service")
        identity = read_identity(key)
        return cls(folder, identity, str(pyrage.x25519.Identity.from_str(identity).to_public()), clock, zone)

    def put(self, to: str, notice: Notice, sender: str) -> None:
        """Queue a mail; it is on disk when this returns.

        What is no address is passed over: a mail is a courtesy, the tracking page tells the same.

        Raises:
            OSError: it could not be written, or too many wait already.
        """
        if sum(1 for _ in self._folder.glob(f"*{SUFFIX}")) >= MOST_WAITING:
            raise OSError("the outbox is full")
        self._write(self._folder / f"{secrets.token_hex(12)}{SUFFIX}", Waiting(to, sender, notice))

    def waiting(self) -> Iterator[tuple[Path, Waiting]]:
        """Yield each mail that waits."""
        for file in sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                row: dict[str, Any] = json.loads(self.opened(file.read_bytes()))
            except (CannotOpenError, OSError, ValueError):
                continue
            yield file, Waiting(**{**row, "notice": Notice(**row["notice"])})

    async def send_due(self, send: Sender, lost: Lost = tell_nobody) -> int:
        """Return how many of the mails that are due were sent; others wait longer, and *lost* is told of the rest."""
        count = 0
        for file, mail in await asyncio.to_thread(lambda: list(self.waiting())):
            if mail.next_at > self._clock():
                continue
            try:
                message = message_of(mail.notice, mail.to, mail.sender, self._zone)
            except Exception as error:  # what can never be sent would stand in the way for ever
                LOG.error("a mail was dropped: %s", type(error).__name__)
                await asyncio.to_thread(lost, "mail_dropped", mail.notice)
                file.unlink(missing_ok=True)
                continue
            try:
                await send(message)
            except Exception as error:  # the other side's fault, whatever it is: try again
                if not await asyncio.to_thread(self._later, file, mail, type(error).__name__):
                    await asyncio.to_thread(lost, "mail_given_up", mail.notice)
                continue
            file.unlink(missing_ok=True)
            count += 1
        return count

    def _later(self, file: Path, mail: Waiting, why: str) -> bool:
        """Return whether *mail* waits on; after too many tries it does not."""
        tries = mail.tries + 1
        if tries >= GIVEN_UP_AFTER:
            LOG.error("a mail was given up on after %d tries: %s", tries, why)
            file.rename(file.with_suffix(".failed"))
            return False
        wait = min(FIRST_WAIT * 2 ** min(mail.tries, 20), LONGEST_WAIT)
        LOG.warning("a mail waits: %s, try %d", why, tries)
        self._write(file, replace(mail, tries=tries, next_at=self._clock() + wait))
        return True

    def keep(self, file: Path, data: bytes) -> None:
        """Put *data* into *file*, encrypted to the service's own key."""
        write_durably(file, sealed_bytes(data, [self._public]))

    def opened(self, ciphertext: bytes) -> bytes:
        """Return the text that ``keep`` encrypted.

        Raises:
            CannotOpenError: it was encrypted to another key.
        """
        return opened_bytes(ciphertext, self._identity)

    def _write(self, file: Path, mail: Waiting) -> None:
        self.keep(file, json.dumps(asdict(mail)).encode())
