"""Tracks, clusters and special sessions: a need stands where its edition has room for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Alliance, Edition, Need, Organization, SpecialSession
from site_builder.validate.registry import Around, catalogue_rule, record_rule

DELTA = frozenset({"31", "32", "33", "34"})


@record_rule("need")
def check_tracks(need: Need, around: Around) -> Iterator[Problem]:
    """Yield that a need is from where its track takes none, or looks for solvers where its track does not (14)."""
    track, scope = need.track, need.match_scope
    if track == "overseas_innovation" and scope and scope != "global" and need.country == "CN":
        yield Problem(need.path, 0, "overseas-track-not-global", "match_scope", {"scope": scope})
    elif track == "yrd_characteristic_region" and need.region and need.region not in DELTA:
        facts = {"field": "region", "region": need.region}
        yield Problem(need.path, 0, "region-not-in-delta", "region", facts)


@catalogue_rule("need")
def check_sessions(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need whose track, cluster or session its edition does not have, or not for its owner (14, 23)."""
    members = frozenset(item.org for alliance in catalogue.all(Alliance) for item in alliance.memberships if item.org)
    for need in catalogue.all(Need):
        if edition := catalogue.get(Edition, need.edition):
            yield from _listed(need, edition, "track", "tracks", "track-not-in-edition")
            yield from _listed(need, edition, "industrial_cluster", "clusters", "cluster-not-in-edition")
        if session := catalogue.get(SpecialSession, need.special_session):
            yield from _session(need, session)
        if need.track == "large_enterprise_open_innovation":
            owner = catalogue.get(Organization, need.owner)
            if owner and owner.size_class not in (None, "large") and owner.id not in members:
                yield Problem(need.path, 0, "owner-not-large", "owner", {"owner": owner.id})


def _listed(need: Need, edition: Edition, name: str, names: str, code: str) -> Iterator[Problem]:
    value, listed = need[name], edition[names]
    known = tuple(map(str, listed)) if isinstance(listed, tuple) else ()
    if value and known and value not in known:
        facts = {"edition": edition.id, "value": str(value), "known": ", ".join(known)}
        yield Problem(need.path, 0, code, name, facts)


def _session(need: Need, session: SpecialSession) -> Iterator[Problem]:
    for name in ("edition", "track"):
        if need[name] and need[name] != session[name]:
            facts = {"session": session.id, "field": name, "expected": str(session[name]), "value": str(need[name])}
            yield Problem(need.path, 0, "session-mismatch", "special_session", facts)
