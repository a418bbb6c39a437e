"""How an action changes an envelope: pure rules, shared by the web desk, the command line and the service."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from forms.inbox.actions import NOTE_IN_BOTH, NOTE_IN_ONE, target_of
from forms.inbox.errors import NotAllowedError, NoteMissingError, ReasonMissingError
from forms.inbox.layout import RECORD
from forms.inbox.states import is_state
from forms.model import Actor, Approval, Envelope, Tree
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text

ACCOUNT = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


@dataclass(frozen=True)
class Details:
    """What some actions say besides a note.

    Args:
        assignee: with ``assign``: account id, empty to unassign.
        digest: with ``approve``: sha256 of the ``record.yml`` that was looked at.
        checks: with ``check``, ``return``, ``reject``, ``approve``: named check -> verdict; with ``edit_public``:
            those that are open again.
        public: with ``edit_public``: the desensitised public fields, whole.
        duplicate_of: with ``mark_duplicate``: receipt number or record id.
        published_as: with ``published``: id of the record.
    """

    assignee: str = ""
    digest: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)
    public: Tree | None = None
    duplicate_of: str = ""
    published_as: str = ""


NO_DETAILS = Details()


def decide(envelope: Envelope, action: str, actor: Actor, note: Text, details: Details, at: str) -> Envelope:
    """Return *envelope* after *action*; the digest of an edited record is the caller's to put in.

    Args:
        at: the time now, UTC.

    Raises:
        NotAllowedError: the state, the role or the details do not allow it.
        NoteMissingError: the action needs its reason, a return and a rejection in both languages.
    """
    state = target_of(envelope, action, actor.role)
    if state is None or not ACCOUNT.fullmatch(actor.account):
        raise NotAllowedError(action)
    if action in NOTE_IN_BOTH and not all(note[lang].strip() for lang in REQUIRED_LANGS):
        raise NoteMissingError(action)
    if action in NOTE_IN_ONE and not any(map(str.strip, note.values())):
        raise ReasonMissingError(action)
    keeps_approval = action in ("assign", "published", "reveal", "purge")
    after = replace(envelope, state=state, changed_at=at, approval=envelope.approval if keeps_approval else None)
    change = _CHANGES.get(action)
    return change(after, actor, details) if change else after


def _assigned(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    if details.assignee and not ACCOUNT.fullmatch(details.assignee):
        raise NotAllowedError("assign")
    return replace(envelope, assignee=details.assignee)


def _returned(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    return replace(envelope, returns=envelope.returns + 1)


def _approved(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    if details.digest != envelope.digests[RECORD]:
        raise NotAllowedError("approve")
    return replace(envelope, approval=Approval(details.digest, envelope.changed_at, actor.account))


def _edited(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    if details.public is None:
        raise NotAllowedError("edit_public")
    return envelope


def _duplicate(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    if not details.duplicate_of or details.duplicate_of == envelope.receipt:
        raise NotAllowedError("mark_duplicate")
    return replace(envelope, duplicate_of=details.duplicate_of)


def _restored(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    return replace(envelope, duplicate_of="")


def _purged(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    return replace(envelope, purged_at=envelope.changed_at)


def _published(envelope: Envelope, actor: Actor, details: Details) -> Envelope:
    if not is_approved(envelope) or not details.published_as:
        raise NotAllowedError("published")
    return replace(envelope, published_as=details.published_as)


def is_approved(envelope: Envelope) -> bool:
    """Return whether what stands in ``record.yml`` now is what was approved."""
    in_time = is_state(envelope, "accepted", "delivered")
    return in_time and envelope.approval is not None and envelope.approval.digest == envelope.digests[RECORD]


_CHANGES: Mapping[str, Callable[[Envelope, Actor, Details], Envelope]] = {
    "assign": _assigned,
    "return": _returned,
    "approve": _approved,
    "edit_public": _edited,
    "mark_duplicate": _duplicate,
    "restore": _restored,
    "published": _published,
    "purge": _purged,
}
