"""When needs will be open again, as far as an edition on record says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.derive.days.calendar import first_day_of
from site_builder.load.contract.states import has_flag
from site_builder.load.periods import last_day_of
from site_builder.model import Catalogue
from site_builder.records import Edition

POSTING = "posting"


@dataclass(frozen=True)
class NextRound:
    """The edition that comes next, and the period in which its posting of needs begins (``2027-06``, ``2027-06-01``).

    ``edition`` is ``None`` where none is announced, ``begins`` empty where its edition does not say. ``last`` is the
    latest edition that came before, with the source that told of it. Where ``is_running``, the edition takes needs
    now, and ``ends`` is the period in which it stops to, empty where it does not say.
    """

    edition: Edition | None = None
    begins: str = ""
    last: Edition | None = None
    is_running: bool = False
    ends: str = ""


def next_round_on(catalogue: Catalogue, day: date) -> NextRound:
    """Return the round that takes needs on *day*, else the soonest that an edition dates, else an undated one."""
    if running := _running_on(catalogue, day):
        return running
    editions = [edition for edition in catalogue.all(Edition) if not has_flag(edition, "closed")]
    dated = sorted(
        (first_day_of(begins), edition.id, begins)
        for edition in editions
        for begins in (str(entry["from"]) for entry in edition.timeline if entry.stage == POSTING)
        if first_day_of(begins) > day
    )
    last = _last_before(catalogue, day)
    if dated:
        _, edition_id, begins = dated[0]
        return NextRound(catalogue.get(Edition, edition_id), begins, last)
    undated = (edition for edition in editions if has_flag(edition, "upcoming") and edition.year >= day.year)
    return NextRound(min(undated, key=lambda edition: (edition.year, edition.id), default=None), "", last)


def _running_on(catalogue: Catalogue, day: date) -> NextRound | None:
    """Return the round of an edition that is open and whose posting of needs has begun by *day* and is not over."""
    for edition in catalogue.all(Edition):
        for entry in edition.timeline if has_flag(edition, "open") else ():
            begins, ends = str(entry["from"]), str(entry["to"] or "")
            if entry.stage == POSTING and first_day_of(begins) <= day <= (last_day_of(ends) or day):
                return NextRound(edition, begins, _last_before(catalogue, day), is_running=True, ends=ends)
    return None


def _last_before(catalogue: Catalogue, day: date) -> Edition | None:
    """Return the latest edition of a series up to the year of *day*."""
    past = (edition for edition in catalogue.all(Edition) if edition.series and edition.year <= day.year)
    begun = (edition for edition in past if not has_flag(edition, "upcoming") and not has_flag(edition, "open"))
    return max(begun, key=lambda edition: (edition.year, edition.id), default=None)
