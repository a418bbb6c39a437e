"""Encrypts all sealed parts again, for added recipients and without removed ones."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

from forms.inbox.crypt import opened_bytes, opened_stream, seal_stream
from forms.inbox.errors import UnknownReceiptError
from forms.inbox.layout import BRANCHES
from forms.inbox.reading import envelope_at
from forms.inbox.store import Inbox
from forms.inbox.versions import VersionWriter

SEALED_SUFFIX = ".age"


def rotate(inbox: Inbox, identity: str) -> Iterator[str]:
    """Yield the receipt number of each submission once all its versions are encrypted to the recipients of now.

    Args:
        identity: of those who can read them so far, one a line; more than one where the parts differ.

    Raises:
        CannotOpenError: *identity* opens one of them not; those yielded before are done.
    """
    for summary in list(inbox.entries()):
        while not _is_rewritten(inbox, summary.receipt, identity):
            pass  # somebody acted in between: from the new tip again
        yield summary.receipt


def _is_rewritten(inbox: Inbox, receipt: str, identity: str) -> bool:
    repository = inbox.repository
    ref = BRANCHES + receipt
    tip = repository.commit_named(ref)
    if not tip:
        raise UnknownReceiptError(receipt)
    envelope = envelope_at(repository, tip)
    writer = VersionWriter(repository, [recipient.key for recipient in inbox.recipients()])
    if envelope.sealed_to == writer.sealed_to:
        return True  # as it should be; an earlier run that was cut off came this far
    files, digests = repository.files(tip), dict(envelope.digests)
    for path in [path for path in files if path.endswith(SEALED_SUFFIX)]:
        files[path], digest = _sealed_anew(inbox, writer, path, files[path], identity)
        if path in digests:
            digests[path] = digest
    commit = writer.rewritten(replace(envelope, digests=digests, sealed_to=writer.sealed_to), files, tip, inbox.now())
    return repository.point(commit, {ref: tip})


def _sealed_anew(inbox: Inbox, writer: VersionWriter, path: str, blob: str, identity: str) -> tuple[str, str]:
    """Return blob and digest of a sealed part encrypted anew; an attachment is never in memory as a whole."""
    if not path.rpartition("attachments/")[1]:
        return writer.seal(opened_bytes(inbox.repository.blob(blob), identity))
    beside = inbox.repository.incoming / f"rotated-{secrets.token_hex(8)}"
    try:
        with opened_stream(inbox.repository.stream(blob), identity) as plain:
            seal_stream(plain, beside, [recipient.key for recipient in inbox.recipients()])
        return writer.take(beside)
    finally:
        beside.unlink(missing_ok=True)
