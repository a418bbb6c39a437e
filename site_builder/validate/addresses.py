"""Addresses: each page of the site has one of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem

LISTED = "need result organization technology_manager edition case policy alliance agreement news".split()
"""Record types with a list of their own, of which the second page on stand under ``page/``."""

# (record type, ids that would stand where another page does, that page in both languages)
TAKEN = (
    *((kind, re.compile(r"page"), "目录的后续各页", "the further pages of the list") for kind in LISTED),
    ("event", re.compile(r"[0-9]{4}"), "活动年度页", "the page of a year's events"),
    ("edition", re.compile(r"districts"), "各区获奖页", "the awards by district"),
)
LISTS_WITH_PAGES = ("track", "region", "district", "tech_domain", "industry")
"""Code lists of which each code has a page."""


def check_addresses(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each record and each code whose page would have the address of another page (2)."""
    for kind, pattern, zh, en in TAKEN:
        for record in catalogue.all(kind):
            if pattern.fullmatch(record.id):
                facts = {"value": record.id, "other_zh": zh, "other_en": en}
                yield Problem(record.path, 0, "address-taken", "id", facts)
    for name in LISTS_WITH_PAGES:
        taxonomy = catalogue.get("taxonomy", name)
        first: dict[str, str] = {}
        for number, entry in enumerate(taxonomy["entries"] if taxonomy else ()):
            code = entry["code"]
            other = first.setdefault(slug_of(code), code)
            if taxonomy and other != code:
                facts = {"value": code, "other_zh": f"代码“{other}”", "other_en": f"the code “{other}”"}
                yield Problem(taxonomy.path, 0, "address-taken", f"entries.{number}.code", facts)


def slug_of(code: str) -> str:
    """Return *code* as it stands in the address of its page: lower case, hyphens."""
    return code.lower().replace("_", "-")
