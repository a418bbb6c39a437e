"""Wraps the keys of all sealed parts again, for added recipients and without removed ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forms.inbox.repository import Repository
from forms.inbox.sealed.data_keys import SUFFIX, is_wrapped_for, wrapped_anew
from forms.inbox.sealed.resealing import direct_parts, forget, reseal
from forms.inbox.store import Inbox

BATCH = 500  # keys that share a flush


def rotate(inbox: Inbox, identity: str) -> Iterator[str]:
    """Yield the receipt number of each submission once its parts open for the recipients of now, and for nobody else.

    Keys come first, and cost no reading of any part. What an earlier version encrypted to the recipients themselves
    gets keys of its own, in the history too, and the old ciphertext goes.

    Args:
        identity: of those who can open them so far, one a line; more than one where the parts differ.

    Raises:
        CannotOpenError: *identity* opens one of them not; those yielded before are done.
    """
    repository = inbox.repository
    _wrap_all(repository, identity, [recipient.key for recipient in inbox.recipients()])
    old: set[str] = set()
    for summary in list(inbox.entries()):
        while direct_parts(repository, summary.receipt):
            old |= reseal(inbox, summary.receipt, identity)
        yield summary.receipt
    forget(repository, old)


def _wrap_all(repository: Repository, identity: str, recipients: list[str]) -> None:
    keys = [*repository.data_keys.files(), *sorted(repository.incoming.glob(f"*{SUFFIX}"))]
    for start in range(0, len(keys), BATCH):
        writer = repository.writer()
        with repository.alone():  # a key that is destroyed meanwhile does not come back
            for file in keys[start : start + BATCH]:
                wrapped = _read(file)
                if wrapped and not is_wrapped_for(wrapped, recipients):
                    writer.file(file, wrapped_anew(wrapped, identity, recipients))
            writer.settle()


def _read(file: Path) -> bytes:
    """Return what *file* holds, nothing where it has gone: a request has ended, a part was purged."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
