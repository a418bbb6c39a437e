"""A submission from its branch: the entry as it stands, its events and versions, what is sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from forms.inbox.errors import PurgedError, UnknownReceiptError
from forms.inbox.layout import (
    ENVELOPE,
    RECORD,
    SEALED,
    attachment_path,
    read_envelope,
    read_event,
    version_path,
)
from forms.inbox.repository import Repository
from forms.inbox.sealed.crypt import opened_bytes
from forms.inbox.writing import read_record_text
from forms.model import MEDIA_TYPES, Attachment, Entry, Envelope, Event, Summary, Tree, Version, named_as

_KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}


def envelope_at(repository: Repository, commit: str) -> Envelope:
    """Return the envelope in *commit*."""
    return read_envelope(repository.tree_blob(commit, ENVELOPE).decode())


def read_entry(repository: Repository, tip: str) -> Entry:
    """Return the submission that stands at *tip*."""
    files = repository.files(tip)
    envelope = read_envelope(_text(repository, files[ENVELOPE]))
    text = _text(repository, files[RECORD])
    reviews = {path: _text(repository, blob) for path, blob in files.items() if path.startswith("reviews/")}
    events = [read_event(message, commit, reviews) for commit, message in repository.log(tip)]
    return Entry(
        envelope=envelope,
        text=text,
        public=read_record_text(text),
        tip=tip,
        events=tuple(_known(reversed(events))),
        versions=tuple(_versions(repository, files, envelope)),
    )


def _known(events: Iterator[Event]) -> Iterator[Event]:
    """Yield what people did; that an earlier version exchanged keys is no event of a submission."""
    yield from (event for event in events if event.action != "rotate")


def _versions(repository: Repository, files: Mapping[str, str], envelope: Envelope) -> Iterator[Version]:
    for number, received_at in enumerate(envelope.received, start=1):
        text = _text(repository, files.get(version_path(number, RECORD)) or files[RECORD])
        yield Version(number, received_at, text, read_record_text(text))


def _text(repository: Repository, blob: str) -> str:
    return repository.blob(blob).decode()


def summary_of(envelope: Envelope, tip: str) -> Summary:
    """Return the row of a list that *envelope* makes."""
    return Summary(
        is_practice=envelope.is_practice,
        receipt=envelope.receipt,
        tip=tip,
        form=envelope.form,
        record=envelope.record,
        state=envelope.state,
        title=envelope.title,
        received_at=envelope.received_at,
        changed_at=envelope.changed_at,
        language=envelope.language,
        channel=envelope.channel,
        version=envelope.version,
        assignee=envelope.assignee,
        about=envelope.about,
        attachments=envelope.attachments,
        published_as=envelope.published_as,
        mark=envelope.mark,
        purged_at=envelope.purged_at,
    )


class SealedReader:
    """Opens what is sealed in one submission, with one identity; raises ``PurgedError`` where it was purged."""

    def __init__(self, repository: Repository, tip: str, identity: str) -> None:
        self._repository = repository
        self._files = repository.files(tip)
        envelope = envelope_at(repository, tip)
        if envelope.purged_at:
            raise PurgedError(envelope.receipt)
        self._version = envelope.version
        self._identity = identity

    def place(self, path: str, version: int) -> str:
        """Return the blob of the file *path* of *version* (0: the last).

        Raises:
            UnknownReceiptError: there is no such file.
        """
        where = path if version in (0, self._version) else version_path(version, path)
        if where not in self._files:
            raise UnknownReceiptError(where)
        return self._files[where]

    def document(self, version: int) -> tuple[dict[str, Any], str]:
        """Return the sealed document of *version*, and its digest."""
        blob = self.place(SEALED, version)
        raw = opened_bytes(self._repository.blob(blob), self._repository.data_keys.opening(blob, self._identity))
        document: dict[str, Any] = json.loads(raw)
        return document, f"sha256:{hashlib.sha256(raw).hexdigest()}"

    def _documents(self, version: int, link: str) -> Iterator[dict[str, Any]]:
        """Yield the sealed document of *version*, then the one that its *link* names, and so on."""
        document, _ = self.document(version)
        yield document
        while earlier := document.get(link):
            document, _ = self.document(earlier)
            yield document

    def fields(self, version: int = 0) -> Tree:
        """Return the fields that are not public; those of a version kept are laid under what came anew."""
        fields: Tree = {}
        for document in self._documents(version, "onto"):
            fields = {**document["fields"], **fields}
        return fields

    def attachments(self, version: int = 0) -> tuple[Attachment, ...]:
        """Return what the attachments are; ``path`` is where each lies in the submission's tree."""
        found: list[Attachment] = []
        for document in reversed([*self._documents(version, "from")]):
            found = [found[number - 1] for number in document.get("kept", ())]
            found += [Attachment(**row, path=Path()) for row in document["attachments"]]
        return tuple(
            replace(part, name=_named(part), path=Path(attachment_path(number)))
            for number, part in enumerate(found, start=1)
        )


def _named(part: Attachment) -> str:
    """Return the name of a file as it is handed out: earlier ones were kept with whatever suffix they came with."""
    kind = _KINDS.get(part.media_type)
    return named_as(part.name, kind) if kind else part.name
