"""Links to websites and platforms: looked at within the last twelve months."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model import Field, Record
from site_builder.problems import Problem
from site_builder.records import Organization
from site_builder.validate.places import places_of, values_at
from site_builder.validate.registry import Around, record_rule


@record_rule(waits_for="the organisers look at links when they review")
def check_links(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each link that nobody has checked for a year (78)."""
    day = around.day
    oldest = f"{day.year - 1}{day.isoformat()[4:]}"  # compared as text: 29 February needs no special case
    for place in places_of(record.type, _is_link):
        for where, _, link in values_at(record, place):
            checked = link["checked_on"]
            if link["url"] and (checked is None or checked.isoformat() < oldest):
                yield Problem(record.path, 0, "link-not-checked", where, {"url": link["url"]})


@record_rule("organization")
def check_websites(organization: Organization, around: Around) -> Iterator[Problem]:
    """Yield that the website of an organisation is given without its address (78)."""
    if organization.website and not organization.website.url:
        yield Problem(organization.path, 0, "url-missing", "website", {"field": "website"})


def _is_link(spec: Field) -> bool:
    return spec.part == "link"
