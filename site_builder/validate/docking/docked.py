"""What is docked: one solution or result once, nothing of the owner's own, and nothing before it was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.conflicts import root_of
from site_builder.load.contract.states import has_flag
from site_builder.load.periods import first_day_of
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Contest, Docking, Need, Organization, Result, Solution
from site_builder.validate.registry import catalogue_rule


@catalogue_rule("docking")
def check_docked(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with each docking beside its need, its solution and its result (26, 39, 43)."""
    heads = ((org.id, org.parent or org.successor_of) for org in catalogue.all(Organization))
    above = {org: head for org, head in heads if head}
    closed = {name: contest for contest in catalogue.all(Contest) for name in contest.solutions}
    first: dict[tuple[str, str], Docking] = {}
    for docking in catalogue.all(Docking):
        yield from _own_result(docking, catalogue, above)
        if docking.provenance != "reported":
            yield from _too_early(docking, catalogue, closed)
        key = (docking.need, docking.solution or docking.result or "")
        if has_flag(docking, "terminated") or not key[1]:
            continue
        if (other := first.setdefault(key, docking)) is not docking:
            facts = {"value": key[1], "other": other.id}
            yield Problem(docking.path, 0, "docked-twice", "solution" if docking.solution else "result", facts)


def _own_result(docking: Docking, catalogue: Catalogue, above: dict[str, str]) -> Iterator[Problem]:
    need, result = catalogue.get(Need, docking.need), catalogue.get(Result, docking.result)
    owner, holder = need.owner if need else None, result.holder if result else None
    if result and owner and holder and root_of(owner, above) == root_of(holder, above):
        yield Problem(docking.path, 0, "result-of-owner", "result", {"result": result.id, "owner": owner})


def _too_early(docking: Docking, catalogue: Catalogue, contests: dict[str, Contest]) -> Iterator[Problem]:
    """Yield a docking proposed before its need, its solution or the end of its contest."""
    proposed = docking.proposed_on
    sources = (
        (catalogue.get(Need, docking.need), "published_on"),
        (catalogue.get(Solution, docking.solution), "received_on"),
        (contests.get(docking.solution or ""), "closed_on"),
    )
    for record, name in sources:
        opened = record[name] if record else None
        since = first_day_of(opened) if isinstance(opened, date | str) else None
        if record and since and proposed < since:
            facts = {"proposed": proposed.isoformat(), "record": record.id, "field": name, "date": str(since)}
            yield Problem(docking.path, 0, "docking-too-early", "proposed_on", facts)
            return
