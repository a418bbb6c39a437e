"""Code lists: each code stands once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.schemas import read_schemas
from site_builder.model import Catalogue
from site_builder.problems import Problem


def check_taxonomies(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each code that a list gives twice (4)."""
    label = read_schemas().parts["code"].fields["code"].label
    for taxonomy in catalogue.all("taxonomy"):
        seen: set[str] = set()
        for number, code in enumerate(entry["code"] for entry in taxonomy["entries"]):
            if code in seen:
                facts = {"label_zh": label.zh, "label_en": label.en, "value": code}
                yield Problem(taxonomy.path, 0, "value-twice", f"entries.{number}.code", facts)
            seen.add(code)
