"""Needs: what has to be true before one is published, open, or in a track."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.compute.regions import has_region_of
from site_builder.load.contract.states import has_flag
from site_builder.load.standards.places import id_part_of
from site_builder.model import Record
from site_builder.problems import Problem
from site_builder.records import Need
from site_builder.validate.registry import Around, record_rule

PASSED_BEFORE_PUBLICATION = ("formal", "authenticity_validity")
ATTESTED = ("authentic", "valid", "authorized")
_NUMBER = re.compile(r"[0-9]{4}")


@record_rule("need", "result")
def check_status(record: Record, around: Around) -> Iterator[Problem]:
    """Yield a state that a need or result has in the inbox only (13)."""
    if has_flag(record, "private"):
        yield Problem(record.path, 0, "status-not-public", "status", {"status": str(record["status"])})


@record_rule("need")
def check_openness(need: Need, around: Around) -> Iterator[Problem]:
    """Yield that a need is open for solutions in a state in which it cannot be, or after its deadline (15)."""
    deadline = need.proposal_deadline
    if need.open_for_proposals:
        if not has_flag(need, "may_be_open"):
            facts = {"status": need.status}
            yield Problem(need.path, 0, "open-but-not-published", "open_for_proposals", facts)
        elif deadline and deadline < around.day:
            facts = {"deadline": deadline.isoformat()}
            yield Problem(need.path, 0, "deadline-passed", "open_for_proposals", facts)


@record_rule("need", waits_for="the reviews come after it")
def check_reviews(need: Need, around: Around) -> Iterator[Problem]:
    """Yield each review that a published need did not pass in time (16)."""
    published = need.published_on
    for stage in PASSED_BEFORE_PUBLICATION if _is_published_here(need) else ():
        passed = [item.on for item in need.reviews if item.stage == stage and item.verdict == "pass"]
        if not passed:
            yield Problem(need.path, 0, "review-missing", "reviews", {"status": need.status, "stage": stage})
        elif published and min(passed) > published:
            facts = {"stage": stage, "reviewed": min(passed).isoformat(), "published": published.isoformat()}
            yield Problem(need.path, 0, "review-after-publication", "reviews", facts)


@record_rule("need")
def check_attestation(need: Need, around: Around) -> Iterator[Problem]:
    """Yield each part of the attestation that the owner of a published need did not give (16)."""
    for name in ATTESTED if _is_published_here(need) else ():
        if need.attestation and not need.attestation[name]:
            yield Problem(need.path, 0, "attestation-not-given", f"attestation.{name}", {"field": name})


def _is_published_here(need: Need) -> bool:
    """Return whether the challenge itself published *need*, and not only read of it in a report."""
    return need.provenance != "reported" and has_flag(need, "published")


@record_rule("need", waits_for="publication gives the id")
def check_ids(need: Need, around: Around) -> Iterator[Problem]:
    """Yield an id that does not name the edition and the region of its need (21)."""
    edition, region = need.edition, need.region
    head, _, number = need.id.rpartition("-")
    id_region = head.removeprefix(f"{edition}-")
    if id_region not in map(id_part_of, around.codes["region"]) or not _NUMBER.fullmatch(number):
        facts = {"id": need.id, "expected": f"{edition}-{id_part_of(region)}-0001"}
        yield Problem(need.path, 0, "need-id-form", "id", facts)
    elif id_region != id_part_of(region):
        yield Problem(need.path, 0, "id-other-region", "id", {"found": id_region, "region": region})


@record_rule("need")
def check_countries(need: Need, around: Around) -> Iterator[Problem]:
    """Yield a need from one country by its region and from another by its country (21).

    A region without a country stands for all countries of which the list has no region.
    """
    region, country = need.region, need.country
    listed = around.codes["region"].get(region or "")
    if listed is None or not country:
        return
    fits = country == listed.country if listed.country else not has_region_of(country, around.codes)
    if not fits:
        yield Problem(need.path, 0, "country-not-region", "country", {"region": region, "country": country})
