"""Addresses: each page of the site has one of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Record
from site_builder.phrases import in_each
from site_builder.problems import Fact, Problem
from site_builder.records import Taxonomy
from site_builder.validate.registry import Around, record_rule

LISTED = "need result organization technology_manager edition case policy alliance agreement news".split()
"""Record types with a list of their own, of which the second page on stand under ``page/``."""

# (record type, ids that would stand where another page does, the phrase that names that page)
TAKEN = (
    *((kind, re.compile(r"page"), "address.pages") for kind in LISTED),
    ("event", re.compile(r"[0-9]{4}"), "address.year"),
    ("edition", re.compile(r"districts"), "address.districts"),
)
LISTS_WITH_PAGES = ("track", "region", "district", "tech_domain", "industry")
"""Code lists of which each code has a page."""


@record_rule(*{kind: None for kind, *_ in TAKEN}, waits_for="publication gives the id")
def check_addresses(record: Record, around: Around) -> Iterator[Problem]:
    """Yield a record whose page would have the address of another page (2)."""
    for kind, pattern, other in TAKEN:
        if record.type == kind and pattern.fullmatch(record.id):
            facts: dict[str, Fact] = {"value": record.id, "other": in_each(other, {})}
            yield Problem(record.path, 0, "address-taken", "id", facts)


@record_rule("taxonomy")
def check_addresses_of_codes(taxonomy: Taxonomy, around: Around) -> Iterator[Problem]:
    """Yield each code whose page would have the address of another code's (2)."""
    first: dict[str, str] = {}
    for number, entry in enumerate(taxonomy.entries if taxonomy.id in LISTS_WITH_PAGES else ()):
        code = entry.code
        other = first.setdefault(slug_of(code), code)
        if other != code:
            facts: dict[str, Fact] = {"value": code, "other": in_each("address.code", {"code": other})}
            yield Problem(taxonomy.path, 0, "address-taken", f"entries.{number}.code", facts)


def slug_of(code: str) -> str:
    """Return *code* as it stands in the address of its page: lower case, hyphens."""
    return code.lower().replace("_", "-")
