"""Dates: none in the future where something has happened, none the wrong way round, no impossible days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.periods import first_day_of, last_day_of
from site_builder.model import Catalogue, Field
from site_builder.problems import Problem
from site_builder.validate.places import places_of, values_at

HAPPENED = frozenset(
    "published_on received_on signed_on issued_on reported_on accessed_on checked_on reviewed_on "
    "confirmed_on conferred_on closed_on agreement_signed_on joined_on left_on on opened_on proposed_on "
    "intent_signed_on contract_signed_on completed_on terminated_on verified_on".split()
)
ORDERED: dict[str, tuple[str, ...]] = {
    "from": ("to",),
    "starts_on": ("ends_on", "online_until"),
    "period_start": ("period_end",),
    "period_from": ("period_to",),
    "notice_from": ("notice_to",),
    "joined_on": ("left_on",),
    "published_on": ("closed_on",),
    "confirmed_on": ("conferred_on",),
    "opened_on": ("closed_on",),
    "proposed_on": ("intent_signed_on", "contract_signed_on", "terminated_on"),
    "intent_signed_on": ("contract_signed_on", "terminated_on"),
    "contract_signed_on": ("completed_on", "terminated_on"),
}


def check_future(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each date after *day* of something that has happened (5)."""
    for kind in catalogue.records:
        for place in places_of(kind, _has_happened):
            for record in catalogue.all(kind):
                for where, _, value in values_at(record, place):
                    first = value if isinstance(value, date) else first_day_of(value)
                    if first and first > day:
                        facts = {"field": where, "value": str(value), "day": day.isoformat()}
                        yield Problem(record.path, 0, "date-in-future", where, facts)


def _has_happened(spec: Field) -> bool:
    return spec.name in HAPPENED and (spec.type == "date" or spec.kind == "period")


def check_order(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each pair of dates of which the first lies after the second (5, 15, 74)."""
    for kind in catalogue.records:
        for place in places_of(kind, _opens_a_pair):
            for record in catalogue.all(kind):
                for where, holder, start in values_at(record, place):
                    for second in ORDERED[place.spec.name]:
                        end = holder.values.get(second)
                        if end is None:
                            continue
                        first_day, last_day = first_day_of(start), last_day_of(end)
                        if first_day and last_day and first_day > last_day:
                            facts = {"first": place.spec.name, "first_value": str(start)}
                            facts |= {"second": second, "second_value": str(end)}
                            yield Problem(record.path, 0, "dates-out-of-order", where, facts)


def _opens_a_pair(spec: Field) -> bool:
    return spec.name in ORDERED and (spec.type == "date" or spec.kind == "period")


def check_pairs(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need that gives one end of its period and not the other (5)."""
    for need in catalogue.all("need"):
        for given, lacking in (("period_start", "period_end"), ("period_end", "period_start")):
            if given in need and lacking not in need:
                yield Problem(need.path, 0, "period-half-given", given, {"given": given, "lacking": lacking})


def check_periods(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each period with a day that no calendar has, such as 2021-02-30 (5)."""
    for kind in catalogue.records:
        for place in places_of(kind, _is_period):
            for record in catalogue.all(kind):
                for where, _, value in values_at(record, place):
                    if first_day_of(value) is None:
                        label = place.spec.label
                        facts = {"value": value, "label_zh": label.zh, "label_en": label.en}
                        yield Problem(record.path, 0, "not-a-period", where, facts)


def _is_period(spec: Field) -> bool:
    return spec.kind == "period"
