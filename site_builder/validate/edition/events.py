"""Events: numbered once in their series, on-site contests placed, none held before its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.contract.states import has_flag
from site_builder.load.periods import first_day_of
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.records import Event
from site_builder.validate.registry import Around, catalogue_rule, record_rule


@record_rule("event")
def check_events(event: Event, around: Around) -> Iterator[Problem]:
    """Yield a contest on site without its place, and an event said to be held before its day (74)."""
    if event.kind == "onsite_contest":
        for name in ("region", "edition"):
            if name not in event:
                facts = {"field": name}
                yield Problem(event.path, 0, "onsite-incomplete", "kind", facts)
    starts = first_day_of(event.starts_on)
    if has_flag(event, "held") and starts and starts > around.day:
        facts = {"value": event.starts_on, "day": around.day.isoformat()}
        yield Problem(event.path, 0, "held-in-future", "status", facts)


@catalogue_rule("event")
def check_series(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each event whose number in its series another has (74)."""
    first: dict[tuple[str, int], Record] = {}
    for event in catalogue.all(Event):
        series, number = event.series, event.series_no
        if series and number and (other := first.setdefault((series, number), event)) is not event:
            facts = {"series": series, "number": str(number), "other": other.id}
            yield Problem(event.path, 0, "series-number-twice", "series_no", facts)
