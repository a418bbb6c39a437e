"""Sends mails by SMTP, as one address says: ``smtp://``, ``smtp+starttls://`` or ``smtps://``."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from forms.mail.outbox import Outbox

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT = 30.0  # seconds
PAUSE = 5.0  # seconds between looks into the outbox


@dataclass(frozen=True)
class SmtpServer:
    """Where mails are handed in."""

    scheme: str
    host: str
    port: int
    username: str
    password: str

    @classmethod
    def at(cls, url: str) -> SmtpServer:
        """Return the server that *url* names.

        Raises:
            ValueError: the address has another form.
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
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


async def keep_sending(outbox: Outbox, server: SmtpServer) -> None:
    """Send what is due until cancelled."""
    while True:
        await outbox.send_due(server.send)
        await asyncio.sleep(PAUSE)
