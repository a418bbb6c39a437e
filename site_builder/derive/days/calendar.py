"""Events by day: the months of a year as weeks, Monday first, and what is to come."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from site_builder.load import periods
from site_builder.model import Catalogue
from site_builder.records import Event


@dataclass(frozen=True)
class Day:
    """One day of a month grid; ``number`` is 0 outside the month."""

    number: int
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Month:
    """One month: weeks of seven days, and the events whose day is not known."""

    year: int
    month: int
    weeks: tuple[tuple[Day, ...], ...]
    undated: tuple[Event, ...]


@dataclass(frozen=True)
class EventsPage:
    """The events of one year as list and calendar; ``upcoming`` only where ``landing`` is that year.

    ``languages`` are those in which anything is told and no page is.
    """

    year: int
    years: tuple[int, ...]
    months: tuple[Month, ...]
    undated: tuple[Event, ...]
    events: tuple[Event, ...]
    upcoming: tuple[Event, ...]
    landing: int
    languages: tuple[str, ...] = ()

    @property
    def is_first(self) -> bool:
        """Return whether this is the landing page."""
        return self.year == self.landing


def first_day_of(period: str) -> date:
    """Return the first day of a checked period: ``2021``, ``2021-Q4``, ``2021-11`` or ``2021-11-15``."""
    day = periods.first_day_of(period)
    assert day is not None  # rule 5: every period is one of the calendar  # noqa: S101
    return day


def is_day(period: str) -> bool:
    """Return whether *period* names a single day."""
    return len(period) == 10


def last_day_of(event: Event) -> date:
    """Return the last day on which *event* may still be on: of a month or a quarter, its last day."""
    day = periods.last_day_of(event.ends_on or event.starts_on)
    assert day is not None  # rule 5  # noqa: S101
    return day


def events_pages_on(catalogue: Catalogue, day: date) -> tuple[EventsPage, ...]:
    """Return a page a year, newest first; the first is the landing page with what is to come after *day*."""
    events = sorted(catalogue.all(Event), key=lambda e: (first_day_of(e.starts_on), e.id))
    years = sorted({first_day_of(event.starts_on).year for event in events} | {day.year}, reverse=True)
    upcoming = tuple(event for event in events if last_day_of(event) >= day)
    landing = next((y for y in years if y <= day.year), years[0])
    pages = []
    for year in years:
        own = tuple(event for event in events if first_day_of(event.starts_on).year == year)
        months = tuple(month for number in range(1, 13) if (month := _month(year, number, own)))
        undated = tuple(event for event in own if len(event.starts_on) < 7 or "Q" in event.starts_on)
        shown = upcoming if year == landing else ()
        pages.append(EventsPage(year, tuple(years), months, undated, tuple(reversed(own)), shown, landing))
    return tuple(pages)


def _month(year: int, number: int, events: Iterable[Event]) -> Month | None:
    own = [e for e in events if e.starts_on.startswith(f"{year}-{number:02d}")]
    if not own:
        return None
    by_day: dict[int, list[Event]] = {}
    for event in own:
        if is_day(event.starts_on):
            by_day.setdefault(first_day_of(event.starts_on).day, []).append(event)
    weeks = tuple(
        tuple(Day(n, tuple(by_day.get(n, ()))) for n in week) for week in calendar.monthcalendar(year, number)
    )
    return Month(year, number, weeks, tuple(e for e in own if not is_day(e.starts_on)))
