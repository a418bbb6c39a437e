"""A decision with everything that speaks against it; the pages and the command line both decide here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forms.accounts.accounts import Accounts
from forms.accounts.roles import Member, actor_for
from forms.check.context import CheckContext
from forms.inbox.errors import UnknownReceiptError
from forms.inbox.store import Inbox
from forms.model import Entry
from forms.refusals import DeskError
from forms.review import actions
from forms.review.actions import Decision
from forms.review.editing import untold_translations
from forms.review.findings import findings
from site_builder.load.contract.schemas import read_schemas


@dataclass(frozen=True)
class Context:
    """What decisions are held against.

    ``published`` reads the published records, ``rehearse`` tries a publication and raises ``DeskError`` where it
    would be refused; both are asked only where needed.
    """

    inbox: Inbox
    accounts: Accounts
    published: Callable[[], CheckContext]
    rehearse: Callable[[Entry], None]


def decide(context: Context, member: Member, receipt: str, tip: str, decision: Decision) -> Entry:
    """Return the submission after *decision*, which was made on how it stood at *tip*.

    Raises:
        DeskError: the role, open checks, or what accounts, texts and published records speak against.
        InboxError: the state, a missing reason, or somebody else acted in between.
    """
    entry = actions.look(context.inbox, member, receipt)
    require = _REQUIRED.get(decision.action)
    if require and actor_for(member, entry, decision.action):  # otherwise ``act`` says why not
        require(context, entry, decision)
    return actions.act(context.inbox, member, receipt, tip, decision)


def require_account(accounts: Accounts, name: str) -> None:
    """Refuse to assign to *name* where the desk has accounts and no open one of that name.

    Raises:
        DeskError: there is none.
    """
    if name and accounts.all() and accounts.get(name) is None:
        raise DeskError("no_account", {"account": name[:64]})


def _require_account(context: Context, entry: Entry, decision: Decision) -> None:
    require_account(context.accounts, decision.assignee)


def _require_sound(context: Context, entry: Entry, decision: Decision) -> None:
    """Refuse to approve a submission in whose record the check would find errors, or that could not be published."""
    errors = [found for found in findings(entry, context.published()).problems if not found.is_warning]
    if errors:
        raise DeskError("errors_found", {"count": str(len(errors))}, errors)
    if entry.envelope.record in read_schemas().types:
        _require_publishable(context, entry)


def _require_publishable(context: Context, entry: Entry) -> None:
    try:
        context.rehearse(entry)
    except DeskError as error:
        code = "not_publishable" if error.code == "check_failed" else error.code
        raise DeskError(code, error.facts, error.problems) from None


def _require_told(context: Context, entry: Entry, decision: Decision) -> None:
    """Refuse to edit what becomes no record, and a translation by nobody knows whom."""
    record = entry.envelope.record
    if record not in read_schemas().types:
        raise DeskError("no_text")
    if decision.public is not None and untold_translations(entry.public, decision.public, record):
        raise DeskError("translator_missing")


def _require_other(context: Context, entry: Entry, decision: Decision) -> None:
    """Refuse a duplicate of itself, or of what is neither a receipt number nor the id of a record."""
    other = decision.duplicate_of
    try:
        if context.inbox.read(other).envelope.receipt != entry.envelope.receipt:
            return
    except UnknownReceiptError:
        catalogue = context.published().catalogue
        if any(catalogue.find(kind, other) for kind in catalogue.records):
            return
    raise DeskError("no_other", {"other": other[:64]})


_REQUIRED: dict[str, Callable[[Context, Entry, Decision], None]] = {
    "assign": _require_account,
    "approve": _require_sound,
    "edit_public": _require_told,
    "mark_duplicate": _require_other,
}
