"""How long what is sealed in a submission is kept, as the rules of its edition say, and whose time is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from forms.inbox.actions import target_of
from forms.inbox.store import Inbox
from forms.model import Entry
from forms.review.checks import day_at
from site_builder.load.zones import zone_of
from site_builder.model import Catalogue
from site_builder.records import Edition, Need

KEEPER = "organizer"


def is_closed(entry: Entry) -> bool:
    """Return whether the desk is done with the submission, so that what is sealed in it may go."""
    return target_of(entry.envelope, "purge", KEEPER) is not None


def closed_on(entry: Entry, zone: ZoneInfo) -> date:
    """Return the day in *zone* on which the submission came into its state; opening it later does not count."""
    state = entry.envelope.state
    last = list(takewhile(lambda event: event.state == state, reversed(entry.events)))
    return day_at(last[-1].at if last else entry.envelope.changed_at, zone)


def edition_of(entry: Entry, catalogue: Catalogue) -> Edition | None:
    """Return the edition that the submission names, or that of the need that it takes up."""
    named = entry.public.get("edition")
    need = catalogue.get(Need, entry.envelope.about)
    found = named if isinstance(named, str) else need.edition if need else ""
    return catalogue.get(Edition, found or "")


def kept_until(entry: Entry, catalogue: Catalogue) -> date | None:
    """Return the last day on which what is sealed is kept; ``None`` while the desk is not done, or without a rule."""
    edition = edition_of(entry, catalogue)
    if edition is None or edition.sealed_kept_days is None or not is_closed(entry):
        return None
    return closed_on(entry, zone_of(catalogue.codes)) + timedelta(days=edition.sealed_kept_days)


def due(inbox: Inbox, catalogue: Catalogue, today: date) -> Iterator[Entry]:
    """Yield each submission whose time is over on *today*."""
    for summary in inbox.entries():
        if not summary.purged_at:
            entry = inbox.read(summary.receipt)
            until = kept_until(entry, catalogue)
            if until and until < today:
                yield entry


def of_edition(inbox: Inbox, catalogue: Catalogue, edition: str) -> Iterator[Entry]:
    """Yield each submission to *edition* that the desk is done with and that is not purged."""
    for summary in inbox.entries():
        entry = inbox.read(summary.receipt)
        found = edition_of(entry, catalogue)
        if is_closed(entry) and (found.id if found else entry.public.get("edition")) == edition:
            yield entry
