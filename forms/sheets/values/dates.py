"""Days as spreadsheet programs hold them: as a count."""

from __future__ import annotations

import re
from datetime import datetime

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from forms.values.dates import NO_DATE_HABITS, DateHabits, read_date
from forms.values.reading import Reading, refuse

YEARS = range(2000, 2100)  # that a day count is taken to mean


def read_serial(number: str, *, from_1904: bool, habits: DateHabits = NO_DATE_HABITS) -> Reading:
    """Return the day that a number cell of a workbook stands for: a day count, or 20211031."""
    if re.fullmatch(r"(19|20)\d{6}", number):
        return read_date(number, habits)
    whole, _, fraction = number.partition(".")
    if not re.fullmatch(r"\d{5}", whole):
        return Reading(number)
    moment = from_excel(int(whole), MAC_EPOCH if from_1904 else WINDOWS_EPOCH)
    if not isinstance(moment, datetime) or moment.year not in YEARS:
        return Reading(number)
    day = moment.date().isoformat()
    if fraction.strip("0") and not habits.drops_time:
        return refuse("sheet-date-with-time", number, day=day)
    return Reading(day)
