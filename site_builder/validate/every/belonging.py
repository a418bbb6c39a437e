"""Records of one chain belong together: the same need, the same edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, R, Record
from site_builder.problems import Problem
from site_builder.records import Docking, Need, Solution
from site_builder.validate.registry import catalogue_rule

SAME_EDITION: tuple[tuple[str, str, type[Record]], ...] = (
    ("solution", "need", Need),
    ("contest", "need", Need),
    ("contest", "solutions", Solution),
    ("docking", "need", Need),
    ("docking", "solution", Solution),
    ("referral", "docking", Docking),
)
SAME_NEED = (("contest", "solutions"), ("docking", "solution"), ("award", "solution"))


@catalogue_rule("solution", "contest", "docking", "referral", "award")
def check_belonging(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each record that names one of another edition or another need (25, 33, 48)."""
    for kind, name, target_kind in SAME_EDITION:
        for record in catalogue.all_called(kind):
            for where, target in named_in(record, name, target_kind, catalogue):
                if target["edition"] != record["edition"]:
                    facts = {"field": name, "value": target.id, "other": str(target["edition"])}
                    facts["edition"] = str(record["edition"])
                    yield Problem(record.path, 0, "other-edition", where, facts)
    for kind, name in SAME_NEED:
        for record in catalogue.all_called(kind):
            for where, solution in named_in(record, name, Solution, catalogue):
                need, other = record["need"], solution.need
                if need and other != need:
                    facts = {"field": name, "value": solution.id, "other": str(other), "need": str(need)}
                    yield Problem(record.path, 0, "other-need", where, facts)


def named_in(record: Record, name: str, kind: type[R], catalogue: Catalogue) -> Iterator[tuple[str, R]]:
    """Yield the place and the record of each id in field *name*, one id or a list; unknown ids left out."""
    value = record[name]
    many = isinstance(value, tuple)
    for number, target_id in enumerate(value if isinstance(value, tuple) else (value,)):
        if target_id and (target := catalogue.get(kind, str(target_id))):
            yield (f"{name}.{number}" if many else name), target
