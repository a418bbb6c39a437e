"""Tracks, clusters and special sessions: a need stands where its edition has room for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from site_builder.compute.regions import home_countries, home_regions
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Alliance, Edition, Need, Organization, SpecialSession
from site_builder.validate.registry import Around, catalogue_rule, record_rule


@record_rule("need")
def check_tracks(need: Need, around: Around) -> Iterator[Problem]:
    """Yield that a need is from where its track takes none, or looks for solvers where its track does not (14)."""
    known = around.codes["track"].get(need.track or "")
    if known is None:
        return
    admission, scope, home = known.admission, need.match_scope, home_regions(around.codes)
    is_at_home = need.country in home_countries(around.codes)
    if admission.scopes and scope and scope not in admission.scopes and is_at_home:
        facts = {"track": known.code, "scope": scope, "known": ", ".join(admission.scopes)}
        yield Problem(need.path, 0, "scope-not-in-track", "match_scope", facts)
    elif admission.home_only and need.region and need.region not in home:
        facts = {"field": "region", "region": need.region, "track": known.code}
        yield Problem(need.path, 0, "region-not-in-track", "region", facts)


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
        yield from _owner(need, catalogue, members)


def _owner(need: Need, catalogue: Catalogue, members: Collection[str]) -> Iterator[Problem]:
    """Yield an owner of another size than its track takes, who is no member of an alliance either (14)."""
    track, owner = catalogue.codes["track"].get(need.track or ""), catalogue.get(Organization, need.owner)
    sizes = track.admission.owner_sizes if track else ()
    if track and owner and owner.size_class and sizes and owner.size_class not in sizes and owner.id not in members:
        facts = {"owner": owner.id, "track": track.code, "size": owner.size_class}
        yield Problem(need.path, 0, "owner-not-in-track", "owner", facts)


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
