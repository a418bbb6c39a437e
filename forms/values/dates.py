"""Days and periods as people write them; a day that can be read in two ways is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.numerals import in_digits
from forms.values.reading import Reading, refuse
from site_builder.text_forms.folding import plain

_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month_name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})",
        rf"{_YEAR} ?年 ?(?P<m>\d{{1,2}}) ?月 ?(?P<d>\d{{1,2}}) ?[日号]",
        rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? {_YEAR}",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
    )
)
_TWO_WAYS = re.compile(rf"(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep){_YEAR}")
_CHINESE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_TIME = re.compile(
    r"(?:T| ?)(?P<hours>\d{1,2})(?::(?P<rest>\d\d(?::\d\d(?:\.\d+)?)?))?"
    r" ?(?P<half>[ap]\.?m\.?)?(?: ?(?:[A-Z]{2,4}|Z))?$",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(rf"{_YEAR} ?年?")
_MONTH_ONLY = re.compile(rf"{_YEAR}(?:[-/.]| ?年 ?)(?P<m>0?[1-9]|1[0-2]) ?月?(?:份)?")
_QUARTER = re.compile(
    rf"{_YEAR}(?:[-/ ]?Q| ?年? ?第? ?)(?P<q>[1-4一二三四])(?:(?<=[1-4])(?<=Q.)| ?季度?)"
    r"|Q(?P<quarter>[1-4]) ?[-/]? ?(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_SERIAL = re.compile(r"\d{5}(\.\d+)?")


@dataclass(frozen=True)
class DateHabits:
    """How the source of the data writes its dates.

    ``order`` is ``mdy`` or ``dmy`` where 03/04/2021 has one meaning, else empty; ``drops_time`` leaves the hour out.
    """

    order: str = ""
    drops_time: bool = False


NO_DATE_HABITS = DateHabits()


def read_date(text: str, habits: DateHabits = NO_DATE_HABITS) -> Reading:
    """Return the day that *text* names as ``2021-10-31``; text that names none comes out as it stands."""
    written = _in_digits(plain(text))
    day, time = _split_time(written)
    found = list(dict.fromkeys(_days_in(day, habits.order)))
    if not found:
        return refuse("sheet-date-serial", text) if _SERIAL.fullmatch(written) else Reading(text)
    if len(found) > 1:
        return refuse("sheet-date-ambiguous", text, one=found[0].isoformat(), other=found[1].isoformat())
    if time and not habits.drops_time:
        return refuse("sheet-date-with-time", text, day=found[0].isoformat())
    return Reading(found[0].isoformat())


def read_period(text: str, habits: DateHabits = NO_DATE_HABITS) -> Reading:
    """Return the year, quarter, month or day that *text* names: ``2026``, ``2026-Q4``, ``2026-12``."""
    written = _in_digits(plain(text))
    if found := _QUARTER.fullmatch(written):
        number = found["q"] or found["quarter"]
        return Reading(f"{found['y'] or found['year']}-Q{_QUARTERS.get(number, number)}")
    if found := _MONTH_ONLY.fullmatch(written):
        return Reading(f"{found['y']}-{int(found['m']):02}")
    if found := _YEAR_ONLY.fullmatch(written):
        return Reading(found["y"])
    read = read_date(text, habits)
    return Reading(written) if read.text == text else read


def _in_digits(text: str) -> str:
    """Return *text* with a date in Chinese numerals put into digits."""

    def digits(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        return f"{year.translate(_DIGITS)}年{in_digits(month)}月{in_digits(day)}日"

    try:
        return _CHINESE.sub(digits, text)
    except ValueError:  # no numeral, such as 一二月
        return text


def _split_time(text: str) -> tuple[str, str]:
    """Return the day and the time in *text*; midnight is no time."""
    for cut in (match for match in (_TIME.search(text, at) for at in range(len(text))) if match):
        day = text[: cut.start()]
        if cut["rest"] is None and not cut["half"]:
            continue
        if any(form.fullmatch(day) for form in (*_FORMS, _TWO_WAYS)):
            hour, rest, half = int(cut["hours"]), cut["rest"] or "", (cut["half"] or "").lower()
            is_midnight = not rest.strip("0:.") and (hour == 0 or (hour == 12 and half.startswith("a")))
            return day, "" if is_midnight else cut[0]
    return text, ""


def _days_in(text: str, order: str) -> Iterator[date]:
    for form in _FORMS:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            name = parts.get("month_name")
            month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["m"])
            yield from _day(parts["y"], month, parts["d"])
            return
    if found := _TWO_WAYS.fullmatch(text):
        if order != "dmy":
            yield from _day(found["y"], int(found["one"]), found["two"])
        if order != "mdy":
            yield from _day(found["y"], int(found["two"]), found["one"])


def _day(year: str, month: int, day: str) -> Iterator[date]:
    try:
        yield date(int(year), month, int(day))
    except ValueError:
        return
