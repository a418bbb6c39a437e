"""Clients that send numbered needs in every way there is, and send again what they heard nothing of."""

from __future__ import annotations

import base64
import json
import queue
import random
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from forms.inbox.layout import title_of
from forms.inbox.store import Inbox
from forms.model import Entry
from tests.service import CONSENTS, as_tree, faults_in, hidden_in, need_pairs, receipt_in

WAYS = ("json", "json with a file", "multipart", "form with script", "form without script")
LARGEST_FILE = 300_000  # bytes
CORRECTED_EVERY = 3
GIVEN_BY_SERVICE = {"provenance": "submitted", "source_language": "zh"}


@dataclass
class Wanted:
    """One submission that a client wants in: what it has heard of it so far."""

    number: int
    way: str
    key: str
    version: int = 1
    proof: str = ""
    receipt: tuple[str, str] | None = None  # number and secret, once an answer was read whole
    ticket: list[tuple[str, str]] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)


class UnexpectedError(Exception):
    """The service answered what it should not."""


def pairs_for(number: int, version: int) -> dict[str, str]:
    """Return the need with *number* as filled in for *version*; the same numbers give the same content."""
    luck = random.Random(number * 100 + version)  # noqa: S311 - content, no secret
    return need_pairs(
        **{
            "title.zh": f"低温脱硝催化剂的抗中毒改性，第{number}项第{version}版",
            "problem.zh": "烟气温度在一百八十度以下，硫酸氢铵沉积使催化剂失活。\n" * luck.randrange(1, 20),
            "applicant": f"上海浦江第{number}特钢有限公司",
            "contact.name": f"林禾{number}",
            "contact.email": f"lin.he.{number}@example.com",
        },
    )


def numbers_in(title: str) -> tuple[int, int]:
    """Return number and version that a title tells."""
    number, _, version = title.partition("第")[2].removesuffix("版").partition("项第")
    return int(number), int(version)


def has_file(way: str) -> bool:
    """Return whether a submission sent in this *way* has an attachment."""
    return way != "json"


def way_of(number: int) -> str:
    """Return the way in which the need with *number* is sent."""
    return WAYS[number % len(WAYS)]


def file_of(number: int) -> bytes:
    """Return the attachment of the need with *number*."""
    luck = random.Random(-number)  # noqa: S311 - content, no secret
    return b"%PDF-1.7\n" + luck.randbytes(luck.randrange(1, LARGEST_FILE)) + b"\n%%EOF\n"


class Client:
    """One of several that send at the same time; ``work`` ends when the service does."""

    def __init__(
        self, origin: str, first: int, step: int, proofs: queue.SimpleQueue[str], answered: threading.Semaphore
    ) -> None:
        self._origin = origin
        self._next = first
        self._step = step
        self._proofs = proofs
        self._answered = answered
        self.wanted: list[Wanted] = []
        self.cut_off = 0
        self.unequal = 0
        self.faults: list[str] = []

    def work(self) -> None:
        """Send until nobody answers, or no proof is left; then ask for what was sent."""
        with self._connection() as http:
            try:
                while True:
                    self._work_once(http)
            except httpx.TransportError:
                return
            except UnexpectedError as error:
                self.faults.append(str(error))

    def finish(self) -> None:
        """Send again what nothing was heard of."""
        with self._connection() as http:
            try:
                if self._open():
                    self._send(http, self.wanted[-1])
            except UnexpectedError as error:
                self.faults.append(str(error))

    def _connection(self) -> httpx.Client:
        head = {"x-forwarded-for": f"2001:db8:{secrets.randbelow(65536):x}:{self._next % 65536:x}::1"}
        return httpx.Client(
            base_url=self._origin, timeout=60, trust_env=False, headers={**head, "origin": self._origin}
        )

    def _open(self) -> bool:
        return bool(self.wanted) and self.wanted[-1].version not in self.wanted[-1].digests

    def _work_once(self, http: httpx.Client) -> None:
        if not self._open():
            try:
                self._begin(self._proofs.get_nowait())
            except queue.Empty:
                self._look(http)
                return
        self._send(http, self.wanted[-1])

    def _begin(self, proof: str) -> None:
        """Begin the next submission, or the corrected version of the last."""
        last = self.wanted[-1] if self.wanted else None
        if last and last.version == 1 and last.number // self._step % CORRECTED_EVERY == 0:
            last.version, last.key, last.proof, last.ticket = 2, secrets.token_urlsafe(24), proof, []
            return
        self.wanted.append(Wanted(self._next, way_of(self._next), secrets.token_urlsafe(24), proof=proof))
        self._next += self._step

    def _look(self, http: httpx.Client) -> None:
        """Ask for the submission sent last, as its tracking page does."""
        if not self.wanted or not self.wanted[-1].receipt:
            http.get("/healthz")
            self._answered.release()
            return
        number, secret = self.wanted[-1].receipt
        answer = http.get(f"/api/v1/submissions/{number}", headers={"receipt-secret": secret})
        self._answered.release()
        if answer.status_code not in (200, 429):
            raise UnexpectedError(f"{answer.status_code} for {number}")

    def _send(self, http: httpx.Client, wanted: Wanted) -> None:
        before = wanted.receipt
        try:
            wanted.receipt, digest = self._by_form(http, wanted) if self._is_form(wanted) else _by_api(http, wanted)
        except httpx.TransportError:
            self.cut_off += 1
            raise
        wanted.digests[wanted.version] = digest
        self._answered.release()
        self.unequal += before is not None and before != wanted.receipt

    @staticmethod
    def _is_form(wanted: Wanted) -> bool:
        return wanted.version > 1 or wanted.way.startswith("form")

    def _by_form(self, http: httpx.Client, wanted: Wanted) -> tuple[tuple[str, str], str]:
        pairs = list(pairs_for(wanted.number, wanted.version).items())
        pairs += [*(("consents", consent) for consent in CONSENTS["need"]), ("key", wanted.key)]
        if wanted.version > 1 and wanted.receipt:
            pairs += [("receipt", wanted.receipt[0]), ("secret", wanted.receipt[1])]
            pairs += [("kept_attachments", "1")] if has_file(wanted.way) else []
        new_file = wanted if wanted.version == 1 else None
        if wanted.way != "form without script":
            pairs.append(("altcha", wanted.proof))
        elif not wanted.ticket:
            asked = _post(http, pairs, new_file)
            wanted.ticket = [(name, text) for name, texts in hidden_in(asked.text).items() for text in texts]
            if "ticket" not in dict(wanted.ticket):
                raise UnexpectedError(f"no ticket: {asked.status_code} {faults_in(asked.text)}")
        answer = _post(http, wanted.ticket or pairs, None if wanted.ticket else new_file)
        found = receipt_in(answer.text)
        if answer.status_code != 200 or found is None:
            raise UnexpectedError(f"{wanted}: {answer.status_code} {faults_in(answer.text)}")
        return (found[0], found[1].replace("-", "")), ""


def _post(http: httpx.Client, pairs: list[tuple[str, str]], with_file_of: Wanted | None) -> httpx.Response:
    parts: Any = [(name, (None, text)) for name, text in pairs]
    if with_file_of:
        parts.append(("attachments", ("方案.pdf", file_of(with_file_of.number))))
    return http.post("/submit/need", files=parts)


def _by_api(http: httpx.Client, wanted: Wanted) -> tuple[tuple[str, str], str]:
    body: dict[str, Any] = {
        "language": "zh",
        "fields": as_tree(pairs_for(wanted.number, 1), "need"),
        "consents": CONSENTS["need"],
        "altcha": wanted.proof,
    }
    path, head = "/api/v1/submissions/need", {"idempotency-key": wanted.key}
    if wanted.way == "multipart":
        parts: Any = [("submission", (None, json.dumps(body))), ("attachments", ("方案.pdf", file_of(wanted.number)))]
        answer = http.post(path, files=parts, headers=head)
    else:
        content = base64.b64encode(file_of(wanted.number)).decode()
        rows = {"attachments": [{"name": "方案.pdf", "content": content}]} if has_file(wanted.way) else {}
        answer = http.post(path, json={**body, **rows}, headers=head)
    if answer.status_code not in (200, 201):
        raise UnexpectedError(f"{wanted}: {answer.status_code} {answer.text}")
    row = answer.json()
    return (row["receipt"], row["secret"]), row["digest"]


def faults_of(inbox: Inbox, identity: str, entry: Entry) -> Iterator[str]:
    """Yield what of a listed submission is not exactly what a client sent, in any of its versions."""
    envelope = entry.envelope
    if envelope.version != len(entry.versions):
        yield "versions"
    for version in entry.versions:
        number, told = numbers_in(title_of(version.public)["zh"])
        if told != version.number:
            yield f"version {version.number} is {told}"
        held = {**version.public, **inbox.sealed(envelope.receipt, identity, version.number)}
        sent = as_tree(pairs_for(number, version.number), "need")
        signed = held.get("attestation")
        if isinstance(signed, dict):
            held["attestation"] = {name: text for name, text in signed.items() if name != "signed_on"}
        if held != {**GIVEN_BY_SERVICE, **sent}:
            yield f"values of version {version.number}"
        files = inbox.attachments(envelope.receipt, identity, version.number)
        if len(files) != has_file(way_of(number)):
            yield f"number of files of version {version.number}"
        for place, file in enumerate(files, start=1):
            with inbox.attachment(envelope.receipt, place, identity, version.number) as stream:
                if stream.read() != file_of(number) or file.name != "方案.pdf":
                    yield f"file of version {version.number}"
