"""What may be done with a submission: by whom, in which state, and to which state it leads."""

from __future__ import annotations

from collections.abc import Mapping

from forms.inbox.states import Own, flags_of, is_state, read_inbox_table, state_with, table_of
from forms.model import Envelope
from site_builder.load.contract.states import Move

SUBMITTERS: Mapping[str, str] = {"need": "need_owner", "solution": "solver"}
NOTE_IN_BOTH = frozenset({"return", "reject"})
NOTE_IN_ONE = frozenset({"withdraw", "reopen", "purge"})
MOST_VERSIONS = 20  # that a submitter sends without being asked to
MOST_RETURNS = {"solution": 1}  # state table of solutions: once only


def actions_of(record: str) -> tuple[str, ...]:
    """Return every action on submissions of *record*: those of its state table, then those of the inbox."""
    named = (move.action for move in table_of(record).moves if move.action)
    return tuple(dict.fromkeys([*named, *read_inbox_table().actions]))


def submitter_role(record: str) -> str:
    """Return the role of who sends in a *record*."""
    return SUBMITTERS.get(record, "visitor")


def target_of(envelope: Envelope, action: str, role: str) -> str | None:
    """Return the state that *action* by *role* leads to; ``None`` where it is not allowed, as once it was purged."""
    if envelope.purged_at:
        return None
    if move := table_of(envelope.record).move_by(action, envelope.state):
        return _end_of(move, envelope, role)
    own = read_inbox_table().actions.get(action)
    return _own_end_of(own, envelope, role) if own else None


def _end_of(move: Move, envelope: Envelope, role: str) -> str | None:
    if role not in _roles(move.who, envelope.record):
        return None
    if move.action == "return" and envelope.returns >= MOST_RETURNS.get(envelope.record, envelope.returns + 1):
        return None
    return move.end


def _own_end_of(own: Own, envelope: Envelope, role: str) -> str | None:
    if role not in own.who or not is_state(envelope, *own.starts):
        return None
    if role == "exchange_verifier" and envelope.record:
        return None  # a verifier's business is requests, not needs or solutions
    stays = not own.end or own.end in flags_of(envelope.record, envelope.state)
    return envelope.state if stays else state_with(envelope.record, own.end)


def actions_for(envelope: Envelope, role: str) -> tuple[str, ...]:
    """Return the actions that *role* may take on the submission now."""
    return tuple(action for action in actions_of(envelope.record) if target_of(envelope, action, role) is not None)


def is_active(envelope: Envelope) -> bool:
    """Return whether a solution stands in the way of another of the same solver."""
    return is_state(envelope, "undecided", "accepted", "delivered")


def may_resubmit(envelope: Envelope) -> bool:
    """Return whether the submitter may send a corrected version: before the review, or once it was returned."""
    is_asked = is_state(envelope, "with_submitter") and not envelope.purged_at
    return is_asked or (is_state(envelope, "received") and envelope.version < MOST_VERSIONS)


def _roles(who: tuple[str, ...], record: str) -> tuple[str, ...]:
    """Return who may make a move; of records that are no needs, the submitter stands where a need's owner does."""
    return tuple(submitter_role(record) if role == "need_owner" else role for role in who)
