"""The inbox: a bare, private git repository with a branch a submission; what it gave a receipt for is on disk."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import BinaryIO

from forms.inbox import receipts
from forms.inbox.actions import is_active, may_resubmit
from forms.inbox.decisions import NO_DETAILS, Details, decide
from forms.inbox.disk import durable
from forms.inbox.errors import (
    ConflictError,
    KeyReusedError,
    NotAllowedError,
    UnknownReceiptError,
)
from forms.inbox.layout import BRANCHES, attachment_path, check_note, check_submission, check_tree, key_ref
from forms.inbox.marks import holder_of, mark_for
from forms.inbox.reading import SealedReader, envelope_at, read_entry, summary_of
from forms.inbox.repository import Repository, Take, nothing
from forms.inbox.sealed.crypt import SealingWriter, opened_stream
from forms.inbox.sealed.data_keys import key_beside, new_data_key
from forms.inbox.sealed.keys import RECIPIENTS, Recipient, read_recipients, read_server_key
from forms.inbox.versions import NOTHING_KEPT, Kept, Request, VersionWriter
from forms.inbox.writing import record_text
from forms.model import Actor, Attachment, Entry, Receipt, Submission, Summary, Tree
from site_builder.model import Text

NO_NOTE = Text()


@dataclass(frozen=True)
class Filter:
    """Which submissions to list; an empty criterion matches all."""

    states: frozenset[str] = frozenset()
    form: str = ""
    record: str = ""
    assignee: str = ""
    about: str = ""

    def lets(self, summary: Summary) -> bool:
        """Return whether *summary* is wanted."""
        in_state = not self.states or summary.state in self.states
        names = ("form", "record", "assignee", "about")
        return in_state and all(getattr(self, name) in ("", getattr(summary, name)) for name in names)


ALL = Filter()


class Inbox:
    """The submissions of one repository; safe for several threads and several processes at once."""

    def __init__(self, repository: Repository, recipients_file: Path, clock: Callable[[], datetime]) -> None:
        self.repository = repository
        self.recipients_file = recipients_file
        self.clock = clock
        self._server_key = read_server_key(repository.path)
        self._summaries: dict[str, Summary] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        recipients_file: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Inbox:
        """Return the inbox at *path*.

        Args:
            recipients_file: public keys, one per line; by default ``recipients.txt`` in the inbox.
            clock: the time now, with its time zone.

        Raises:
            NoInboxError: there is none.
            NoRecipientsError: nobody could read what would be sealed.
        """
        inbox = cls(Repository(path), recipients_file or path / RECIPIENTS, clock)
        inbox.recipients()
        return inbox

    def recipients(self) -> tuple[Recipient, ...]:
        """Return who can read what is sealed from now on.

        Raises:
            NoRecipientsError: nobody could.
        """
        return read_recipients(self.recipients_file)

    def incoming(self, name: str) -> SealingWriter:
        """Return a writer that takes a file in pieces and keeps its ciphertext as *name* until it is received."""
        path, key = self.repository.incoming / name, new_data_key(self._recipient_keys())
        with durable(key_beside(path)) as file:
            file.write(key.wrapped)
        return SealingWriter(path, [key.public])

    def receive(self, submission: Submission, key: str) -> Receipt:
        """Store *submission* and return its receipt; it is on disk when this returns.

        The same key with the same content gives the same receipt again. The ciphertext files of the attachments are
        the caller's to remove.

        Raises:
            KeyReusedError: *key* came before with another content.
            SecondSolutionError: the solver has an active solution of the need already.
            NotTextError: a value is no text.
        """
        check_submission(submission)
        request = Request(self._server_key, key, submission)
        for attempt in count():
            if known := self.repository.commit_named(request.ref):
                return self._given_again(request, known)
            at = self.now()
            number = receipts.number_of(self._server_key, key, at[:10].replace("-", ""), attempt)
            secret = receipts.secret_of(self._server_key, key)
            if self.repository.commit_named(BRANCHES + number):
                continue  # another submission of this day has the number
            try:
                commit, envelope = self._versions().first(request, number, secret, at)
            except FileNotFoundError:  # the same request came at the same moment, was first, and took the attachments
                if not self.repository.commit_named(request.ref):
                    raise
                continue
            if self.repository.point(commit, {request.ref: "", BRANCHES + number: ""}, self._mark(submission.mark)):
                return Receipt(number, secret, at, envelope.sealed_digests[-1])
        raise AssertionError  # the loop ends by returning

    def _given_again(self, request: Request, commit: str) -> Receipt:
        envelope = envelope_at(self.repository, commit)
        if not hmac.compare_digest(envelope.content_mac, request.content_mac("")):
            raise KeyReusedError
        branch = BRANCHES + envelope.receipt
        self.repository.complete(commit, branch, self._mark(envelope.mark, envelope.receipt))
        secret = receipts.secret_of(self._server_key, request.key)
        return Receipt(envelope.receipt, secret, envelope.received_at, envelope.sealed_digests[-1])

    def resubmit(
        self, receipt: str, secret: str, submission: Submission, key: str, kept: Kept = NOTHING_KEPT
    ) -> Receipt:
        """Return the receipt of a corrected version; its number and secret stay the same.

        Args:
            kept: what stays of the version before, since nobody but the organisers can read it.

        Raises:
            UnknownReceiptError: no such receipt, or not its secret.
            NotAllowedError: neither returned nor still waiting for its review, or of another form.
            KeyReusedError: *key* came before with another content.
            SecondSolutionError: it now names a solver who has another active solution of the need.
        """
        check_submission(submission)
        if not self.authenticate(receipt, secret):
            raise UnknownReceiptError(receipt)
        number = receipts.normal_number(receipt)
        request = Request(self._server_key, key, submission, kept)
        while True:
            tip = self._tip(number)
            if known := self.repository.commit_named(request.ref):
                again = envelope_at(self.repository, known)
                if not hmac.compare_digest(again.content_mac, request.content_mac(number)):
                    raise KeyReusedError
                if any(commit == known for commit, _ in self.repository.log(tip)):
                    self.repository.settle()
                    return Receipt(number, secret, again.received[-1], again.sealed_digests[-1])
            before = envelope_at(self.repository, tip)
            same = all(getattr(submission, name) == getattr(before, name) for name in ("form", "record", "about"))
            if not same or not may_resubmit(before):
                raise NotAllowedError("resubmit")
            at, mark = self.now(), self._mark(submission.mark, number)
            commit, envelope = self._versions().next(request, before, tip, at)
            if self.repository.point(commit, {request.ref: known, BRANCHES + number: tip}, mark):
                return Receipt(number, secret, at, envelope.sealed_digests[-1])

    def receipt_for(self, key: str) -> str:
        """Return the receipt number of the request with this idempotency *key*, empty where none came."""
        commit = self.repository.commit_named(key_ref(key))
        return envelope_at(self.repository, commit).receipt if commit else ""

    def mark_of(self, need: str, solver: str) -> str:
        """Return the mark of a solution: keyed, so that nobody reads a name from it.

        Args:
            solver: id or plain form of the solver's name (see ``CheckContext.body``).
        """
        return receipts.mac(self._server_key, "solver", need.encode(), solver.encode("utf-8", "replace")).hex()

    def active_with(self, mark: str) -> str:
        """Return the receipt number of the active solution with *mark*, empty where there is none."""
        return holder_of(self.repository, mark)

    def entries(self, wanted: Filter = ALL) -> Iterator[Summary]:
        """Yield the submissions, those received last first."""
        found: dict[str, Summary] = {}
        for receipt, tip in self.repository.branches():
            known = self._summaries.get(receipt)
            if known is None or known.tip != tip:
                known = summary_of(envelope_at(self.repository, tip), tip)
            found[receipt] = known
        self._summaries = found
        listed = sorted(found.values(), key=lambda row: (row.received_at, row.receipt), reverse=True)
        yield from (summary for summary in listed if wanted.lets(summary))

    def read(self, receipt: str) -> Entry:
        """Return the submission.

        Raises:
            UnknownReceiptError: there is none.
        """
        return read_entry(self.repository, self._tip(receipt))

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
            NotAllowedError: its state, the actor's role or the details do not allow it.
            NoteMissingError: a return or a rejection without a reason in both languages.
            SecondSolutionError: it would be active again, and the solver has another one of the need.
            NotTextError: a value is no text.
        """
        check_note(note, details.checks, details.duplicate_of, details.published_as)
        tip = self._tip(receipt)
        if tip != expected_tip:
            raise ConflictError(tip)
        before = envelope_at(self.repository, tip)
        after = decide(before, action, actor, note, details, self.now())
        record = b""
        if details.public is not None and action == "edit_public":
            check_tree(details.public)
            record = record_text(details.public, before.record).encode()
        is_back = is_active(after) and not is_active(before)
        mark = self._mark(before.mark, before.receipt) if is_back else nothing
        commit = self._versions().acted(after, tip, action, actor, note, details, record)
        if not self.repository.point(commit, {BRANCHES + before.receipt: tip}, mark):
            raise ConflictError(self._tip(receipt))
        return read_entry(self.repository, commit)

    def authenticate(self, receipt: str, secret: str) -> bool:
        """Return whether *secret* is the one of *receipt*; takes as long for a receipt that does not exist."""
        try:
            expected = envelope_at(self.repository, self._tip(receipt)).secret_hash
        except UnknownReceiptError:
            expected = "0" * 64  # no secret has this digest
        return hmac.compare_digest(expected, receipts.hash_of(secret))

    def sealed(self, receipt: str, identity: str, version: int = 0) -> Tree:
        """Return the sealed and internal fields of *version* (0: the last), opened with *identity*.

        Args:
            identity: ``AGE-SECRET-KEY-…``.

        Raises:
            CannotOpenError: *identity* is of no recipient.
        """
        return SealedReader(self.repository, self._tip(receipt), identity).fields(version)

    def attachments(self, receipt: str, identity: str, version: int = 0) -> tuple[Attachment, ...]:
        """Return names, types and sizes of the attachments; raises as ``sealed`` does."""
        return SealedReader(self.repository, self._tip(receipt), identity).attachments(version)

    def attachment(self, receipt: str, number: int, identity: str, version: int = 0) -> BinaryIO:
        """Return attachment *number* (from 1) as a stream of the file as it was sent; the caller closes it.

        Raises:
            CannotOpenError: *identity* is of no recipient; while reading: the ciphertext was changed or cut off.
            UnknownReceiptError: there is no such attachment.
        """
        reader = SealedReader(self.repository, self._tip(receipt), identity)
        blob = reader.place(attachment_path(number), version)
        return opened_stream(self.repository.stream(blob), self.repository.data_keys.opening(blob, identity))

    def _versions(self) -> VersionWriter:
        return VersionWriter(self.repository, self._recipient_keys())

    def _recipient_keys(self) -> list[str]:
        return [recipient.key for recipient in self.recipients()]

    def _mark(self, mark: str, own: str = "") -> Take:
        return partial(mark_for, self.repository, mark, own)

    def _tip(self, receipt: str) -> str:
        number = receipts.normal_number(receipt)
        tip = self.repository.commit_named(BRANCHES + number) if number else ""
        if not tip:
            raise UnknownReceiptError(receipt)
        return tip

    def now(self) -> str:
        """Return the time now, UTC."""
        return self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
