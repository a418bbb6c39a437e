"""Solutions: received while the need was open, sealed by version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Need, Solution
from site_builder.validate.registry import Around, catalogue_rule, record_rule

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@record_rule("solution")
def check_status_of_solutions(solution: Solution, around: Around) -> Iterator[Problem]:
    """Yield a state that a solution has in the inbox only (31)."""
    if has_flag(solution, "private"):
        yield Problem(solution.path, 0, "status-not-public", "status", {"status": solution.status})


@catalogue_rule("solution")
def check_received(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each solution that came while its need took none (25)."""
    for solution in catalogue.all(Solution):
        if need := catalogue.get(Need, solution.need):
            yield from _received(solution, need)


def _received(solution: Solution, need: Need) -> Iterator[Problem]:
    """Yield whether the need took no solutions on the day; an extended deadline stands in the need (25)."""
    received, first = solution.received_on, need.published_on
    ends = [day for day in (need.proposal_deadline, need.closed_on) if day]
    last = min(ends, default=None)
    if (first and received < first) or (last and received > last):
        facts = {"received": received.isoformat(), "need": need.id}
        facts |= {"first": first.isoformat() if first else "–", "last": last.isoformat() if last else "–"}
        yield Problem(solution.path, 0, "received-while-closed", "received_on", facts)


@record_rule("solution", waits_for="the inbox makes the digests")
def check_digests(solution: Solution, around: Around) -> Iterator[Problem]:
    """Yield what is wrong with the digests of the sealed part: their form, one for each version (28)."""
    digests = solution.sealed_digests
    for number, digest in enumerate(digests):
        if not _DIGEST.fullmatch(digest):
            where = f"sealed_digests.{number}"
            yield Problem(solution.path, 0, "sealed-digest-form", where, {"number": str(number + 1)})
    if len(digests) != solution.version:
        facts = {"count": str(len(digests)), "version": str(solution.version)}
        yield Problem(solution.path, 0, "sealed-digest-count", "sealed_digests", facts)
