"""Where records stand on a day: states that follow from what is written and the calendar, the same wherever shown.

A notice that has run out is not confirmed by that, and a planned event whose day has passed was not held by that. The
state tables name such states (``follows``, ``precedes``); here is which day decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from site_builder.load import periods
from site_builder.load.contract.states import State, StateTable, has_flag, read_state_tables
from site_builder.model import Catalogue, Record, is_a
from site_builder.records import Award, Contest, Edition, Event, SpecialSession

UNSET = "unset"
"""What ``follows`` calls records in which no state is written yet."""


def standing_on(catalogue: Catalogue, day: date) -> Catalogue:
    """Return *catalogue* with each record in the state in which it stands on *day*."""
    records = dict(catalogue.records)
    for kind, table in read_state_tables().items():
        if shown := [state for state in table.states.values() if state.is_shown_only]:
            own = catalogue.records.get(kind, {})
            records[kind] = {key: _standing(one, table, shown, catalogue, day) for key, one in own.items()}
    return replace(catalogue, records=records)


def _standing(record: Record, table: StateTable, shown: Iterable[State], catalogue: Catalogue, day: date) -> Record:
    first, last = _days_of(record, catalogue)
    for state in shown:
        is_over = last is not None and last < day and _carries(record, state.follows, table)
        is_ahead = first is not None and first > day and _carries(record, state.precedes, table)
        if is_over or is_ahead:
            return _in_state(record, table.field, state.code)
    return record


def _carries(record: Record, flag: str, table: StateTable) -> bool:
    if flag == UNSET:
        return record[table.field] is None
    return bool(flag) and has_flag(record, flag)


def _in_state(record: Record, field: str, state: str) -> Record:
    """Return *record* in *state*; its digest tells it from the record on file."""
    return type(record)({**record.values, field: state}, record.path, f"{record.digest}@{state}")


Days = tuple[date | None, date | None]
NO_DAYS: Days = (None, None)


def _days_of(record: Record, catalogue: Catalogue) -> Days:
    """Return the first and the last day of what the state of *record* speaks of."""
    return _DAYS[record.type](record, catalogue)


def _of_award(award: Record, catalogue: Catalogue) -> Days:
    return (award.notice_from, award.notice_to) if is_a(award, Award) else NO_DAYS


def _of_event(event: Record, catalogue: Catalogue) -> Days:
    if not is_a(event, Event):
        return NO_DAYS
    return periods.first_day_of(event.starts_on), periods.last_day_of(event.ends_on or event.starts_on)


def _of_edition(edition: Record | None, catalogue: Catalogue) -> Days:
    stages = edition.timeline if edition and is_a(edition, Edition) else ()
    first = [found for one in stages if (found := periods.first_day_of(one.from_))]
    last = [found for one in stages if (found := periods.last_day_of(one.to or one.from_))]
    return min(first, default=None), max(last, default=None)


def _of_session(session: Record, catalogue: Catalogue) -> Days:
    return (
        _of_edition(catalogue.get(Edition, session.edition), catalogue) if is_a(session, SpecialSession) else NO_DAYS
    )


def _of_contest(contest: Record, catalogue: Catalogue) -> Days:
    """Return the days of the event at which it is held, else of its edition."""
    if not is_a(contest, Contest):
        return NO_DAYS
    event = catalogue.get(Event, contest.event)
    return _of_event(event, catalogue) if event else _of_edition(catalogue.get(Edition, contest.edition), catalogue)


_DAYS: Mapping[str, Callable[[Record, Catalogue], Days]] = {
    "award": _of_award,
    "contest": _of_contest,
    "edition": _of_edition,
    "event": _of_event,
    "special_session": _of_session,
}
