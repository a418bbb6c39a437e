"""Needs: what has to be true before one is published, open, or in a track."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.load.states import has_flag
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem

PASSED_BEFORE_PUBLICATION = ("formal", "authenticity_validity")
ATTESTED = ("authentic", "valid", "authorized")
_NUMBER = re.compile(r"[0-9]{4}")


def check_states(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what the status of each need (and result) does not allow (13, 15, 16, 24)."""
    for kind in ("need", "result"):
        for record in catalogue.all(kind):
            if has_flag(record, "private"):
                yield Problem(record.path, 0, "status-not-public", "status", {"status": record["status"]})
    for need in catalogue.all("need"):
        yield from _deadline(need, day)
        if need["provenance"] == "reported":
            continue
        if has_flag(need, "published"):
            yield from _reviews(need)
            yield from _attestation(need)
        if has_flag(need, "needs_reason") and "closing_reason" not in need:
            yield Problem(need.path, 0, "closing-reason-missing", "status", {"status": need["status"]})


def _deadline(need: Record, day: date) -> Iterator[Problem]:
    published, deadline = need["published_on"], need["proposal_deadline"]
    if published and deadline and deadline <= published:
        facts = {"deadline": deadline.isoformat(), "published": published.isoformat()}
        yield Problem(need.path, 0, "deadline-not-after-publication", "proposal_deadline", facts)
    if need["open_for_proposals"]:
        if not has_flag(need, "may_be_open"):
            facts = {"status": need["status"]}
            yield Problem(need.path, 0, "open-but-not-published", "open_for_proposals", facts)
        elif deadline and deadline < day:
            facts = {"deadline": deadline.isoformat()}
            yield Problem(need.path, 0, "deadline-passed", "open_for_proposals", facts)


def _reviews(need: Record) -> Iterator[Problem]:
    published = need["published_on"]
    for stage in PASSED_BEFORE_PUBLICATION:
        passed = [item["on"] for item in need["reviews"] if item["stage"] == stage and item["verdict"] == "pass"]
        if not passed:
            yield Problem(need.path, 0, "review-missing", "reviews", {"status": need["status"], "stage": stage})
        elif published and min(passed) > published:
            facts = {"stage": stage, "reviewed": min(passed).isoformat(), "published": published.isoformat()}
            yield Problem(need.path, 0, "review-after-publication", "reviews", facts)


def _attestation(need: Record) -> Iterator[Problem]:
    for name in ATTESTED:
        if "attestation" in need and not need["attestation"][name]:
            yield Problem(need.path, 0, "attestation-not-given", f"attestation.{name}", {"field": name})


def check_ids(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need whose id, region and country do not agree (21)."""
    for need in catalogue.all("need"):
        edition, region, country = need["edition"], need["region"], need["country"]
        head, _, number = need.id.rpartition("-")
        id_edition, _, id_region = head.rpartition("-")
        if id_edition != edition or id_region not in catalogue.codes["region"] or not _NUMBER.fullmatch(number):
            facts = {"id": need.id, "expected": f"{edition}-{region}-0001"}
            yield Problem(need.path, 0, "need-id-form", "id", facts)
        elif id_region != region:
            yield Problem(need.path, 0, "id-other-region", "id", {"found": id_region, "region": region})
        if country and (region == "ov") == (country == "CN"):
            yield Problem(need.path, 0, "country-not-region", "country", {"region": region, "country": country})
