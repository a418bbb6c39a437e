"""What the templates of the desk receive: one frozen type a page, whose fields are the names in the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from forms.accounts.audit import Event as AuditEvent
from forms.desk.shown import Row as Shown
from forms.desk.shown import Said, Sealed
from forms.model import Attachment, Entry, Envelope, Event
from forms.review.compare import Changed
from forms.review.editing import EditedText
from forms.review.privacy import Warned
from forms.review.queue import Row, Wanted
from forms.review.wording import DeskWords
from site_builder.load.contract.forms import FormDefinition
from site_builder.model import Code, Record

Option = tuple[str, str]
"""A code and its name."""


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """What every page has: its title, its address, and in ``kept`` the query that stays with it."""

    template: ClassVar[str]
    title: str
    here: str
    kept: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusedPage(DeskPage):
    """Why a request was refused."""

    template = "refused.html"
    text: str


@dataclass(frozen=True, kw_only=True)
class ManualPage(DeskPage):
    """A page of the manual for organisers."""

    template = "manual.html"
    html: Markup


@dataclass(frozen=True, kw_only=True)
class SignInPage(DeskPage):
    """The way in; ``token`` is that of a browser that is not signed in."""

    template = "sign_in.html"
    token: str
    name: str
    fault: str
    is_linked: bool


@dataclass(frozen=True)
class SetUp:
    """What puts a secret into an app: a picture to scan, an address for the phone itself, the text to type."""

    picture: Markup
    address: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class CodePage(DeskPage):
    """The second step of a sign-in; ``set_up`` where the account has no second factor yet."""

    template = "code.html"
    token: str
    fault: str
    set_up: SetUp | None


@dataclass(frozen=True, kw_only=True)
class FactorPage(DeskPage):
    """A second factor in place of the one before."""

    template = "factor.html"
    fault: str
    set_up: SetUp


@dataclass(frozen=True, kw_only=True)
class RecoveryPage(DeskPage):
    """Recovery codes, shown this once."""

    template = "recovery.html"
    codes: Sequence[str]


@dataclass(frozen=True)
class SessionRow:
    """One session in a list; times are in UTC."""

    mark: str
    account: str
    began: str
    used: str
    network: str
    browser: str
    is_this: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage(DeskPage):
    """One's own account; ``others`` are sessions of other accounts, for who may see them."""

    template = "account.html"
    roles: Sequence[str]
    subject: str
    has_factor: bool
    needs_factor: bool
    recovery_left: int
    own: Sequence[SessionRow]
    others: Sequence[SessionRow]
    faults: Mapping[str, str]
    done: str


@dataclass(frozen=True, kw_only=True)
class LogPage(DeskPage):
    """The audit log, the last event first."""

    template = "log.html"
    events: Sequence[AuditEvent]
    accounts: Sequence[str]
    account: str
    event: str
    kinds: Sequence[str]
    most: int


@dataclass(frozen=True, kw_only=True)
class SignedInPage(DeskPage):
    """A step between the provider and the queue."""

    template = "signed_in.html"


@dataclass(frozen=True, kw_only=True)
class QueuePage(DeskPage):
    """The queue: the rows of one page of it, what was asked for, and what may be asked for."""

    template = "queue.html"
    rows: Sequence[Row]
    total: int
    overdue: int
    wanted: Wanted
    is_mine: bool
    forms: Mapping[str, FormDefinition]
    states: Mapping[str, str]
    form_names: Sequence[Option]
    editions: Sequence[Option]
    accounts: Sequence[str]
    account_names: Sequence[Option]
    can_assign: bool
    can_export: bool
    query: str
    number: int
    last: int
    done: str


@dataclass(frozen=True, kw_only=True)
class ComparePage(DeskPage):
    """Two versions of a submission beside each other."""

    template = "compare.html"
    entry: Entry
    names: Sequence[str]
    first: str
    last: str
    changes: Sequence[Changed]
    words: DeskWords


@dataclass(frozen=True, kw_only=True)
class EditPage(DeskPage):
    """The public text to edit, beside what was sent."""

    template = "edit.html"
    entry: Entry
    texts: Sequence[EditedText]
    original: Mapping[str, EditedText]
    warned: Mapping[str, Sequence[Warned]]
    others: Sequence[tuple[str, str, str, Sequence[Option]]]
    faults: Mapping[str, str]
    named: Sequence[str]
    source: str
    marks: Mapping[str, str]
    translated_by: Mapping[str, Code]
    words: DeskWords
    opened: Sealed | None
    has_identity: bool
    can_edit: bool
    said: Said
    prefix: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SubmissionPage(DeskPage):
    """One submission: what it is, what is found, what was done, what can be decided."""

    template = "submission.html"
    entry: Entry
    e: Envelope
    digest: str
    form: FormDefinition
    row: Row
    can: Sequence[str]
    checks: Sequence[tuple[str, Sequence[tuple[str, tuple[str, Event] | None, bool]]]]
    open_checks: Sequence[str]
    findings: Sequence[tuple[str, str, bool]]
    errors: int
    pages: Mapping[str, Markup | None]
    values: Sequence[Shown]
    words: DeskWords
    warnings: Sequence[Warned]
    missing: Sequence[str]
    likes: Sequence[tuple[str, str, str, str]]
    others: Sequence[Record]
    folders: Mapping[str, str]
    versions: Sequence[str]
    accounts: Sequence[str]
    opened: Sealed | None
    attachments: Sequence[Attachment]
    has_identity: bool
    kept: str
    part: str
    begun: tuple[str, str]
    is_held: bool
    is_mine: bool
    said: Said
    said_problems: Sequence[tuple[str, str]]
    states: Mapping[str, str]
    roles: Mapping[str, str]
