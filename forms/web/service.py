"""What the routes of the service share: the inbox, the site, the guards; and how a submission goes through them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from starlette.requests import Request

from forms.check.context import CheckContext
from forms.check.problems import problem
from forms.check.rules import second_solution
from forms.check.submission import CheckedSubmission, check_submission
from forms.inbox.errors import SecondSolutionError
from forms.inbox.receipts import mac
from forms.inbox.sealed.crypt import SealingWriter
from forms.inbox.sealed.data_keys import drop_part
from forms.inbox.sealed.keys import read_server_key
from forms.inbox.states import is_state
from forms.inbox.store import Inbox
from forms.inbox.versions import Kept
from forms.intake.errors import RefusedError
from forms.intake.multipart import MultipartForm
from forms.intake.origins import is_own_origin
from forms.intake.proof import ProofOfWork
from forms.intake.rates import RateLimiter, address_in, contact_mark, wide_network_of
from forms.intake.room import Room
from forms.intake.scan import Scan
from forms.intake.spool import FileTaker
from forms.intake.tickets import TicketOffice
from forms.mail.messages import Notice
from forms.mail.outbox import Outbox
from forms.mail.steps import Steps
from forms.model import Attachment, Envelope, Receipt, Submission, Tree
from forms.submission.receiving import marked, solver_of
from forms.submission.sent import Sent
from forms.web.health import Health
from forms.web.settings import ServiceSettings
from forms.web.site import Site
from site_builder.load.contract.forms import FormDefinition, read_forms
from site_builder.problems import Problem

LOG = logging.getLogger("jiebang.forms")
OWN = "jiebang"  # the service's own folder in the inbox, beside the lock
TRAP = "website_address"


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
        self.room = Room(inbox.repository.incoming, settings.quota)
        self.health = Health(inbox, self.room)
        self.tickets = TicketOffice(mac(key, "ticket"), inbox.repository.incoming)
        self.outbox = Outbox.open(own / "outbox", seconds, settings.zone)
        self.steps = Steps(own / "contacts", self.outbox, settings.mail_from)
        self._by_address = RateLimiter(settings.by_address, seconds)
        self._by_contact = RateLimiter(settings.by_contact, seconds)

    def context(self) -> CheckContext:
        """Return what submissions are checked against now."""
        return self.site.on(self.settings.today()).context

    def admit(self, request: Request) -> FormDefinition:
        """Return the form that the address names; refuse as ``guard`` does.

        Raises:
            RefusedError: ``no_form``, ``cross_site``, ``too_often``.
        """
        self.guard(request)
        definition = read_forms().get(request.path_params["form"])
        if definition is None:
            raise RefusedError("no_form", 404)
        return definition

    def is_merged(self, envelope: Envelope) -> bool:
        """Return whether what was published stands in the public repository, and in no request of a code host."""
        record = envelope.record
        return not envelope.published_as or self.context().catalogue.find(record, envelope.published_as) is not None

    def guard(self, request: Request) -> None:
        """Refuse who sends too often, and what comes from another site, which is counted too.

        Raises:
            RefusedError: ``cross_site``, ``too_often``.
        """
        self.count_address(request)
        if not is_own_origin(request.headers, self.settings.origins):
            raise RefusedError("cross_site", 403)

    def count_address(self, request: Request) -> None:
        """Count one request of this address.

        Raises:
            RefusedError: ``too_often``.
        """
        wait = self._by_address.wait(address_in(request.scope, self.settings.trusted_hops))
        if wait:
            raise RefusedError("too_often", 429, wait)

    def taker_for(self, request: Request, form: FormDefinition, sent_name: str) -> FileTaker:
        """Return what takes the next file of *form*.

        Raises:
            RefusedError: ``full``, ``own_full`` or ``no_space``, here or while it is taken.
        """
        network = wide_network_of(address_in(request.scope, self.settings.trusted_hops))

        def begin(name: str) -> SealingWriter:
            writer = self.inbox.incoming(name)
            self.room.hold(writer.path, network)
            return writer

        self.room.ask(network)
        most = min(form.attachments.bytes, self.settings.limits.file_bytes)
        scanner = partial(Scan, self.settings.scan) if self.settings.scan else None
        return FileTaker(sent_name, most, form.attachments.types, begin, partial(self.room.ask, network), scanner)

    def check(self, sent: Sent, own: str = "") -> CheckedSubmission:
        """Return *sent* checked; *own* is the receipt of an earlier version of it, or of the same request."""

        def second(need: str, solver: str) -> str:
            active = self.inbox.active_with(self.inbox.mark_of(need, solver))
            return "" if active == own else active

        context = self.context()
        found = check_submission(sent, context, second)
        if found.submission is None:
            return found
        return replace(found, submission=marked(found.submission, context.body, self.inbox.mark_of))

    def receive(
        self, submission: Submission, key: str, corrected: Corrected | None = None
    ) -> tuple[Receipt | None, tuple[Problem, ...]]:
        """Return the receipt of the checked *submission*, on disk now; or what came up since it was checked.

        Raises:
            RefusedError: this contact sends too often.
            InboxError: see ``Inbox.receive`` and ``Inbox.resubmit``.
        """
        again = bool(self.inbox.receipt_for(key))
        contact = contact_of(submission.sealed)
        if contact and not again and (wait := self._by_contact.wait(contact_mark(self._key, contact))):
            raise RefusedError("too_often", 429, wait)
        try:
            if corrected:
                receipt = self.inbox.resubmit(corrected.receipt, corrected.secret, submission, key, corrected.kept)
            else:
                receipt = self.inbox.receive(submission, key)
        except SecondSolutionError as error:  # two came at once
            return None, (second_solution(solver_of(submission.sealed), submission.about, error.receipt),)
        if not again or self._is_untold(receipt.number):
            self._tell(submission, receipt, contact, "resubmitted" if corrected else "received")
        return receipt, ()

    def _is_untold(self, number: str) -> bool:
        """Return whether the process was killed before it could tell anybody of what it had received."""
        return not self.steps.knows(number) and is_state(self.inbox.read(number).envelope, "received")

    def _tell(self, submission: Submission, receipt: Receipt, contact: str, event: str) -> None:
        """Queue the mails of what happened; a mail never stands in the way of a receipt."""
        if not self.settings.smtp_url:
            return
        notice = Notice(event, receipt.number, submission.form, submission.language, receipt.received_at)
        notice = replace(notice, is_practice=submission.is_practice)
        try:
            for organizer in self.settings.mail_to:
                self.outbox.put(organizer, replace(notice, event=f"{event}_organizer"), self.settings.mail_from)
            if "@" in contact:
                self.outbox.put(contact, notice, self.settings.mail_from)
                self.steps.remember(receipt.number, contact, submission.language)  # last: all others are told by then
        except OSError as error:
            LOG.error("a mail could not be queued: %s", type(error).__name__)


def contact_of(tree: Tree) -> str:
    """Return the e-mail address of the contact, or the phone number, empty where there is none."""
    contact = tree.get("contact")
    if not isinstance(contact, dict):
        return ""
    return next((str(contact[name]) for name in ("email", "phone") if contact.get(name)), "")


def refused_files(form: MultipartForm, definition: FormDefinition) -> list[Problem]:
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
        drop_part(file.path)
