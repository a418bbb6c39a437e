"""Editions: their rules, tracks, regions, numbers in the series and timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from site_builder.compute.regions import home_regions
from site_builder.load.contract.states import has_flag
from site_builder.load.periods import first_day_of, last_day_of
from site_builder.model import Catalogue, Code, Count
from site_builder.problems import Problem
from site_builder.records import Edition, Rules
from site_builder.validate.registry import Around, catalogue_rule, record_rule


@catalogue_rule("edition")
def check_editions(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each edition without rules, or with a number in its series that is another's or wrong (73)."""
    with_rules = {rules.edition for rules in catalogue.all(Rules)}
    first: dict[tuple[str, int], Edition] = {}
    for edition in catalogue.all(Edition):
        is_submitted = edition.provenance == "submitted"
        if is_submitted and not has_flag(edition, "upcoming") and edition.id not in with_rules:
            yield Problem(edition.path, 0, "edition-without-rules", "id", {"edition": edition.id})
        yield from _series(edition, first, catalogue.codes["series"])


@catalogue_rule("edition")
def check_example_days(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each example edition whose ``as_of`` is not that of the first: all examples share one day."""
    told = [edition for edition in catalogue.all(Edition) if edition.example and edition.as_of]
    for edition in told[1:]:
        if edition.as_of != told[0].as_of:
            facts = {"day": str(edition.as_of), "other": told[0].path, "other_day": str(told[0].as_of)}
            yield Problem(edition.path, 0, "as-of-differs", "as_of", facts)


def _series(edition: Edition, first: dict[tuple[str, int], Edition], known: Mapping[str, Code]) -> Iterator[Problem]:
    year, codes = edition.year, set()
    for number, item in enumerate(edition.series):
        code, ordinal, where = item.code, item.ordinal, f"series.{number}"
        facts = {"series": code, "ordinal": str(ordinal), "year": str(year)}
        if code in codes or (code, ordinal) in first:
            other = first.get((code, ordinal), edition)
            yield Problem(edition.path, 0, "series-twice", where, {**facts, "other": other.path})
        codes.add(code)
        first.setdefault((code, ordinal), edition)
        count = known[code].count if code in known else Count()
        expected = year - count.first_year + 1 if count.first_year else ordinal
        if ordinal != expected:
            kind = "ordinal-wrong" if year <= count.known_to else "ordinal-unusual"
            yield Problem(edition.path, 0, kind, f"{where}.ordinal", {**facts, "expected": str(expected)})


@record_rule("edition")
def check_scopes(edition: Edition, around: Around) -> Iterator[Problem]:
    """Yield regions and contacts that an edition cannot have (68, 73)."""
    home = home_regions(around.codes)
    for region in edition.regions if home else ():
        if region not in home:
            facts = {"field": "regions", "region": region, "known": ", ".join(home)}
            yield Problem(edition.path, 0, "region-not-home", "regions", facts)
    for number, contact in enumerate(edition.contacts):
        if not contact.public_by_notice:
            yield Problem(edition.path, 0, "contact-not-public", f"contacts.{number}.public_by_notice")


@record_rule("edition")
def check_timelines(edition: Edition, around: Around) -> Iterator[Problem]:
    """Yield each stage that begins before the first one, or is over before the one above it begins (73)."""
    entries = edition.timeline
    for number, above in enumerate(entries[:-1], start=1):
        here, first = entries[number], entries[0]
        if _is_before(here.from_, first.from_, first_day_of):
            other = first
        elif _is_before(here.to or here.from_, above.from_, last_day_of):
            other = above
        else:
            continue
        facts = {"stage": here.stage, "value": here.from_, "other": other.stage, "previous": other.from_}
        yield Problem(edition.path, 0, "timeline-order", f"timeline.{number}.from", facts)


def _is_before(period: str, other: str, day_of: Callable[[str], date | None]) -> bool:
    day, began = day_of(period), first_day_of(other)
    return bool(day and began and day < began)
