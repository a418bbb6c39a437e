"""Records of one chain belong together: the same need, the same edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.validate.registry import catalogue_rule

SAME_EDITION = (
    ("solution", "need", "need"),
    ("contest", "need", "need"),
    ("contest", "solutions", "solution"),
    ("docking", "need", "need"),
    ("docking", "solution", "solution"),
    ("referral", "docking", "docking"),
)
SAME_NEED = (("contest", "solutions"), ("docking", "solution"), ("award", "solution"))


def grouped(catalogue: Catalogue, kind: str, name: str) -> dict[str, list[Record]]:
    """Return the records of type *kind* by the id that each names in field *name*; those that name none left out."""
    found: dict[str, list[Record]] = {}
    for record in catalogue.all_called(kind):
        if record[name]:
            found.setdefault(record[name], []).append(record)
    return found


@catalogue_rule("solution", "contest", "docking", "referral", "award")
def check_belonging(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each record that names one of another edition or another need (25, 33, 48)."""
    for kind, name, target_kind in SAME_EDITION:
        for record in catalogue.all_called(kind):
            for where, target in named_in(record, name, target_kind, catalogue):
                if target["edition"] != record["edition"]:
                    facts = {"field": name, "value": target.id, "other": target["edition"]}
                    facts["edition"] = record["edition"]
                    yield Problem(record.path, 0, "other-edition", where, facts)
    for kind, name in SAME_NEED:
        for record in catalogue.all_called(kind):
            for where, solution in named_in(record, name, "solution", catalogue):
                if record["need"] and solution["need"] != record["need"]:
                    facts = {"field": name, "value": solution.id, "other": solution["need"], "need": record["need"]}
                    yield Problem(record.path, 0, "other-need", where, facts)


def named_in(record: Record, name: str, kind: str, catalogue: Catalogue) -> Iterator[tuple[str, Record]]:
    """Yield the place and the record of each id in field *name*, one id or a list; unknown ids left out."""
    value = record[name]
    many = isinstance(value, tuple)
    for number, target_id in enumerate(value if many else (value,)):
        if target := catalogue.find(kind, target_id):
            yield (f"{name}.{number}" if many else name), target
