"""Solutions: received while the need was open, sealed by version, named only with consent or once chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.load.states import has_flag
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem

BY_CONSENT = tuple(
    "title public_abstract solver_org results_used technology_manager service_institution trl ipr_status".split()
)
NEEDED_WHERE_SHOWN = ("title", "public_abstract", "trl", "ipr_status")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def check_solutions(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with each solution by itself and beside its need (25, 28, 31)."""
    for solution in catalogue.all("solution"):
        status = solution["status"]
        if has_flag(solution, "private"):
            yield Problem(solution.path, 0, "status-not-public", "status", {"status": status})
        if need := catalogue.get("need", solution["need"]):
            yield from _received(solution, need)
        yield from _digests(solution)
        yield from _disclosed(solution)
        if has_flag(solution, "needs_reason") and "lapse_reason" not in solution:
            yield Problem(solution.path, 0, "lapse-reason-missing", "status", {"status": status})


def _received(solution: Record, need: Record) -> Iterator[Problem]:
    """Yield whether the need took no solutions on the day; an extended deadline stands in the need (25)."""
    received, first = solution["received_on"], need["published_on"]
    ends = [day for day in (need["proposal_deadline"], need["closed_on"]) if day]
    last = min(ends, default=None)
    if (first and received < first) or (last and received > last):
        facts = {"received": received.isoformat(), "need": need.id}
        facts |= {"first": first.isoformat() if first else "–", "last": last.isoformat() if last else "–"}
        yield Problem(solution.path, 0, "received-while-closed", "received_on", facts)


def _digests(solution: Record) -> Iterator[Problem]:
    digests = solution["sealed_digests"]
    for number, digest in enumerate(digests):
        if not _DIGEST.fullmatch(digest):
            where = f"sealed_digests.{number}"
            yield Problem(solution.path, 0, "sealed-digest-form", where, {"number": str(number + 1)})
    if len(digests) != solution["version"]:
        facts = {"count": str(len(digests)), "version": str(solution["version"])}
        yield Problem(solution.path, 0, "sealed-digest-count", "sealed_digests", facts)


def _disclosed(solution: Record) -> Iterator[Problem]:
    is_shown = solution["public_consent"] or has_flag(solution, "named")
    if not is_shown:
        for name in BY_CONSENT:
            if name in solution:
                facts = {"field": name, "status": solution["status"]}
                yield Problem(solution.path, 0, "solution-without-consent", name, facts)
        return
    lacking = [name for name in NEEDED_WHERE_SHOWN if name not in solution]
    if "solver_org" not in solution and "team_label" not in solution:
        lacking.insert(0, "solver_org")
    for name in lacking:
        yield Problem(solution.path, 0, "solution-not-shown", "status", {"field": name})
