"""Sends mails by SMTP, as configured by one address: ``smtp://``, ``smtp+starttls://`` or ``smtps://``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from forms.mail.outbox import Lost, Outbox

LOG = logging.getLogger("jiebang.mail")
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT = 30.0  # seconds
PAUSE = 5.0  # seconds between looks into the outbox


@dataclass(frozen=True)
class SmtpServer:
    """The server to which mails are handed."""

    scheme: str
    host: str
    port: int
    username: str
    password: str

    @classmethod
    def at(cls, url: str) -> SmtpServer:
        """Return the server that *url* names.

        Raises:
            ValueError: the address has another form, or a password would go to another machine in clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(parts.scheme)
        if parts.scheme == "smtp" and parts.username and parts.hostname not in THIS_MACHINE:
            raise ValueError(parts.scheme)
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], username, password)

    async def send(self, mail: EmailMessage) -> None:
        """Hand *mail* in.

        Raises:
            aiosmtplib.SMTPException: it was not taken.
        """
        await aiosmtplib.send(
            mail,
            hostname=self.host,
            port=self.port,
            username=self.username or None,
            password=self.password or None,
            use_tls=self.scheme == "smtps",
            start_tls=self.scheme == "smtp+starttls",
            timeout=TIMEOUT,
        )


async def keep_sending(outbox: Outbox, server: SmtpServer, look: Callable[[], object], lost: Lost) -> None:
    """Send the mails that are due until cancelled.

    Args:
        outbox: where they wait.
        server: where they are handed in.
        look: queues mails for what has happened meanwhile.
        lost: is told of mails that will never be sent.
    """
    while True:
        try:
            await asyncio.to_thread(look)
            await outbox.send_due(server.send, lost)
        except Exception as error:  # a broken disk must not end the sending for good
            LOG.error("mails wait: %s", type(error).__name__)
        await asyncio.sleep(PAUSE)
