"""The commits of a submission: its first version, a corrected one, an action of the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forms.inbox import receipts
from forms.inbox.actions import submitter_role
from forms.inbox.decisions import Details
from forms.inbox.errors import UnknownReceiptError
from forms.inbox.layout import (
    ENVELOPE,
    RECORD,
    SEALED,
    VERSIONED,
    attachment_path,
    canonical,
    commit_message,
    envelope_text,
    key_ref,
    review_path,
    review_text,
    sealed_document,
    title_of,
    version_path,
)
from forms.inbox.repository import Repository
from forms.inbox.sealed.sealing import PartWriter
from forms.inbox.states import state_with
from forms.inbox.writing import read_record_text, record_text
from forms.model import Actor, Envelope, Event, Submission
from site_builder.model import Text

DESK_DOMAIN = "desk.invalid"  # no person's address stands in the history
SUBMITTER = "submitter"


@dataclass(frozen=True)
class Kept:
    """What stays of the version before: its fields that are not public, under those that come anew, and attachments.

    ``attachments`` are numbers (from 1); they come first, in this order, before the new ones.
    """

    fields: bool = False
    attachments: tuple[int, ...] = ()


NOTHING_KEPT = Kept()


@dataclass(frozen=True)
class Request:
    """A request to receive a submission, identified by its idempotency key."""

    server_key: bytes
    key: str
    submission: Submission
    kept: Kept = NOTHING_KEPT

    @property
    def ref(self) -> str:
        """Return the ref that remembers the request."""
        return key_ref(self.key)

    @property
    def nonce(self) -> str:
        """Return the secret number in what is sealed."""
        return self._mac("nonce", b"")[:32]

    def content_mac(self, receipt: str) -> str:
        """Return the keyed digest of the content; *receipt* is the number of the one corrected, or empty."""
        kept = repr((self.kept.fields, self.kept.attachments))
        return self._mac("content", receipt.encode(), canonical(self.submission), kept.encode())

    def _mac(self, purpose: str, *parts: bytes) -> str:
        return receipts.mac(self.server_key, purpose, self.key.encode("utf-8", "surrogatepass"), *parts).hex()


class VersionWriter:
    """Writes the commits of submissions; no ref names one before the caller lets it."""

    def __init__(self, repository: Repository, recipients: Sequence[str]) -> None:
        self._repository = repository
        self._objects = repository.writer()
        self._parts = PartWriter(repository, self._objects, recipients)

    def first(self, request: Request, number: str, secret: str, at: str) -> tuple[str, Envelope]:
        """Return the commit and the envelope of a new submission with receipt *number*."""
        submission = request.submission
        files, digests, sealed_digest = self._content(request, {}, 0)
        envelope = Envelope(
            is_practice=submission.is_practice,
            receipt=number,
            form=submission.form,
            record=submission.record,
            received_at=at,
            language=submission.language,
            channel=submission.channel,
            version=1,
            state=state_with(submission.record, "received"),
            secret_hash=receipts.hash_of(secret),
            digests=digests,
            sealed_digests=(sealed_digest,),
            content_mac=request.content_mac(""),
            changed_at=at,
            received=(at,),
            title=title_of(submission.public),
            consents=submission.consents,
            about=submission.about,
            mark=submission.mark,
        )
        return self._commit(envelope, files, "", self._event(envelope, "receive")), envelope

    def next(self, request: Request, before: Envelope, tip: str, at: str) -> tuple[str, Envelope]:
        """Return the commit and the envelope of a corrected version; the one before moves under ``versions/``."""
        submission = request.submission
        earlier = self._repository.files(tip)
        files, digests, sealed_digest = self._content(request, earlier, before.version)
        old = {path: blob for path, blob in earlier.items() if VERSIONED.fullmatch(path)}
        rest = {path: blob for path, blob in earlier.items() if path not in old}
        moved = {version_path(before.version, path): blob for path, blob in old.items()}
        envelope = replace(
            before,
            language=submission.language,
            channel=submission.channel,
            version=before.version + 1,
            state=state_with(before.record, "received"),
            digests=digests,
            sealed_digests=(*before.sealed_digests, sealed_digest),
            content_mac=request.content_mac(before.receipt),
            changed_at=at,
            received=(*before.received, at),
            title=title_of(submission.public),
            consents=submission.consents,
            approval=None,
            mark=submission.mark or before.mark,
        )
        everything = {**moved, **rest, **files}  # what the submitter wrote stays before what the desk made of it
        return self._commit(envelope, everything, tip, self._event(envelope, "resubmit")), envelope

    def acted(
        self, envelope: Envelope, tip: str, action: str, actor: Actor, note: Text, details: Details, record: bytes
    ) -> str:
        """Return the commit of an action of the desk; *record* is the edited public text, or empty."""
        files = self._repository.files(tip)
        if record:
            files.setdefault(version_path(envelope.version, RECORD), files[RECORD])
            files[RECORD] = self._objects.blob(record)
            digest = hashlib.sha256(record).hexdigest()
            public = read_record_text(record.decode())
            envelope = replace(envelope, digests={**envelope.digests, RECORD: digest}, title=title_of(public))
        number = 1 + sum(path.startswith("reviews/") for path in files)
        event = Event(
            envelope.changed_at, actor.account, actor.role, action, note, envelope.state, "", dict(details.checks)
        )
        told = {name: getattr(details, name) for name in ("assignee", "digest", "duplicate_of", "published_as")}
        files[review_path(number)] = self._objects.blob(review_text(event, told).encode())
        return self._commit(envelope, files, tip, event, number)

    def _content(
        self, request: Request, earlier: Mapping[str, str], version: int
    ) -> tuple[dict[str, str], dict[str, str], str]:
        """Return the files of a version (path -> blob), their digests, and the digest of the sealed document."""
        submission, kept = request.submission, request.kept
        record = record_text(submission.public, submission.record).encode()
        record_digest = hashlib.sha256(record).hexdigest()
        onto = {"onto": version} if kept.fields and version else {}
        origin = {"from": version, "kept": list(kept.attachments)} if kept.attachments and version else {}
        document = sealed_document(submission, record_digest, request.nonce, {**onto, **origin})
        files, digests = {RECORD: self._objects.blob(record)}, {RECORD: record_digest}
        files[SEALED], digests[SEALED] = self._parts.seal(document)
        for number, wanted in enumerate(kept.attachments, start=1):
            blob = earlier.get(attachment_path(wanted))
            if blob is None:
                raise UnknownReceiptError(attachment_path(wanted))
            files[attachment_path(number)] = blob
            digests[attachment_path(number)] = hashlib.sha256(self._repository.blob(blob)).hexdigest()
        for number, part in enumerate(submission.attachments, start=1 + len(kept.attachments)):
            files[attachment_path(number)], digests[attachment_path(number)] = self._parts.take(part.path)
        return files, digests, f"sha256:{hashlib.sha256(document).hexdigest()}"

    def _event(self, envelope: Envelope, action: str) -> Event:
        role = submitter_role(envelope.record)
        return Event(envelope.changed_at, SUBMITTER, role, action, Text(), envelope.state, "")

    def _commit(self, envelope: Envelope, files: Mapping[str, str], tip: str, event: Event, review: int = 0) -> str:
        blob = self._objects.blob(envelope_text(envelope).encode())
        tree = self._objects.tree({**files, ENVELOPE: blob})
        seconds = int(datetime.fromisoformat(event.at).timestamp())
        author = f"{event.role} <{event.actor}@{DESK_DOMAIN}>"
        commit = self._objects.commit(tree, tip, author, seconds, commit_message(envelope.receipt, event, review))
        self._objects.settle()
        return commit
