"""The forms at their edges: what an API client has to send, the digest of a correction, mail on a safe line."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from forms.intake.limits import Limits
from forms.mail.sending import SmtpServer
from forms.submission.publishing import Publishable, published
from forms.web.openapi import description
from site_builder.load.contract.schemas import read_schemas
from tests.inboxes import new_inbox, numbered
from tests.repositories import TODAY

REQUIRED = {
    "CorrectionSubmission": "action relation correction contact",
    "InstitutionSubmission": "name org_type country contact",
    "InterestSubmission": "message applicant country contact",
    "ManagerSubmission": "public_consent employer contact",
    "NeedSubmission": "title summary problem key_technology expected_outcome indicators edition track need_kind "
    "tech_domains industry keywords cooperation_modes ip_terms budget_disclosure period_start period_end "
    "proposal_deadline match_scope solver_eligibility applicant owner_disclosure owner_label region country "
    "sourcing_channel contact attestation",
    "ResultSubmission": "title abstract kind tech_domains keywords applicant holder_disclosure holder_label region "
    "contact",
    "ServiceSubmission": "service details applicant contact",
    "SolutionSubmission": "indicator_responses public_consent title public_abstract trl ipr_status technical_route "
    "schedule_months cooperation_mode quote solver solver_type solver_region country contact declaration",
}
ABOUT_ANOTHER = {"CorrectionSubmission", "InterestSubmission", "SolutionSubmission"}


def test_description_names_what_each_form_needs_and_nothing_else() -> None:
    schemas = description(read_schemas().codes, Limits())["components"]["schemas"]
    forms = {name: schema for name, schema in schemas.items() if "fields" in schema.get("properties", {})}

    assert {name: " ".join(form["properties"]["fields"]["required"]) for name, form in forms.items()} == REQUIRED
    assert {name: form["required"] for name, form in forms.items()} == {
        name: ["language", "fields", "consents", *(["about"] if name in ABOUT_ANOTHER else [])] for name in REQUIRED
    }


def test_receipt_carries_the_digest_of_the_version_that_it_is_for(tmp_path: Path) -> None:
    inbox = new_inbox(tmp_path).inbox
    first = inbox.receive(numbered(1), "key-1")
    second = inbox.resubmit(first.number, first.secret, numbered(2), "key-2")
    again = inbox.resubmit(first.number, first.secret, numbered(2), "key-2")
    kept = inbox.read(first.number).envelope.sealed_digests

    assert kept == (first.digest, second.digest)
    assert (again.digest, first.digest == second.digest) == (second.digest, False)


@pytest.mark.parametrize(
    ("digests", "expected"), [((), None), (("sha256:1",), "sha256:1"), (("sha256:1", "sha256:2"), "sha256:2")]
)
def test_need_carries_the_digest_of_its_last_version(digests: tuple[str, ...], expected: str | None) -> None:
    need = published(Publishable("need", "zh", {}, TODAY, 2, digests), "cic2026-31-0103", TODAY)

    assert need.get("sealed_digest") == expected


class Listening:
    """A port that greets with *greeting*, answers each line with *answer*, and keeps what came."""

    def __init__(self, greeting: bytes = b"", answer: bytes = b"") -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.came = b""
        self._thread = threading.Thread(target=self._listen, args=(greeting, answer))
        self._thread.start()

    def _listen(self, greeting: bytes, answer: bytes) -> None:
        with self._socket, self._socket.accept()[0] as line, contextlib.suppress(OSError):
            line.settimeout(10)
            line.sendall(greeting)
            while came := line.recv(1024):
                self.came += came
                if not answer:
                    return
                line.sendall(answer)

    def sent_by(self, url: str) -> bytes:
        """Return what comes over the wire when a mail is sent by *url*."""
        mail = EmailMessage()
        mail["From"], mail["To"] = "office@example.org", "lin@example.com"
        with pytest.raises((aiosmtplib.SMTPException, OSError)):
            asyncio.run(SmtpServer.at(url.format(port=self.port)).send(mail))
        self._thread.join()
        return self.came


def test_mail_by_smtps_begins_with_a_tls_handshake() -> None:
    assert Listening().sent_by("smtps://office:secret@127.0.0.1:{port}")[:2] == b"\x16\x03"


def test_password_is_not_sent_to_a_server_that_does_not_encrypt() -> None:
    listening = Listening(b"220 ready\r\n", b"250-ready\r\n250 AUTH PLAIN LOGIN\r\n")
    came = listening.sent_by("smtp+starttls://office:secret@127.0.0.1:{port}")

    assert {row.split()[0] for row in came.splitlines()} <= {b"EHLO", b"STARTTLS", b"QUIT"}


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("smtp://office:secret@mail.example.org", False),
        ("smtp://office@mail.example.org", False),
        ("smtp://mail.example.org", True),
        ("smtp://office:secret@127.0.0.1", True),
        ("smtp://office:secret@localhost:2525", True),
        ("smtp+starttls://office:secret@mail.example.org", True),
        ("smtps://office:secret@mail.example.org", True),
    ],
)
def test_password_goes_in_clear_to_this_machine_only(url: str, is_taken: bool) -> None:
    if is_taken:
        assert SmtpServer.at(url).scheme == url.partition("://")[0]
    else:
        with pytest.raises(ValueError, match="smtp"):
            SmtpServer.at(url)


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://mail.example.org", 25), ("smtp+starttls://mail.example.org", 587), ("smtps://mail.example.org", 465)],
)
def test_each_kind_of_line_has_its_port(url: str, port: int) -> None:
    assert SmtpServer.at(url) == SmtpServer(url.partition("://")[0], "mail.example.org", port, "", "")
