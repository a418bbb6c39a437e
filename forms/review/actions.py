"""The actions of the desk, shared by its pages and the command line: who acts, on what, for which reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from forms.accounts.audit import Audit
from forms.accounts.roles import IN_INBOX, Member, actor_for, may, sees
from forms.inbox.decisions import Details
from forms.inbox.errors import ConflictError, PurgedError
from forms.inbox.sealed.purging import purge as destroy_keys
from forms.inbox.store import ALL, Filter, Inbox
from forms.model import Attachment, Entry, Summary, Tree
from forms.refusals import DeskError
from forms.review.checks import FAIL, PASS, office_of, open_checks, opened_again
from forms.review.edit_rules import require_taken
from forms.review.index import gists_of
from forms.review.privacy import warnings_of
from forms.submission.texts import stored_tree
from site_builder.model import Text

DECISIONS = (
    "assign",
    "start_review",
    "check",
    "edit_public",
    "return",
    "reject",
    "approve",
    "reopen",
    "mark_duplicate",
    "mark_spam",
    "restore",
    "withdraw",
)
"""What ``act`` does; publishing and opening what is sealed have functions of their own."""


@dataclass(frozen=True)
class Decision:
    """One thing that somebody at the desk decides.

    Args:
        action: one of ``DECISIONS``.
        note: the reason; in both languages for a return and a rejection.
        checks: named check -> ``pass`` or ``fail``.
        assignee: with ``assign``: account, empty to unassign.
        duplicate_of: with ``mark_duplicate``: receipt number or record id.
        digest: with ``approve``: sha256 of the ``record.yml`` that was looked at.
        public: with ``edit_public``: the public fields, whole.
        warnings_read: with ``approve``: what the public text may still tell was looked at (see ``privacy.py``).
    """

    action: str
    note: Text = field(default_factory=Text)
    checks: Mapping[str, str] = field(default_factory=dict)
    assignee: str = ""
    duplicate_of: str = ""
    digest: str = ""
    public: Tree | None = None
    warnings_read: bool = False


@dataclass(frozen=True)
class Opened:
    """What is sealed in a submission, opened for one who may; that it was opened is an event."""

    entry: Entry
    fields: Tree
    attachments: tuple[Attachment, ...]


def queue(inbox: Inbox, member: Member, wanted: Filter = ALL) -> Iterator[Summary]:
    """Yield the submissions that *member* may know of, those received last first.

    Raises:
        DeskError: no role of *member* may list any.
    """
    if not may(member, "list"):
        raise DeskError("role")
    gists = gists_of(inbox)
    for summary in inbox.entries(wanted):
        if member.sees_all or sees(member, summary.form, gists.of(inbox, summary).public):
            yield summary


def look(inbox: Inbox, member: Member, receipt: str) -> Entry:
    """Return the submission.

    Raises:
        DeskError: it is not *member*'s business.
        UnknownReceiptError: there is none.
    """
    if not may(member, "show"):
        raise DeskError("role")
    entry = inbox.read(receipt)
    if not sees(member, entry.envelope.form, entry.public):
        raise DeskError("unseen")
    return entry


def possible(entry: Entry, member: Member) -> tuple[str, ...]:
    """Return the actions that *member* may take on the submission now, publishing and opening among them."""
    names = [*DECISIONS, "reveal", *(["publish"] if entry.envelope.record else [])]
    return tuple(name for name in names if any(actor_for(member, entry, one) for one in _offices(name)))


def _offices(action: str) -> tuple[str, ...]:
    return ("check_formal", "check_validity") if action == "check" else (action,)


def act(inbox: Inbox, member: Member, receipt: str, tip: str, decision: Decision) -> Entry:
    """Return the submission after *decision*, which was made on how it stood at *tip*.

    Raises:
        DeskError: the role, or checks that have not passed.
        InboxError: the state, a missing reason, or somebody else acted in between.
    """
    entry = look(inbox, member, receipt)
    if decision.action not in DECISIONS:
        raise DeskError("role")
    if entry.tip != tip:
        raise ConflictError(entry.tip)
    _require_offices(entry, member, decision)
    offices = _offices_of(entry, decision) or _offices(decision.action)
    actor = next((found for one in offices if (found := actor_for(member, entry, one))), None)
    if actor is None:
        raise DeskError("role" if not any(may(member, one) for one in offices) else "state")
    if decision.action == "approve":
        _require_passed(entry, decision)
    public = None if decision.public is None else stored_tree(decision.public)
    if public is not None:
        require_taken(entry.public, public, entry.envelope.record)
    again = opened_again(entry, public) if public is not None else {}
    details = Details(
        assignee=decision.assignee,
        digest=decision.digest,
        checks={**decision.checks, **again},
        public=public,
        duplicate_of=decision.duplicate_of,
    )
    action = IN_INBOX.get(decision.action, decision.action)
    return inbox.act(receipt, action, actor, expected_tip=tip, note=decision.note, details=details)


def _require_passed(entry: Entry, decision: Decision) -> None:
    if missing := open_checks(entry, decision.checks):
        raise DeskError("checks_open", {"checks": ", ".join(missing)})
    warned = warnings_of(entry.public, entry.envelope.record)
    if warned and not decision.warnings_read:
        found = ", ".join(dict.fromkeys(one.found for one in warned))
        raise DeskError("left_in_text", {"found": found})


def _offices_of(entry: Entry, decision: Decision) -> tuple[str, ...]:
    if decision.action != "check":
        return ()
    return tuple(dict.fromkeys(office_of(entry.envelope.record, code) for code in decision.checks))


def _require_offices(entry: Entry, member: Member, decision: Decision) -> None:
    """Refuse verdicts on checks that there are not, or that are another's office."""
    for code, verdict in decision.checks.items():
        office = office_of(entry.envelope.record, code)
        if not office or verdict not in (PASS, FAIL):
            raise DeskError("unknown_check", {"check": code})
        if not may(member, office):
            raise DeskError("role")


def reveal(inbox: Inbox, member: Member, receipt: str, tip: str, identity: str, network: str = "") -> Opened:
    """Return what is sealed, opened with *identity*; the event is written before anything is shown.

    Args:
        network: the address that asks for it, empty on the command line; the audit log names it.

    Raises:
        DeskError: not *member*'s office, or it is not assigned to them.
        CannotOpenError: *identity* is of no recipient; no event then.
        PurgedError: what was sealed is destroyed.
        ConflictError: somebody else acted in between.
    """
    opened = _opened(inbox, member, receipt, tip, identity)
    note_opened(inbox, "opened", member, receipt, network)
    return opened


def note_opened(inbox: Inbox, event: str, member: Member, about: str, network: str = "") -> None:
    """Write into the audit log that *member* opens what is sealed, before anything of it is shown."""
    audit = Audit(inbox.repository.path, lambda: inbox.clock().timestamp())
    audit.write(event, member.account, network=network, about=about)


def _opened(inbox: Inbox, member: Member, receipt: str, tip: str, identity: str) -> Opened:
    entry = look(inbox, member, receipt)
    if entry.envelope.purged_at:
        raise PurgedError(receipt)
    actor = actor_for(member, entry, "reveal")
    if actor is None:
        raise DeskError("role")
    fields = inbox.sealed(receipt, identity)
    attachments = inbox.attachments(receipt, identity)
    after = inbox.act(receipt, "reveal", actor, expected_tip=tip)
    return Opened(after, fields, attachments)


def purge(inbox: Inbox, member: Member, entry: Entry, note: Text) -> Entry:
    """Return the submission after the keys of what is sealed in it were destroyed, for the reason *note*.

    Raises:
        DeskError: not *member*'s office, or the desk is not done with the submission.
        InboxError: no reason; parts without keys of their own; somebody else acted in between.
    """
    actor = actor_for(member, entry, "purge")
    if actor is None:
        raise DeskError("not_closed" if may(member, "purge") else "role", {"receipt": entry.envelope.receipt})
    return destroy_keys(inbox, entry, actor, note)


def download(
    inbox: Inbox, member: Member, receipt: str, number: int, identity: str, network: str = ""
) -> tuple[Attachment, BinaryIO]:
    """Return attachment *number* (from 1) and a stream of it, for who may open it; the event is written before.

    Args:
        network: as ``reveal`` takes it.

    Raises:
        DeskError: not *member*'s office.
        CannotOpenError: *identity* is of no recipient.
        UnknownReceiptError: there is no such attachment.
    """
    entry = look(inbox, member, receipt)
    opened = _opened(inbox, member, receipt, entry.tip, identity)
    stream = inbox.attachment(receipt, number, identity)
    note_opened(inbox, "downloaded", member, f"{receipt} #{number}", network)
    return opened.attachments[number - 1], stream
