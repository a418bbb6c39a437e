"""Reasons to refuse a decision: errors in what is to be approved, or a duplicate of something that does not exist."""

from __future__ import annotations

from collections.abc import Callable

from forms.check.ground import Ground
from forms.desk.errors import DeskError
from forms.desk.findings import findings
from forms.inbox.errors import UnknownReceiptError
from forms.inbox.store import Inbox
from forms.model import Entry
from site_builder.model import Catalogue


def require_sound(entry: Entry, ground: Ground) -> None:
    """Refuse to approve the submission as it stands where the check would find errors in its record.

    Raises:
        DeskError: it would.
    """
    errors = [found for found in findings(entry, ground).problems if not found.is_warning]
    if errors:
        raise DeskError("errors_found", {"count": str(len(errors))}, errors)


def require_other(inbox: Inbox, entry: Entry, other: str, read: Callable[[], Catalogue]) -> None:
    """Refuse *other* as what the submission is a duplicate of where there is none, or it is the submission itself.

    Args:
        read: returns the published records; asked only where *other* is no receipt number.

    Raises:
        DeskError: *other* is neither a receipt number nor the id of a record.
    """
    try:
        if inbox.read(other).envelope.receipt != entry.envelope.receipt:
            return
    except UnknownReceiptError:
        catalogue = read()
        if any(catalogue.get(kind, other) for kind in catalogue.records):
            return
    raise DeskError("no_other", {"other": other[:64]})
