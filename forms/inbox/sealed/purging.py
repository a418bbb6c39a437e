"""Forgets what is sealed in a submission: its keys are destroyed; the public part and the record of it stay."""

from __future__ import annotations

from collections.abc import Iterable

from forms.inbox.errors import SealedDirectlyError
from forms.inbox.layout import sealed_in
from forms.inbox.repository import Repository
from forms.inbox.sealed.resealing import direct_parts
from forms.inbox.store import Inbox
from forms.model import Actor, Entry, Summary
from site_builder.model import Text


def purge(inbox: Inbox, entry: Entry, actor: Actor, note: Text) -> Entry:
    """Return the submission after the keys of all its sealed parts were destroyed; that it was done is an event.

    The event comes first: cut off in between, ``finish_purges`` goes on.

    Raises:
        SealedDirectlyError: parts of it have no keys yet, so that copies of the history would still open.
        InboxError: as ``Inbox.act``; the desk is not done with it, or somebody else acted in between.
    """
    if direct_parts(inbox.repository, entry.envelope.receipt):
        raise SealedDirectlyError(entry.envelope.receipt)
    after = inbox.act(entry.envelope.receipt, "purge", actor, expected_tip=entry.tip, note=note)
    _destroy(inbox.repository, after.tip)
    return after


def finish_purges(inbox: Inbox, summaries: Iterable[Summary]) -> None:
    """Destroy the keys that a run which was cut off left of submissions that are purged."""
    for summary in summaries:
        if summary.purged_at:
            _destroy(inbox.repository, summary.tip)


def _destroy(repository: Repository, tip: str) -> None:
    with repository.alone():  # no rotation puts them back
        repository.data_keys.destroy(sealed_in(repository.files(tip)).values())
