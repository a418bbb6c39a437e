"""Organisations: one name leads to one organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Organization
from site_builder.text_forms.folding import compared
from site_builder.validate.registry import catalogue_rule


@catalogue_rule("organization")
def check_names(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each name or alias that two organisations share (77)."""
    first: dict[str, Organization] = {}
    for organization in catalogue.all(Organization):
        name = organization.name
        names = [("name.zh", name["zh"]), ("name.en", name["en"])]
        names += [(f"aliases.{number}", alias) for number, alias in enumerate(organization.aliases)]
        for where, text in names:
            key = compared(text)
            other = first.setdefault(key, organization) if key else organization
            if other is not organization:
                yield Problem(organization.path, 0, "alias-twice", where, {"name": text, "other": other.id})
