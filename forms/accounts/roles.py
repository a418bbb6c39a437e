"""Who may do what at the desk, and whose submissions each may see."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import yaml

from forms.inbox.actions import target_of
from forms.model import Actor, Entry, Tree

DESK_ROLES = ("reviewer", "expert", "session_organizer", "organizer", "exchange_verifier")
ACTS_AS: Mapping[str, tuple[str, ...]] = {"organizer": ("organizer", "reviewer")}
"""An organiser may do what the state table gives to the reviewer; the event names the role that was used."""
VERIFIED = ("service", "verification")
"""Form and kind of service that the exchange verifier looks after."""
IN_INBOX: Mapping[str, str] = {"check_formal": "check", "check_validity": "check", "publish": "published"}
"""Action at the desk -> the one of the inbox, where the names differ."""


@dataclass(frozen=True)
class Member:
    """One who works at the desk: opaque account id, roles, and the special sessions of a session organiser."""

    account: str
    roles: frozenset[str]
    sessions: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        """Return whether every submission is this member's business."""
        return not self.roles.isdisjoint({"organizer", "reviewer", "expert"})


@functools.cache
def read_roles() -> Mapping[str, frozenset[str]]:
    """Return action -> roles that may take it."""
    table = yaml.safe_load((Path(__file__).parent / "roles.yml").read_text(encoding="utf-8"))
    return {action: frozenset(roles) for action, roles in table.items()}


def may(member: Member, action: str) -> bool:
    """Return whether a role of *member* may take *action* at all."""
    return not member.roles.isdisjoint(read_roles()[action])


def sees(member: Member, form: str, public: Tree) -> bool:
    """Return whether *member* may know of a submission.

    Args:
        form: name of its form.
        public: its public fields; a session organiser sees what names one of their sessions, a verifier the requests
            for verification.
    """
    if member.sees_all:
        return True
    if "exchange_verifier" in member.roles and _is_for_verifier(form, public):
        return True
    return "session_organizer" in member.roles and public.get("special_session") in member.sessions


def _is_for_verifier(form: str, public: Tree) -> bool:
    return (form, public.get("service")) == VERIFIED


def actor_for(member: Member, entry: Entry, action: str) -> Actor | None:
    """Return *member* in the role in which the state table lets them take *action* now, ``None`` where none does."""
    if not may(member, action) or (action == "reveal" and not may_open(member, entry)):
        return None
    held = sorted(member.roles & read_roles()[action])
    for role in chain.from_iterable(ACTS_AS.get(name, (name,)) for name in held):
        if target_of(entry.envelope, IN_INBOX.get(action, action), role) is not None:
            return Actor(member.account, role)
    return None


def may_open(member: Member, entry: Entry) -> bool:
    """Return whether *member* may open what is sealed: organisers, whom they assigned it to, the exchange verifier.

    Source: sealed fields are for the owner, the solver, the *assigned* reviewers and the organiser. A reviewer may
    assign too, which shares out the work and opens nothing.
    """
    if "organizer" in member.roles:
        return True
    if "exchange_verifier" in member.roles and _is_for_verifier(entry.envelope.form, entry.public):
        return True
    is_theirs = not member.roles.isdisjoint({"reviewer", "expert"}) and entry.envelope.assignee == member.account
    return is_theirs and _assigned_as(entry) == "organizer"


def _assigned_as(entry: Entry) -> str:
    """Return the role of whoever assigned the submission last, empty where nobody did."""
    return next((event.role for event in reversed(entry.events) if event.action == "assign"), "")
