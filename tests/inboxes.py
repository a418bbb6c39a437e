"""Inboxes for the tests and benchmarks: a fresh one with its key, and submissions that are known by a number."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, make_identity, read_identity, write_recipients
from forms.inbox.store import Inbox
from forms.model import Attachment, Submission

TITLE = {"zh": "污泥减量装备", "en": "Equipment that makes less sludge"}
LONG_TEXT = "每吨含水率80%的污泥减量至0.3吨；第二行：\n不产生二次污染，“引号”与emoji 🚰。"


@dataclass(frozen=True)
class Opened:
    """An inbox and the identity that opens what is sealed in it."""

    inbox: Inbox
    identity: str
    path: Path


def new_inbox(folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Opened:
    """Return a new inbox in *folder*, with one recipient."""
    path = folder / "inbox.git"
    make_repository(path)
    file = folder / "organizer.txt"
    write_recipients(path / RECIPIENTS, (make_identity(file, "organizer"),))
    return Opened(Inbox.open(path, clock=clock), read_identity(file), path)


def numbered(number: int, attachments: Sequence[Attachment] = ()) -> Submission:
    """Return the need with *number*; the same number gives the same content, on every machine."""
    luck = random.Random(number)  # noqa: S311 - content, no secret
    size = luck.randrange(10, 400)
    return Submission(
        form="need",
        record="need",
        language=luck.choice(["zh", "en"]),
        channel="web",
        public={
            "title": {"zh": f"需求{number}", "en": f"Need {number}"},
            "summary": {"zh": LONG_TEXT * (size // 40 + 1), "en": f"line {number}\n" * size},
            "target_trl": str(luck.randrange(1, 10)),
        },
        sealed={"contact": {"name": f"联系人{number}", "phone": str(luck.random())}},
        attachments=tuple(attachments),
        consents=("privacy",),
    )


def file_content(number: int) -> bytes:
    """Return the attachment of the need with *number*: up to 200 kB."""
    return random.Random(number).randbytes(random.Random(-number).randrange(1, 200_000))  # noqa: S311


def attached(inbox: Inbox, number: int, name: str = "方案.pdf") -> Attachment:
    """Return the attachment of the need with *number*, encrypted on its way in."""
    with inbox.incoming(f"{number}-{random.SystemRandom().randrange(10**12)}") as writer:
        writer.write(file_content(number))
    return writer.attachment(name, "application/pdf")


def is_exact(opened: Opened, receipt: str, number: int, *, has_file: bool) -> bool:
    """Return whether the submission *receipt* is the need with *number*, byte for byte."""
    inbox, expected = opened.inbox, numbered(number)
    entry = inbox.read(receipt)
    facts = [
        entry.public == expected.public,
        inbox.sealed(receipt, opened.identity) == expected.sealed,
        entry.envelope.consents == expected.consents,
        entry.envelope.digests["record.yml"] == hashlib.sha256(entry.text.encode()).hexdigest(),
    ]
    if has_file:
        with inbox.attachment(receipt, 1, opened.identity) as stream:
            facts.append(stream.read() == file_content(number))
    return all(facts)
