"""Links to websites and platforms: looked at within the last twelve months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Field
from site_builder.problems import Problem
from site_builder.validate.places import places_of, values_at


def check_links(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each link that nobody has checked for a year (78)."""
    oldest = f"{day.year - 1}{day.isoformat()[4:]}"  # compared as text: 29 February needs no special case
    for kind in catalogue.records:
        for place in places_of(kind, _is_link):
            for record in catalogue.all(kind):
                for where, _, link in values_at(record, place):
                    checked = link["checked_on"]
                    if link["url"] and (checked is None or checked.isoformat() < oldest):
                        yield Problem(record.path, 0, "link-not-checked", where, {"url": link["url"]})


def check_websites(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each organisation whose website is given without its address (78)."""
    for organization in catalogue.all("organization"):
        if "website" in organization and not organization["website"]["url"]:
            yield Problem(organization.path, 0, "url-missing", "website", {"field": "website"})


def _is_link(spec: Field) -> bool:
    return spec.part == "link"
