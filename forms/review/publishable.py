"""A submission that was reviewed, as publication takes it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from forms.model import Entry, Tree
from forms.review.checks import day_at, days_of_stages
from forms.submission.publishing import Publishable, published


def publishable_of(entry: Entry, zone: ZoneInfo) -> Publishable:
    """Return what publication knows of the submission."""
    envelope = entry.envelope
    return Publishable(
        envelope.record,
        envelope.language,
        entry.public,
        day_at(envelope.received_at, zone),
        envelope.version,
        envelope.sealed_digests,
        days_of_stages(entry, zone),
    )


def filled(entry: Entry, record_id: str, day: date, zone: ZoneInfo) -> Tree:
    """Return the record that is published on *day*; days of what came before are those in *zone*."""
    return published(publishable_of(entry, zone), record_id, day)
