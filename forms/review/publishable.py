"""A submission that was reviewed, as publication takes it."""

from __future__ import annotations

from datetime import date

from forms.model import Entry, Tree
from forms.review.checks import day_at, days_of_stages
from forms.submission.publishing import Publishable, published


def publishable_of(entry: Entry) -> Publishable:
    """Return what publication knows of the submission."""
    envelope = entry.envelope
    return Publishable(
        envelope.record,
        envelope.language,
        entry.public,
        day_at(envelope.received_at),
        envelope.version,
        envelope.sealed_digests,
        days_of_stages(entry),
    )


def filled(entry: Entry, record_id: str, day: date) -> Tree:
    """Return the record that is published on *day* (Asia/Shanghai)."""
    return published(publishable_of(entry), record_id, day)
