"""One publication: where it happens, what of, and what came of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from forms.inbox.decisions import is_approved
from forms.inbox.errors import ConflictError
from forms.inbox.store import Inbox
from forms.model import Entry
from forms.publication.branch import Branch
from forms.publication.private_part import has_private_part, remove_private_part
from forms.publication.reservations import Given
from site_builder.load.zones import read_zone

INBOX = "inbox"


@dataclass(frozen=True)
class Published:
    """What came of it: the record's id, its path, the commit, and the submission as it stands now.

    ``request`` is the address of the pull request where a code host is configured, else empty. ``sealed_in`` says
    where the sealed part is: its place in the private folder, ``inbox`` where it stays in the inbox only, empty where
    the record has none.
    """

    record_id: str
    path: str
    commit: str
    entry: Entry
    request: str = ""
    sealed_in: str = ""


@dataclass(frozen=True)
class Job:
    """One publication: where it happens and what of."""

    inbox: Inbox
    branch: Branch
    entry: Entry
    given: Given
    private: Path | None
    identity: str = field(repr=False)

    @functools.cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the challenge."""
        return read_zone(self.branch.root)

    @property
    def receipt(self) -> str:
        """Return the receipt number."""
        return self.entry.envelope.receipt

    @property
    def record(self) -> str:
        """Return the type of the record."""
        return self.entry.envelope.record

    @property
    def seals(self) -> bool:
        """Return whether a part goes to the private folder."""
        return self.private is not None and has_private_part(self.entry)

    def take_back(self, receipt: str, *, keeps_id: bool) -> None:
        """Remove the private part that was written for *receipt*."""
        if self.private:
            self.given.take_back(receipt, partial(remove_private_part, self.private), keeps_id=keeps_id)
        elif not keeps_id:
            self.given.forget(receipt)

    def tip(self) -> str:
        """Return the submission's present commit; it does not matter whether somebody opened or assigned it since.

        Raises:
            ConflictError: it is not approved any more as it was.
        """
        now = self.inbox.read(self.receipt)
        before = self.entry
        is_same = is_approved(now.envelope) and now.envelope.approval == before.envelope.approval
        if now.tip != before.tip and not is_same:
            raise ConflictError(now.tip)
        return now.tip
