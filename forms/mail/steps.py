"""Tells submitters of each step, by the state of the submission, so that steps taken on the command line count too.

The address is with the organisers as ciphertext that the service cannot open. So that a step can be told at all, the
service keeps it for itself, encrypted to its own key, until the submission has come to its end.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from forms.inbox.errors import InboxError
from forms.inbox.layout import BRANCHES
from forms.inbox.states import OPEN, is_state
from forms.inbox.store import Inbox
from forms.mail.messages import Notice
from forms.mail.outbox import Outbox
from forms.model import Entry, Envelope

EVENTS: Mapping[str, str] = {
    "with_submitter": "returned",
    "refused": "rejected",
    "accepted": "approved",
    "delivered": "published",
}
"""Flag of a state -> the mail that tells it; other states are told by nobody."""
NOTED = frozenset({"return", "reject"})
SUFFIX = ".contact"


@dataclass(frozen=True)
class Contact:
    """Whom to tell of a submission, in which language, and the last commit that was told."""

    receipt: str
    address: str
    language: str
    told: str = ""


class Steps:
    """The contacts of submissions under way, in one folder."""

    def __init__(self, folder: Path, outbox: Outbox, sender: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._outbox = outbox
        self._sender = sender
        self._looked_at: dict[str, str] = {}  # receipt -> commit; what stands is not read again

    def remember(self, receipt: str, address: str, language: str) -> None:
        """Keep the address for the steps to come."""
        self._write(Contact(receipt, address, language))

    def knows(self, receipt: str) -> bool:
        """Return whether there is an address for the steps to come."""
        return self._file(receipt).exists()

    def tell(self, inbox: Inbox, is_merged: Callable[[Envelope], bool]) -> int:
        """Return how many mails were queued for what has happened since the last look.

        Args:
            is_merged: whether a published record stands in the public repository; at a code host it may still wait
                in a request, and then nobody is told yet.
        """
        count, before, self._looked_at = 0, self._looked_at, {}
        for file in sorted(self._folder.glob(f"*{SUFFIX}")):
            receipt = file.name.removesuffix(SUFFIX)
            tip = inbox.repository.commit_named(BRANCHES + receipt)
            if before.get(receipt) == tip:
                self._looked_at[receipt] = tip
                continue
            with contextlib.suppress(InboxError, OSError, ValueError):
                entry = inbox.read(receipt)
                if is_state(entry.envelope, "delivered") and not is_merged(entry.envelope):
                    continue
                count += self._tell(file, entry)
                self._looked_at[receipt] = tip
        return count

    def _tell(self, file: Path, entry: Entry) -> int:
        row: dict[str, Any] = json.loads(self._outbox.opened(file.read_bytes()))
        contact = Contact(**row)
        state, is_new = entry.envelope.state, entry.tip != contact.told
        event = _event_of(entry.envelope) if is_new and state != _told_state(entry, contact.told) else None
        if event:
            self._outbox.put(contact.address, _notice(event, entry, contact), self._sender)
        if entry.envelope.purged_at or not is_state(entry.envelope, *OPEN):
            file.unlink()
        elif is_new:
            self._write(replace(contact, told=entry.tip))
        return 1 if event else 0

    def _write(self, contact: Contact) -> None:
        self._outbox.keep(self._file(contact.receipt), json.dumps(asdict(contact)).encode())

    def _file(self, receipt: str) -> Path:
        return self._folder / f"{receipt}{SUFFIX}"


def _event_of(envelope: Envelope) -> str | None:
    return next((event for flag, event in EVENTS.items() if is_state(envelope, flag)), None)


def _told_state(entry: Entry, told: str) -> str:
    """Return the state at the commit that was told last; the present one where the history was written anew since."""
    last = entry.envelope.state if told else ""
    return next((event.state for event in entry.events if event.commit == told), last)


def _notice(event: str, entry: Entry, contact: Contact) -> Notice:
    said = [found.note for found in entry.events if found.action in NOTED]
    envelope = entry.envelope
    is_noted = bool(said) and is_state(envelope, "with_submitter", "refused")
    note = (said[-1].preferring(contact.language)) if is_noted else ""
    said_at, is_practice = envelope.changed_at, envelope.is_practice
    return Notice(event, envelope.receipt, envelope.form, contact.language, said_at, note, is_practice=is_practice)
