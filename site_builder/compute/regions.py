"""Regions as the challenge's own list has them: which count as home, and of which countries they are."""

from __future__ import annotations

from site_builder.load.standards.places import REGION
from site_builder.model import CodeLists


def home_regions(codes: CodeLists) -> tuple[str, ...]:
    """Return the regions of the challenge itself, in the order of the list."""
    return tuple(region.code for region in codes[REGION].values() if region.is_home)


def home_countries(codes: CodeLists) -> frozenset[str]:
    """Return the countries (ISO 3166-1) of the home regions."""
    return frozenset(region.country for region in codes[REGION].values() if region.is_home and region.country)


def has_region_of(country: str, codes: CodeLists) -> bool:
    """Return whether some region of the list is of *country*."""
    return any(region.country == country for region in codes[REGION].values())
