"""What may be done with a submission: by whom, in which state, and to which state it leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from forms.model import Envelope
from site_builder.load.states import StateTable, read_state_tables

# Action -> state it leads to, in the words of each state table; other records go the way of a need.
TARGETS: Mapping[str, Mapping[str, str]] = {
    "need": {
        "start_review": "under_review",
        "return": "returned",
        "reject": "rejected",
        "approve": "approved",
        "withdraw": "withdrawn",
        "published": "published",
    },
    "solution": {
        "start_review": "screening",
        "return": "returned",
        "reject": "ineligible",
        "approve": "eligible",
        "withdraw": "withdrawn",
    },
}
SUBMITTERS: Mapping[str, str] = {"need": "need_owner", "solution": "solver"}
DESK = ("reviewer", "organizer")
WAITING = frozenset({"submitted", "under_review", "screening", "returned"})
FINAL = frozenset({"published", "withdrawn"})
DECIDED = frozenset({"approved", "eligible", "rejected", "ineligible"})
NOTE_IN_BOTH = frozenset({"return", "reject"})
NOTE_IN_ONE = frozenset({"withdraw", "reopen"})
ACTIVE = frozenset({"submitted", "screening", "returned", "eligible", "published"})
"""States in which a solution stands in the way of another of the same solver."""
MOST_VERSIONS = 20  # that a submitter sends without being asked to
MOST_RETURNS = {"solution": 1}  # state table of solutions: once only


class Own(NamedTuple):
    """An action that no state table of records knows: from which states to which one (empty: it stays)."""

    starts: frozenset[str]
    end: str
    who: tuple[str, ...]


_OWN: Mapping[str, Own] = {
    "assign": Own(WAITING | {"approved", "eligible"}, "", DESK),
    "edit_public": Own(frozenset({"under_review", "screening"}), "", DESK),
    "check": Own(frozenset({"under_review", "screening"}), "", (*DESK, "expert")),
    "reveal": Own(WAITING | DECIDED | FINAL, "", (*DESK, "expert", "exchange_verifier")),
    "mark_spam": Own(WAITING, "spam", DESK),
    "mark_duplicate": Own(WAITING, "duplicate", DESK),
    "restore": Own(frozenset({"spam", "duplicate"}), "submitted", DESK),
}
ACTIONS = (*TARGETS["need"], *_OWN, "reopen")


def table_of(record: str) -> StateTable:
    """Return the state table that a submission of *record* follows."""
    return read_state_tables()["solution" if record == "solution" else "need"]


def submitter_role(record: str) -> str:
    """Return the role of who sends in a *record*."""
    return SUBMITTERS.get(record, "visitor")


def target_of(envelope: Envelope, action: str, role: str) -> str | None:
    """Return the state that *action* by *role* leads to; ``None`` where it is not allowed."""
    table = table_of(envelope.record)
    own = _own_of(table, action)
    if own is not None:
        if role not in own.who or envelope.state not in own.starts:
            return None
        if role == "exchange_verifier" and envelope.record:
            return None  # a verifier's business is requests, not needs or solutions
        return own.end or envelope.state
    target = TARGETS[table.name].get(action)
    move = table.move(envelope.state, target) if target else None
    if target is None or move is None or role not in _roles(move.who, envelope.record):
        return None
    if action == "return" and envelope.returns >= MOST_RETURNS.get(envelope.record, envelope.returns + 1):
        return None
    return target


def actions_for(envelope: Envelope, role: str) -> tuple[str, ...]:
    """Return the actions that *role* may take on the submission now."""
    return tuple(action for action in ACTIONS if target_of(envelope, action, role) is not None)


def may_resubmit(envelope: Envelope) -> bool:
    """Return whether the submitter may send a corrected version: before the review, or once it was returned."""
    return envelope.state == "returned" or (envelope.state == "submitted" and envelope.version < MOST_VERSIONS)


def _own_of(table: StateTable, action: str) -> Own | None:
    """Return the action of the desk, in the words of *table*."""
    review, approved = TARGETS[table.name]["start_review"], TARGETS[table.name]["approve"]
    if action == "reopen":
        return Own(frozenset({approved, TARGETS[table.name]["reject"]}), review, DESK)
    if action == "edit_public":
        return _OWN[action]._replace(starts=frozenset({review, approved}), end=review)
    if action == "published" and table.name == "solution":
        return Own(frozenset({approved}), "published", ("organizer",))
    return _OWN.get(action)


def _roles(who: tuple[str, ...], record: str) -> tuple[str, ...]:
    """Return who may make a move; of records that are no needs, the submitter stands where a need's owner does."""
    return tuple(submitter_role(record) if role == "need_owner" else role for role in who)
