"""Technology managers: named only with consent, employed by one organisation at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from site_builder.load.states import has_flag
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem


def check_managers(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with each technology manager (54, 59, 68)."""
    for manager in catalogue.all("technology_manager"):
        if "name" in manager and not manager["public_consent"]:
            yield Problem(manager.path, 0, "name-without-consent", "name")
        if "name" not in manager and "name_label" not in manager:
            yield Problem(manager.path, 0, "manager-unnamed", "id")
        yield from _employments(manager)
        yield from _suspensions(manager)


def _employments(manager: Record) -> Iterator[Problem]:
    numbered = sorted(enumerate(manager["employments"]), key=lambda item: (item[1]["from"], item[0]))
    for (_, earlier), (number, later) in pairwise(numbered):
        if (earlier["to"] or date.max) >= later["from"]:
            facts = {"first": earlier["org"], "second": later["org"]}
            yield Problem(manager.path, 0, "employment-overlap", f"employments.{number}", facts)


def _suspensions(manager: Record) -> Iterator[Problem]:
    """Yield where the status and the suspensions say different things (54)."""
    is_open = any(pause["to"] is None for pause in manager["suspensions"])
    if has_flag(manager, "suspended") and not is_open:
        yield Problem(manager.path, 0, "suspension-missing", "status")
    elif is_open and has_flag(manager, "active"):
        yield Problem(manager.path, 0, "suspension-open", "suspensions", {"status": manager["status"]})
