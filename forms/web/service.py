"""What the routes of the service share: the inbox, the site, the guards; and how a submission goes through them."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from starlette.requests import Request

from forms.check.ground import Ground
from forms.check.problems import problem
from forms.check.rules import solver_of
from forms.check.submission import Checked, Sent, check_submission
from forms.inbox.keys import read_server_key
from forms.inbox.layout import KEYS
from forms.inbox.receipts import mac
from forms.inbox.store import Filter, Inbox
from forms.inbox.versions import Kept
from forms.intake.errors import RefusedError
from forms.intake.multipart import Form
from forms.intake.origins import is_own_origin
from forms.intake.proof import ProofOfWork
from forms.intake.rates import RateLimiter, address_of, contact_mark
from forms.intake.spool import FileTaker
from forms.intake.tickets import TicketOffice
from forms.mail.messages import Notice
from forms.mail.outbox import Outbox
from forms.mail.steps import Steps
from forms.model import Attachment, Receipt, Submission, Tree
from forms.web.settings import ServiceSettings
from forms.web.site import Site
from site_builder.load.forms import FormDefinition
from site_builder.problems import Problem

LOG = logging.getLogger("jiebang.forms")
OWN = "jiebang"  # the service's own folder in the inbox, beside the lock
TRAP = "website_address"
ACTIVE = frozenset({"submitted", "screening", "returned", "eligible", "published"})
"""States in which a solution in the inbox stands in the way of another of the same solver."""


@dataclass(frozen=True)
class Corrected:
    """Which submission a corrected version is of, and what stays of the one before."""

    receipt: str
    secret: str
    kept: Kept


class Service:
    """One running service; safe for several threads."""

    def __init__(self, settings: ServiceSettings, inbox: Inbox, site: Site) -> None:
        self.settings = settings
        self.inbox = inbox
        self.site = site
        key = read_server_key(inbox.repository.path)
        own = inbox.repository.path / OWN
        self._key = key

        def seconds() -> float:
            return settings.clock().timestamp()

        self.proof = ProofOfWork(own / "spent", mac(key, "altcha"), seconds, settings.hardest)
        self.tickets = TicketOffice(mac(key, "ticket"), inbox.repository.incoming)
        self.outbox = Outbox.open(own / "outbox", seconds)
        self.steps = Steps(own / "contacts", self.outbox, settings.mail_from)
        self._by_address = RateLimiter(settings.by_address, seconds)
        self._by_contact = RateLimiter(settings.by_contact, seconds)
        self._one_solution = threading.Lock()

    def ground(self) -> Ground:
        """Return what submissions are checked against now."""
        return self.site.on(self.settings.today()).ground

    def guard(self, request: Request, *, is_form: bool) -> None:
        """Refuse what comes from another site, and who sends too often.

        Raises:
            RefusedError: ``cross_site``, ``too_often``.
        """
        if is_form and not is_own_origin(request.headers, self.settings.origins):
            raise RefusedError("cross_site", 403)
        self.count_address(request)

    def count_address(self, request: Request) -> None:
        """Count one request of this address.

        Raises:
            RefusedError: ``too_often``.
        """
        peer = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        wait = self._by_address.wait(address_of(peer, forwarded, self.settings.trusted_hops))
        if wait:
            raise RefusedError("too_often", 429, wait)

    def taker_for(self, form: FormDefinition, sent_name: str) -> FileTaker:
        """Return what takes the next file of *form*."""
        rule = form.attachments
        most = min(rule.bytes, self.settings.limits.file_bytes)
        return FileTaker(sent_name, most, rule.types, self.inbox.incoming)

    def check(self, sent: Sent, corrected: str = "") -> Checked:
        """Return *sent* checked; *corrected* is the receipt that it corrects."""

        def second(need: str, solver: str) -> str:
            return self._second(need, solver, corrected)

        found = check_submission(sent, self.ground(), second)
        if found.submission is None or found.submission.record != "solution":
            return found
        solver = solver_of(sent.tree)
        mark = self._mark(found.submission.about, self.ground().body(solver)) if solver else ""
        return replace(found, submission=replace(found.submission, mark=mark))

    def receive(self, sent: Sent, key: str, corrected: Corrected | None = None) -> tuple[Checked, Receipt | None]:
        """Return *sent* checked and, where nothing is wrong, the receipt of what is now on disk.

        Raises:
            RefusedError: this contact sends too often.
            InboxError: see ``Inbox.receive`` and ``Inbox.resubmit``.
        """
        if sent.form.record == "solution":
            with self._one_solution:  # two at once must not both find that they are the first
                return self._receive(sent, key, corrected)
        return self._receive(sent, key, corrected)

    def _receive(self, sent: Sent, key: str, corrected: Corrected | None) -> tuple[Checked, Receipt | None]:
        again = self.is_known(key)
        receipt_before = corrected.receipt if corrected else ""
        checked = self.check(sent, self.own_receipt(key) if again else receipt_before)
        if checked.submission is None:
            return checked, None
        contact = contact_of(sent.tree)
        if contact and not again and (wait := self._by_contact.wait(contact_mark(self._key, contact))):
            raise RefusedError("too_often", 429, wait)
        if corrected:
            receipt = self.inbox.resubmit(
                corrected.receipt, corrected.secret, checked.submission, key, corrected.kept
            )
        else:
            receipt = self.inbox.receive(checked.submission, key)
        if not again:
            self._tell(checked.submission, receipt, contact, "resubmitted" if corrected else "received")
        return checked, receipt

    def is_known(self, key: str) -> bool:
        """Return whether a request with this idempotency key was received before."""
        return bool(
            self.inbox.repository.commit_named(KEYS + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest())
        )

    def own_receipt(self, key: str) -> str:
        """Return the receipt of the request with *key*, so that it is not in its own way when it is sent again."""
        from forms.inbox.reading import envelope_at

        repository = self.inbox.repository
        commit = repository.commit_named(KEYS + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest())
        return envelope_at(repository, commit).receipt if commit else ""

    def _second(self, need: str, solver: str, own: str) -> str:
        mark = self._mark(need, solver)
        wanted = Filter(states=ACTIVE, record="solution", about=need)
        rows = (row for row in self.inbox.entries(wanted) if row.mark == mark and row.receipt != own)
        return next((row.receipt for row in rows), "")

    def _mark(self, need: str, solver: str) -> str:
        return mac(self._key, "solver", need.encode(), solver.encode("utf-8", "replace")).hex()

    def _tell(self, submission: Submission, receipt: Receipt, contact: str, event: str) -> None:
        """Queue the mails of what happened; a mail never stands in the way of a receipt."""
        if not self.settings.smtp_url:
            return
        notice = Notice(event, receipt.number, submission.form, submission.language, receipt.received_at)
        try:
            if "@" in contact:
                self.outbox.put(contact, notice, self.settings.mail_from)
                self.steps.remember(receipt.number, contact, submission.language)
            for organizer in self.settings.mail_to:
                self.outbox.put(organizer, replace(notice, event=f"{event}_organizer"), self.settings.mail_from)
        except OSError as error:
            LOG.error("a mail could not be queued: %s", type(error).__name__)


def contact_of(tree: Tree) -> str:
    """Return the e-mail address of the contact, or the phone number, empty where there is none."""
    contact = tree.get("contact")
    if not isinstance(contact, dict):
        return ""
    return next((str(contact[name]) for name in ("email", "phone") if contact.get(name)), "")


def refused_files(form: Form, definition: FormDefinition) -> list[Problem]:
    """Return the problems of the files that were not kept."""
    bound = f"{definition.attachments.bytes // 2**20}"
    types = ", ".join(definition.attachments.types)
    return [
        problem(refused.code, "attachments", None, name=refused.name, bound=bound, types=types)
        for _, refused in form.refused
    ]


def drop_files(files: Iterable[Attachment]) -> None:
    """Remove ciphertext files that were received or are not wanted any more."""
    for file in files:
        file.path.unlink(missing_ok=True)
