"""The first and the last day of a period: a year, a quarter, a month or a day."""

from __future__ import annotations

import calendar
from datetime import date

Period = object
"""A day, or text such as ``2021``, ``2021-Q4``, ``2021-11``, ``2021-11-15``; anything else has no days."""


def first_day_of(period: Period) -> date | None:
    """Return the first day of *period*, or ``None`` where there is no such day (2021-02-30)."""
    return _days_of(period)[0]


def last_day_of(period: Period) -> date | None:
    """Return the last day of *period*, or ``None`` where there is no such day."""
    return _days_of(period)[1]


def _days_of(period: Period) -> tuple[date, date] | tuple[None, None]:
    if isinstance(period, date):
        return period, period
    if not isinstance(period, str):
        return None, None
    try:
        year, rest = int(period[:4]), period[5:]
        if rest.startswith("Q"):
            first, last = int(rest[1]) * 3 - 2, int(rest[1]) * 3
        elif len(rest) > 2:
            return date.fromisoformat(period), date.fromisoformat(period)
        else:
            first, last = (int(rest), int(rest)) if rest else (1, 12)
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None, None
