"""Numbers, days and answers of a file that has types, as cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from forms.sheets.values.cells import DAY, DISPLAYED_OTHERWISE, FAULT, HOUR, MOMENT, NUMBER, YES_NO, Cell
from forms.values.reading import digits_of

MOST_DIGITS = 40


def number_cell(number: Decimal, shown_as: str = "") -> Cell:
    """Return the cell of *number*; one that no digits can write is a fault.

    Args:
        number: what is held.
        shown_as: its number format, empty for none.
    """
    if not number.is_finite() or abs(number.adjusted()) >= MOST_DIGITS:  # 1e999999999 is written in no digits
        return Cell(str(number)[:MOST_DIGITS], FAULT)
    is_other = any(mark in shown_as for mark in "%万亿千百") or shown_as.rstrip('"; _)').endswith(",")
    return Cell(digits_of(number), DISPLAYED_OTHERWISE if is_other else NUMBER, shown_as if is_other else "")


def yes_no_cell(value: bool) -> Cell:
    """Return the cell of an answer."""
    return Cell(str(value).lower(), YES_NO)


def day_cell(value: date | time | timedelta) -> Cell:
    """Return the cell of a day, a moment or an hour."""
    if isinstance(value, datetime) and value.time() != time():
        return Cell(value.isoformat(" ", "seconds"), MOMENT)
    if isinstance(value, date):
        return Cell((value.date() if isinstance(value, datetime) else value).isoformat(), DAY)
    return Cell(str(value).partition(".")[0], HOUR)
