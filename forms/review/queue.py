"""The queue: which submissions wait for whom, since when, and which are overdue."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from forms.accounts.roles import Member
from forms.inbox.states import OPEN, is_state
from forms.inbox.store import Filter, Inbox
from forms.model import Summary
from forms.review import actions
from forms.review.checks import day_at
from forms.review.index import gists_of
from forms.sheets.values.cells import escaped
from site_builder.model import SHANGHAI
from site_builder.text_forms.folding import searched

ANSWER_DAYS = 5  # working days within which a submission is answered
COLUMNS = (
    "receipt",
    "form",
    "state",
    "title_zh",
    "title_en",
    "edition",
    "received_on",
    "due_on",
    "assignee",
    "about",
)


@dataclass(frozen=True)
class Wanted:
    """What to list; ``state`` empty: all that are not done with; practice is listed apart."""

    state: str = ""
    form: str = ""
    edition: str = ""
    assignee: str = ""
    only_overdue: bool = False
    words: str = ""
    is_practice: bool = False


@dataclass(frozen=True)
class Row:
    """One submission in the queue; ``due_on`` is ``None`` where nobody waits for the desk."""

    summary: Summary
    edition: str
    received_on: date
    due_on: date | None
    days: int
    is_overdue: bool


def rows(inbox: Inbox, member: Member, wanted: Wanted, today: date, zone: ZoneInfo = SHANGHAI) -> Iterator[Row]:
    """Yield what *member* may see of what is *wanted*, what is due first at the top, then the newest."""
    states = frozenset({wanted.state}) if wanted.state and wanted.state != "all" else frozenset()
    found = actions.queue(inbox, member, Filter(states, form=wanted.form, assignee=wanted.assignee))
    gists = gists_of(inbox)
    kept = (row_of(summary, gists.of(inbox, summary).edition, today, zone) for summary in found)
    listed = [row for row in kept if _lets(wanted, row)]
    yield from sorted(listed, key=lambda row: (row.due_on or date.max, -row.days, row.summary.receipt))


def _lets(wanted: Wanted, row: Row) -> bool:
    words = searched(wanted.words)
    summary = row.summary
    told = searched(f"{summary.receipt} {summary.title['zh']} {summary.title['en']} {summary.about}")
    return all(
        (
            wanted.state or is_state(summary, *OPEN),
            not wanted.edition or row.edition == wanted.edition,
            row.is_overdue or not wanted.only_overdue,
            summary.is_practice == wanted.is_practice,
            not words or words in told,
        )
    )


def row_of(summary: Summary, edition: str, today: date, zone: ZoneInfo = SHANGHAI) -> Row:
    """Return *summary* as a row of the queue on *today*, a day in *zone*."""
    received = day_at(summary.received_at, zone)
    since = summary.received_at if is_state(summary, "received") else summary.changed_at
    due = working_day_after(day_at(since, zone))
    is_with_us = is_state(summary, *OPEN) and not is_state(summary, "with_submitter")
    due_on = due if is_with_us else None
    return Row(summary, edition, received, due_on, (today - received).days, bool(due_on and due_on < today))


def working_day_after(day: date, count: int = ANSWER_DAYS) -> date:
    """Return the day that is *count* working days (Monday to Friday) after *day*.

    >>> working_day_after(date(2026, 11, 20)).isoformat()  # a Friday
    '2026-11-27'
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def csv_of(listed: Iterable[Row]) -> str:
    """Return the queue as CSV with a byte-order mark, in which no cell is taken for a formula."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    for row in listed:
        cells = _cells(row)
        writer.writerow([escaped(cells[name]) for name in COLUMNS])
    return "\ufeff" + sheet.getvalue()


def _cells(row: Row) -> Mapping[str, str]:
    summary = row.summary
    own = {name: str(getattr(summary, name)) for name in ("receipt", "form", "state", "assignee", "about")}
    days = {"received_on": row.received_on.isoformat(), "due_on": row.due_on.isoformat() if row.due_on else ""}
    return {**own, **days, "title_zh": summary.title["zh"], "title_en": summary.title["en"], "edition": row.edition}
