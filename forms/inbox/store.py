"""The inbox: a bare, private git repository with a branch a submission; what it gave a receipt for is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from forms.model import Actor, Entry, Receipt, Submission, Summary, Tree
from site_builder.model import Text


@dataclass(frozen=True)
class Filter:
    """Which submissions to list; an empty criterion lets all through."""

    states: frozenset[str] = frozenset()
    form: str = ""
    record: str = ""
    assignee: str = ""
    about: str = ""


@dataclass(frozen=True)
class Details:
    """What some actions say besides a note.

    Args:
        assignee: with ``assign``: account id, empty to unassign.
        digest: with ``approve``: sha256 of the ``record.yml`` that was looked at.
        checks: with ``return``, ``reject``, ``approve``: named check -> verdict.
        public: with ``edit_public``: the desensitised public fields, whole.
        duplicate_of: with ``mark_duplicate``: receipt number or record id.
        published_as: with ``published``: id of the record.
    """

    assignee: str = ""
    digest: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    public: Tree | None = None
    duplicate_of: str = ""
    published_as: str = ""


NO_NOTE = Text()
NO_DETAILS = Details()


class Inbox:
    """The submissions of one repository; safe for several threads and several processes at once."""

    @classmethod
    def open(
        cls,
        path: Path,
        recipients_file: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Inbox:
        """Return the inbox at *path*, made there if there is none.

        Args:
            recipients_file: public keys, one a line; ``recipients.txt`` in the inbox unless told.
            clock: the time now, with its time zone.

        Raises:
            NoRecipientsError: nobody could read what would be sealed.
        """
        raise NotImplementedError

    def receive(self, submission: Submission, key: str) -> Receipt:
        """Return the receipt of *submission*, which is on disk by then.

        The same key with the same content gives the same receipt again.

        The ciphertext files of the attachments are left to the caller to remove.

        Raises:
            KeyReusedError: *key* came before with another content.
            NotTextError: a value is no text.
        """
        raise NotImplementedError

    def resubmit(self, receipt: str, secret: str, submission: Submission, key: str) -> Receipt:
        """Return the receipt of a corrected version; its number and secret stay the same.

        Raises:
            UnknownReceiptError: no such receipt, or not its secret.
            NotAllowedError: neither returned nor still waiting for its review, or of another form.
            KeyReusedError: *key* came before with another content.
        """
        raise NotImplementedError

    def entries(self, wanted: Filter | None = None) -> Iterator[Summary]:
        """Yield the submissions, those received last first."""
        raise NotImplementedError

    def read(self, receipt: str) -> Entry:
        """Return the submission.

        Raises:
            UnknownReceiptError: there is none.
        """
        raise NotImplementedError

    def act(
        self,
        receipt: str,
        action: str,
        actor: Actor,
        *,
        expected_tip: str,
        note: Text = NO_NOTE,
        details: Details = NO_DETAILS,
    ) -> Entry:
        """Return the submission after *action* (see ``actions.py``), which was decided on *expected_tip*.

        Raises:
            ConflictError: the submission moved on since.
            NotAllowedError: its state or the actor's role does not allow it.
            NoteMissingError: a return or a rejection without a reason in both languages.
        """
        raise NotImplementedError

    def authenticate(self, receipt: str, secret: str) -> bool:
        """Return whether *secret* is the one of *receipt*; takes as long for a receipt that does not exist."""
        raise NotImplementedError

    def sealed(self, receipt: str, identity: str) -> Tree:
        """Return the sealed and internal fields, opened with *identity* (``AGE-SECRET-KEY-…``).

        Raises:
            CannotOpenError: *identity* is of no recipient.
        """
        raise NotImplementedError

    def attachment(self, receipt: str, number: int, identity: str) -> BinaryIO:
        """Return attachment *number* (from 1) as a stream of the file as it was sent; the caller closes it."""
        raise NotImplementedError
