"""Periods: none with a day that no calendar has; how dates follow on each other stands in the schemas."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.periods import first_day_of
from site_builder.model import Field, Record
from site_builder.problems import Problem
from site_builder.validate.places import places_of, values_at
from site_builder.validate.registry import Around, record_rule


@record_rule()
def check_periods(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each period with a day that no calendar has, such as 2021-02-30 (5)."""
    for place in places_of(record.type, _is_period):
        for where, _, value in values_at(record, place):
            if first_day_of(value) is None:
                label = place.spec.label
                facts = {"value": value, "label_zh": label.zh, "label_en": label.en}
                yield Problem(record.path, 0, "not-a-period", where, facts)


def _is_period(spec: Field) -> bool:
    return spec.kind == "period"
