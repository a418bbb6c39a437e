"""The mails at each step: who is told what, and in which language; none contains anything sealed."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from forms.phrases import STRINGS, read_form_phrases
from site_builder.load.contract.forms import read_forms
from site_builder.model import SHANGHAI
from site_builder.render.formats import format_moment
from site_builder.text_forms.addresses import mail_address


class NoAddressError(Exception):
    """The address given is not one that a mail can be sent to."""


@dataclass(frozen=True)
class Notice:
    """What a mail tells.

    Args:
        event: which template: ``received``, ``resubmitted``, ``returned``, …; ``…_organizer`` for organisers.
        receipt: number of the submission.
        form: name of the form.
        language: of the reader.
        at: when it happened, UTC.
        note: what the organisers say to the submitter, in the reader's language; nothing sealed.
        address: of the published record, where there is one.
        is_practice: whether it came of a form of the example world, which the subject then says.
    """

    event: str
    receipt: str
    form: str
    language: str
    at: str
    note: str = ""
    address: str = ""
    is_practice: bool = False


def message_of(notice: Notice, to: str, sender: str, zone: ZoneInfo = SHANGHAI) -> EmailMessage:
    """Return the mail that tells *notice*; domains in other letters are written as name servers know them.

    Raises:
        NoAddressError: *to* or *sender* is no plain address; a line end in it would add heads of its own.
    """
    sender, to = mail_address(sender), mail_address(to)
    if not (sender and to):
        raise NoAddressError
    phrases = read_form_phrases(notice.language)
    form = read_forms()[notice.form].label[notice.language]
    template = _environment().get_template(f"{notice.language}/mail/{notice.event}.txt")
    text = template.render(notice=notice, form=form, at=format_moment(notice.at, notice.language, zone))
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    subject = phrases.fill(f"mail.subject.{notice.event}", {"receipt": notice.receipt, "form": form})
    mail["Subject"] = phrases.fill("mail.practice", {"subject": subject}) if notice.is_practice else subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return mail


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(STRINGS),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - plain text
    )
