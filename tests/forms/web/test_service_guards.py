"""What the service keeps out; each test fails where its guard is taken away."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import re
import socket
import sys
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from forms.inbox.repository import ABANDONED_SECONDS
from forms.intake.limits import LIMITS, Limits
from forms.intake.origins import is_own_origin
from forms.intake.proof import VALID_SECONDS, ProofOfWork
from forms.intake.rates import Rate, RateLimiter, address_of
from forms.intake.room import Quota
from forms.intake.tickets import Ticket, TicketOffice
from tests.service import CONSENTS, NOW, Running, hidden_in, need_pairs, pairs_of, solution_pairs
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.slow

OUTSIDE = ("../inbox.git/server.key", "..%2finbox.git%2fserver.key", ".git/config")
BY_THE_AGE_OF_FILES = pytest.mark.skipif("FAKETIME" in os.environ, reason="libfaketime does not move files' times")


@pytest.fixture(autouse=True)
def _now(running: Running) -> None:
    running.clock.now = NOW


@pytest.mark.parametrize("path", ["/submit/need", "/submit/need/preview", "/track", "/api/v1/submissions/need"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_post_from_another_site_is_refused(running: Running, path: str, headers: dict[str, str]) -> None:
    assert running.client.post(path, data={"language": "en"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"origin": "https://a.example", "host": "a.example"}, True),
        ({"origin": "https://a.example", "host": "b.example"}, False),
        ({"origin": "https://site.example", "host": "b.example"}, True),
        ({"origin": "", "host": "", "sec-fetch-site": "none"}, True),
        ({"origin": "https://", "host": ""}, False),
        ({}, True),
    ],
)
def test_origin(headers: dict[str, str], is_own: bool) -> None:
    assert is_own_origin(headers, frozenset({"https://site.example"})) == is_own


def test_proof_of_work_is_good_once(running: Running) -> None:
    proof = running.proof()
    first = running.hand_in("need", need_pairs(), altcha=proof)
    second = running.hand_in("need", need_pairs(), altcha=proof)

    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 422, "no_proof")


@BY_THE_AGE_OF_FILES
def test_spent_proof_is_known_after_a_restart(running: Running) -> None:
    proof = running.proof()
    before, folder = running.service.proof, running.inbox_path / "jiebang" / "spent"
    assert before.spend(proof, "first request")
    after = ProofOfWork(folder, bytes.fromhex(before._key), lambda: NOW.timestamp())

    assert after.is_solved(proof)
    assert not after.spend(proof, "second request")
    assert after.spend(proof, "first request")


def cut_off_at(step: int) -> Callable[..., Any]:
    """Return a tracer that ends ``spend_once`` before its *step*-th line, as a kill would."""
    left = [step]

    def tracer(frame: Any, event: str, _: Any) -> Any:
        if frame.f_code.co_name != "spend_once":
            return None
        if event == "line":
            left[0] -= 1
            if left[0] < 0:
                raise SystemExit
        return tracer

    return tracer


@pytest.mark.parametrize("step", range(8))
def test_proof_is_good_for_the_same_request_wherever_it_was_cut_off(tmp_path: Any, step: int) -> None:
    proof = ProofOfWork(tmp_path, b"key")
    before = sys.gettrace()
    sys.settrace(cut_off_at(step))
    try:
        with contextlib.suppress(SystemExit):
            proof.spend_once("solution", "request")
    finally:
        sys.settrace(before)

    assert proof.spend_once("solution", "request")
    assert not proof.spend_once("solution", "another request")


@BY_THE_AGE_OF_FILES
def test_what_was_spent_is_forgotten_once_it_has_expired(tmp_path: Any) -> None:
    folder = tmp_path / "spent"
    ProofOfWork(folder, b"key").spend_once("old", "request")
    ProofOfWork(folder, b"key").spend_once("new", "request")
    old = next(link for link in folder.iterdir() if link.name == hashlib.sha256(b"old").hexdigest())
    long_ago = time.time() - 3 * VALID_SECONDS
    os.utime(old, (long_ago, long_ago), follow_symlinks=False)
    ProofOfWork(folder, b"key").spend("", "request")

    assert [link.name for link in folder.iterdir()] == [hashlib.sha256(b"new").hexdigest()]


def test_proof_of_work_expires(running: Running) -> None:
    proof = running.proof()
    running.clock.now = NOW + timedelta(hours=1, seconds=1)

    assert running.hand_in("need", need_pairs(), altcha=proof).json()["code"] == "no_proof"


@pytest.mark.parametrize("change", [{"number": -1}, {"signature": "0" * 64}, {"salt": "x?expires=99999999999&"}])
def test_changed_proof_is_none(running: Running, change: dict[str, Any]) -> None:
    row = {**json.loads(base64.b64decode(running.proof())), **change}
    proof = base64.b64encode(json.dumps(row).encode()).decode()

    assert running.hand_in("need", need_pairs(), altcha=proof).json()["code"] == "no_proof"


@pytest.mark.parametrize("proof", ["", "%%%", "bnVsbA==", "e30=", base64.b64encode(b"[" * 1000).decode(), "A" * 5000])
def test_rubbish_is_no_proof(running: Running, proof: str) -> None:
    assert running.hand_in("need", need_pairs(), altcha=proof).json()["code"] == "no_proof"


def test_changed_or_old_ticket_is_asked_for_again(running: Running) -> None:
    hidden = hidden_in(running.post("need", pairs_of(need_pairs(), *CONSENTS["need"])).text)
    pairs = [(name, text) for name, texts in hidden.items() for text in texts if name != "ticket"]
    forged = running.post("need", [*pairs, ("ticket", hidden["ticket"][0][:-2] + "xx")])

    assert 'name="ticket"' in forged.text
    assert "data-jb-receipt" not in forged.text


def test_ticket_is_good_for_an_hour(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    office = TicketOffice(b"key", tmp_path)
    text = office.write(Ticket("need", "k" * 20, "digest"))
    assert office.read(text) == Ticket("need", "k" * 20, "digest")
    monkeypatch.setattr("forms.intake.tickets.VALID_SECONDS", -1)

    assert office.read(text) is None


@pytest.mark.parametrize("path", ["../../inbox.git/server.key", "/etc/passwd", ".."])
def test_file_of_a_ticket_lies_where_files_wait_and_nowhere_else(tmp_path: Any, path: str) -> None:
    office = TicketOffice(b"key", tmp_path)
    file = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "path": path}
    text = office._serializer.dumps({"form": "need", "key": "k", "digest": "d", "files": [file]})
    ticket = office.read(str(text))

    assert ticket
    assert ticket.files[0].path.parent == tmp_path


def test_trap_catches_what_fills_in_every_field(running: Running) -> None:
    answer = running.send("need", {**need_pairs(), "website_address": "https://buy.example"})

    assert answer.status_code == 422
    assert "data-jb-receipt" not in answer.text


def test_too_many_from_one_address_wait(tmp_path: Any) -> None:
    service = Running(tmp_path, by_address=Rate(3, 60))
    answers = [service.client.post("/track", data={"receipt": "x"}) for _ in range(5)]
    service.stop()

    assert [answer.status_code for answer in answers] == [403, 403, 403, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_too_many_of_one_contact_wait(tmp_path: Any) -> None:
    service = Running(tmp_path, by_contact=Rate(1, 3600))
    first = service.hand_in("service", service_pairs("a@example.com"))
    second = service.hand_in("service", service_pairs("A@Example.com"))
    other = service.hand_in("service", service_pairs("b@example.com"))
    service.stop()

    assert (first.status_code, second.status_code, other.status_code) == (201, 429, 201)


def service_pairs(email: str) -> dict[str, str]:
    return {
        "language": "en",
        "service": "translation",
        "details.en": "Two days of interpreting.",
        "applicant": "A company",
        "contact.name": "Ada",
        "contact.email": email,
    }


def test_counted_names_are_bounded() -> None:
    limiter = RateLimiter(Rate(1, 60), lambda: 0.0, bound=100)
    for number in range(1000):
        limiter.wait(str(number))

    assert len(limiter) == 100


@pytest.mark.parametrize(
    ("peer", "forwarded", "hops", "address"),
    [
        ("10.0.0.1", "6.6.6.6", 0, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 2, "10.0.0.1"),
        ("10.0.0.1", "nonsense", 1, "10.0.0.1"),
        ("2001:db8:1:2:3::1", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", 0, "203.0.113.9"),
    ],
)
def test_address_is_believed_only_from_our_own_proxies(peer: str, forwarded: str, hops: int, address: str) -> None:
    assert address_of(peer, forwarded, hops) == address


def test_wrong_secret_is_compared_in_constant_time(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    got = running.hand_in("need", need_pairs()).json()
    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr("forms.inbox.store.hmac.compare_digest", lambda a, b: compared.append((a, b)) or real(a, b))
    for receipt in (got["receipt"], "JB-20260101-000000"):
        running.client.get(f"/api/v1/submissions/{receipt}", headers={"receipt-secret": "wrong"})

    assert [len(a) == len(b) == 64 for a, b in compared] == [True, True]


def test_visitor_cannot_ask_for_a_sealed_field(running: Running) -> None:
    number, secret = running.receipt_of(running.send("solution", solution_pairs(solver="Sealed Institute")))
    pages = [
        running.client.post("/track", data={"receipt": number, "secret": secret, "language": "en"}).text,
        running.client.get(f"/api/v1/submissions/{number}?fields=sealed", headers={"receipt-secret": secret}).text,
        *(
            running.client.get(f"/{path}").text
            for path in (
                f"{number}/sealed.age",
                "../inbox.git/server.key",
                "..%2finbox.git%2fserver.key",
                ".git/config",
            )
        ),
    ]

    for text in ("Sealed Institute", "Carriers are seeded", "ada.keller", "640000", "floating biofilm"):
        assert [text in page for page in pages] == [False] * len(pages)


def test_nothing_sealed_is_readable_in_the_inbox(running: Running) -> None:
    running.hand_in("solution", solution_pairs(solver="Unreadable Institute", **{"contact.email": "x.y@example.net"}))
    raw = bytearray()
    for file in running.inbox_path.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            try:
                raw += zlib.decompress(data)
            except zlib.error:
                raw += data

    assert b"cic2026-31-0001" in raw
    for text in (b"Unreadable Institute", b"unreadableinstitute", b"x.y@example.net", b"Carriers are seeded"):
        assert text not in raw


def test_answer_to_a_fault_of_ours_tells_nothing(
    running: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret value 12345")

    monkeypatch.setattr(running.service, "check", broken)
    page = running.send("need", need_pairs())
    interface = running.hand_in("need", need_pairs())

    assert (page.status_code, interface.status_code) == (500, 500)
    for text in (page.text, interface.text, caplog.text):
        assert "12345" not in text
        assert "Traceback" not in text
        assert "浦江特钢" not in text
    assert "RuntimeError" in caplog.text


def test_every_answer_has_the_heads_that_keep_browsers_safe(running: Running) -> None:
    answers = [
        running.client.get("/track"),
        running.client.get("/no-such-page"),
        running.post("need", [("language", "zh")]),
        running.client.get("/api/v1/challenge"),
    ]

    for answer in answers:
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["style-src"] == policy["form-action"] == "'self'"
        assert "unsafe-inline" not in str(policy)
        assert "unsafe-eval'" not in policy["script-src"].replace("'wasm-unsafe-eval'", "")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "set-cookie" not in answer.headers


def test_our_pages_need_no_script_and_no_style_inside_them(running: Running) -> None:
    confirm = running.post("need", pairs_of(need_pairs(), *CONSENTS["need"]))
    faults = running.post("need", [("language", "zh")])

    for answer in (confirm, faults, running.client.get("/track")):
        content = answer.text[answer.text.index('id="jb-content"') :]
        assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", content) == []


def test_no_address_in_a_form_leads_elsewhere(running: Running) -> None:
    answer = running.send("need", {**need_pairs(), "next": "https://evil.example", "return_to": "//evil.example"})

    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert "location" not in answer.headers


@pytest.mark.parametrize("length", ["999999999999", "9" * 30])
def test_body_that_says_it_is_too_large_is_refused_before_it_is_sent(running: Running, length: str) -> None:
    host, port = running.origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        head = (
            f"POST /submit/need HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        )
        connection.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode())

        assert connection.recv(12) in (b"HTTP/1.1 413", b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("limits", "pairs", "status"),
    [
        (Limits(field_bytes=2000), [("title.zh", "x" * 2001)], 413),
        (Limits(fields_bytes=5000, field_bytes=2000), [(f"a{n}", "x" * 1000) for n in range(6)], 413),
        (Limits(fields=5), [(f"a{n}", "x") for n in range(6)], 413),
    ],
)
def test_more_than_any_form_needs_is_refused(tmp_path: Any, limits: Limits, pairs: Any, status: int) -> None:
    service = Running(tmp_path, limits=limits)
    answer = service.post("need", pairs)
    service.stop()

    assert answer.status_code == status


@pytest.mark.parametrize(
    "name",
    [
        "a" * 200,
        "title.__class__",
        "title..zh",
        "title.zh.0.0.0.0.0",
        "indicators.99999999.value",
        "../title",
        "title.zh\0",
    ],
)
def test_odd_names_of_fields_do_no_harm(running: Running, name: str) -> None:
    assert running.post("need", [("language", "en"), (name, "x")]).status_code in (400, 422)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b'{"language": "zh", "language": "en"}',
        b'{"language": NaN}',
        b"[" * 100_000,
        b'{"language": "zh", "fields": {"title": {"zh": "\\ud800"}}}',
        b'{"language": "zh", "fields": []}',
        b'{"language": "zh", "consents": "all"}',
        b'{"language": "zh", "unknown": 1}',
        b'{"language": "zh", "attachments": [{"name": 1}]}',
        b'{"language": "zh", "attachments": [{"name": "a", "content": "%%"}]}',
        '{"language": "zh"}'.encode("utf-16"),
    ],
)
def test_malformed_json_is_refused(running: Running, body: bytes) -> None:
    headers = {"content-type": "application/json", "idempotency-key": "k" * 16}

    assert running.client.post("/api/v1/submissions/need", content=body, headers=headers).status_code == 400


def test_nothing_of_a_body_that_cannot_be_read_stands_in_the_log(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    heads = {"content-type": "multipart/form-data; boundary=x"}
    answer = running.client.post("/submit/need", content=b"--x\rsecret", headers=heads)

    assert answer.status_code == 400
    assert caplog.text == ""


def test_request_without_its_own_number_is_refused(running: Running) -> None:
    assert running.hand_in("need", need_pairs(), key="short").json()["code"] == "no_key"


def test_corrected_version_needs_the_secret(running: Running) -> None:
    number, _ = running.receipt_of(running.send("need", need_pairs()))
    answer = running.send("need", {**need_pairs(), "receipt": number, "secret": "0" * 26})

    assert answer.status_code == 403
    assert running.service.inbox.read(number).envelope.version == 1


@pytest.mark.parametrize(
    ("origin", "path", "allowed"),
    [
        ("https://site.example", "/api/v1/challenge", "https://site.example"),
        ("https://evil.example", "/api/v1/challenge", None),
        ("https://site.example", "/api/v1/submissions/JB-20261121-000000", None),
    ],
)
def test_only_our_own_site_elsewhere_reads_answers(
    tmp_path: Any, origin: str, path: str, allowed: str | None
) -> None:
    service = Running(tmp_path, origins=frozenset({"https://site.example"}))
    answer = service.client.get(path, headers={"origin": origin})
    service.stop()

    assert answer.headers.get("access-control-allow-origin") == allowed


@BY_THE_AGE_OF_FILES
def test_upload_that_nobody_confirms_is_removed_while_the_service_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forms.app.CLEARING_SECONDS", 0.01)
    service = Running(tmp_path)
    file = ("a.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    for _ in range(2):
        answer = service.post("need", pairs_of(need_pairs(), *CONSENTS["need"]), [file])
        assert answer.status_code == 200
    waiting = service.service.inbox.repository.incoming.glob("*.age")
    old, new = sorted(waiting, key=lambda path: path.stat().st_mtime)
    long_ago = time.time() - ABANDONED_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    wait_until(lambda: not old.exists())
    service.stop()

    assert new.exists()


def test_number_of_a_kept_file_with_thousands_of_digits_is_none(running: Running) -> None:
    number, secret = running.receipt_of(running.send("need", need_pairs()))
    pairs = [*pairs_of(need_pairs(), *CONSENTS["need"]), ("receipt", number), ("secret", secret)]
    answer = running.post("need", [*pairs, ("kept_attachments", "9" * 5000), ("altcha", running.proof())])

    assert answer.status_code == 200


def test_files_that_wait_to_be_confirmed_are_bounded_together(tmp_path: Path) -> None:
    service = Running(tmp_path, quota=Quota(all_bytes=1000))
    file = ("a.pdf", b"%PDF-1.4\n" + os.urandom(1200) + b"\n%%EOF", "application/pdf")
    first, second = (service.post("need", pairs_of(need_pairs(), *CONSENTS["need"]), [file]) for _ in range(2))
    without_file = service.send("need", need_pairs())
    service.stop()

    assert [first.status_code, second.status_code, without_file.status_code] == [200, 503, 200]
    assert second.headers["retry-after"] == "600"


def test_more_files_than_any_form_takes_are_refused_before_one_is_looked_at(running: Running) -> None:
    rows = [{"name": "a.pdf", "content": ""}] * (LIMITS.files + 1)
    answer = running.hand_in("need", need_pairs(), attachments=rows)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
