"""Technology managers: employed by one organisation at a time, suspended where they say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from site_builder.load.contract.states import has_flag
from site_builder.problems import Problem
from site_builder.records import TechnologyManager
from site_builder.validate.registry import Around, record_rule


@record_rule("technology_manager")
def check_employments(manager: TechnologyManager, around: Around) -> Iterator[Problem]:
    """Yield each employment that begins before an earlier one has ended (59)."""
    numbered = sorted(enumerate(manager.employments), key=lambda item: (item[1].from_, item[0]))
    for (_, earlier), (number, later) in pairwise(numbered):
        if (earlier.to or date.max) >= later.from_:
            facts = {"first": earlier.org, "second": later.org}
            yield Problem(manager.path, 0, "employment-overlap", f"employments.{number}", facts)


@record_rule("technology_manager")
def check_suspensions(manager: TechnologyManager, around: Around) -> Iterator[Problem]:
    """Yield where the status and the suspensions say different things (54)."""
    is_open = any(pause.to is None for pause in manager.suspensions)
    if has_flag(manager, "suspended") and not is_open:
        yield Problem(manager.path, 0, "suspension-missing", "status")
    elif is_open and has_flag(manager, "active"):
        yield Problem(manager.path, 0, "suspension-open", "suspensions", {"status": manager.status})
