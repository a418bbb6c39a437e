"""Tracks, clusters and special sessions: a need stands where its edition has room for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem

DELTA = frozenset({"31", "32", "33", "34"})


def check_tracks(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need whose track, cluster or session does not fit (14, 23)."""
    members = frozenset(
        item["org"] for alliance in catalogue.all("alliance") for item in alliance["memberships"] if item["org"]
    )
    for need in catalogue.all("need"):
        if edition := catalogue.get("edition", need["edition"]):
            yield from _listed(need, edition, "track", "tracks", "track-not-in-edition")
            yield from _listed(need, edition, "industrial_cluster", "clusters", "cluster-not-in-edition")
        if session := catalogue.get("special_session", need["special_session"]):
            yield from _session(need, session)
        yield from _track(need, catalogue, members)


def _listed(need: Record, edition: Record, name: str, names: str, code: str) -> Iterator[Problem]:
    value, known = need[name], edition[names]
    if value and known and value not in known:
        facts = {"edition": edition.id, "value": value, "known": ", ".join(known)}
        yield Problem(need.path, 0, code, name, facts)


def _session(need: Record, session: Record) -> Iterator[Problem]:
    for name in ("edition", "track"):
        if need[name] and need[name] != session[name]:
            facts = {"session": session.id, "field": name, "expected": session[name], "value": need[name]}
            yield Problem(need.path, 0, "session-mismatch", "special_session", facts)


def _track(need: Record, catalogue: Catalogue, members: frozenset[str]) -> Iterator[Problem]:
    track, scope = need["track"], need["match_scope"]
    if track == "overseas_innovation":
        if scope and scope != "global" and need["country"] == "CN":
            yield Problem(need.path, 0, "overseas-track-not-global", "match_scope", {"scope": scope})
    elif track == "yrd_characteristic_region":
        if need["region"] not in DELTA:
            facts = {"field": "region", "region": need["region"]}
            yield Problem(need.path, 0, "region-not-in-delta", "region", facts)
    elif track == "large_enterprise_open_innovation":
        owner = catalogue.get("organization", need["owner"])
        if owner and owner["size_class"] not in (None, "large") and owner.id not in members:
            yield Problem(need.path, 0, "owner-not-large", "owner", {"owner": owner.id})
