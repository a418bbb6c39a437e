"""The inbox: what goes in comes out, exactly; a receipt is given once; only those with a key read what is sealed."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import subprocess
import threading
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings

from forms.inbox.actions import MOST_VERSIONS
from forms.inbox.errors import (
    CannotOpenError,
    KeyReusedError,
    NoRecipientsError,
    NotAllowedError,
    NotTextError,
    SecondSolutionError,
    UnknownReceiptError,
)
from forms.inbox.receipts import NUMBER, normal_number
from forms.inbox.sealed.crypt import opened_bytes, opened_stream, sealed_bytes
from forms.inbox.store import Filter, Inbox
from forms.inbox.versions import Kept, VersionWriter
from forms.model import Actor, Submission, Tree
from site_builder.model import Text
from tests.inboxes import Opened, attached, file_content, new_inbox, numbered
from tests.naughty import SHARED
from tests.trees import TREES

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
REVIEWER = Actor("account-7", "reviewer")


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path, lambda: AT)


def interest(public: Tree, sealed: Tree) -> Submission:
    return Submission("interest", "", "zh", "web", public, sealed)


def test_receipt_says_number_secret_and_time(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1), "key")

    assert NUMBER.fullmatch(receipt.number)
    assert receipt.number.startswith("JB-20261121-")
    assert len(receipt.secret) == 26  # 128 bits
    assert receipt.received_at == "2026-11-21T08:30:00Z"


def test_what_was_sent_is_read_back_exactly(opened: Opened) -> None:
    submission = numbered(7, [attached(opened.inbox, 7)])
    receipt = opened.inbox.receive(submission, "key")
    entry = opened.inbox.read(receipt.number)

    assert entry.public == submission.public
    assert opened.inbox.sealed(receipt.number, opened.identity) == submission.sealed
    with opened.inbox.attachment(receipt.number, 1, opened.identity) as stream:
        assert stream.read() == file_content(7)
    [kept] = opened.inbox.attachments(receipt.number, opened.identity)
    assert (kept.name, kept.media_type, kept.size) == ("方案.pdf", "application/pdf", len(file_content(7)))


def test_record_reads_as_a_person_would_write_it(opened: Opened) -> None:
    public: Tree = {"title": {"zh": "减量", "en": "Less: sludge"}, "summary": {"zh": "一\n二"}, "target_trl": "7"}
    receipt = opened.inbox.receive(Submission("need", "need", "zh", "web", public), "key")

    assert opened.inbox.read(receipt.number).text == (
        'title: {zh: 减量, en: "Less: sludge"}\nsummary:\n  zh: |-\n    一\n    二\ntarget_trl: "7"\n'
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(public=TREES, sealed=TREES)
def test_whatever_text_goes_in_comes_out(opened: Opened, public: Tree, sealed: Tree) -> None:
    receipt = opened.inbox.receive(interest(public, sealed), repr((public, sealed)))

    assert opened.inbox.read(receipt.number).public == public
    assert opened.inbox.sealed(receipt.number, opened.identity) == sealed


@pytest.mark.skipif(not SHARED.is_file(), reason="the naughty strings are beside the repository")
def test_naughty_strings_come_out_as_they_went_in(opened: Opened) -> None:
    strings = json.loads(SHARED.read_text(encoding="utf-8"))
    public: Tree = {"plain": strings, "by_language": [{"zh": text, "en": text} for text in strings]}
    receipt = opened.inbox.receive(interest(public, public), "key")
    sent = [f"{text}.pdf" for text in strings[:20]]
    names = [attached(opened.inbox, 1, name) for name in sent]
    with_files = opened.inbox.receive(replace(interest({}, {}), attachments=tuple(names)), "key-2")

    assert opened.inbox.read(receipt.number).public == public
    assert opened.inbox.sealed(receipt.number, opened.identity) == public
    kept = opened.inbox.attachments(with_files.number, opened.identity)
    assert [part.name for part in kept] == sent


@pytest.mark.parametrize(
    "public",
    [{"a": "\ud800"}, {"a": None}, {"a": 1}, {"a b": "x"}, {"../a": "x"}, {"": "x"}, {"a": {"b": ["\udfff"]}}],
    ids=repr,
)
def test_what_no_file_can_hold_is_refused(opened: Opened, public: Tree) -> None:
    with pytest.raises(NotTextError):
        opened.inbox.receive(interest(public, {}), "key")

    assert list(opened.inbox.entries()) == []


def test_nothing_sealed_is_on_disk_in_the_clear(opened: Opened) -> None:
    with opened.inbox.incoming("file") as writer:
        writer.write(b"confidential drawing" * 9999)
    part = writer.attachment("confidential name.pdf", "application/pdf")
    opened.inbox.receive(replace(interest({}, {"owner": "confidential owner"}), attachments=(part,)), "secret key")

    for file in (path for path in opened.path.rglob("*") if path.is_file()):
        raw = file.read_bytes()
        content = zlib.decompress(raw) if file.parent.parent.name == "objects" else raw
        assert b"confidential" not in content
        assert b"secret key" not in content


def test_sent_again_with_the_same_key_it_gives_the_same_receipt(opened: Opened) -> None:
    first = opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "key")
    again = Inbox.open(opened.path).receive(numbered(1, [attached(opened.inbox, 1)]), "key")

    assert again == first
    assert len(list(opened.inbox.entries())) == 1


@pytest.mark.parametrize(
    "other",
    [
        numbered(2),
        replace(numbered(1), sealed={}),
        replace(numbered(1), consents=()),
        replace(numbered(1), about="x"),
    ],
)
def test_same_key_with_another_content_is_refused(opened: Opened, other: Submission) -> None:
    opened.inbox.receive(numbered(1), "key")

    with pytest.raises(KeyReusedError):
        opened.inbox.receive(other, "key")


def test_secret_is_not_stored_and_opens_only_its_own_receipt(opened: Opened) -> None:
    one, two = opened.inbox.receive(numbered(1), "1"), opened.inbox.receive(numbered(2), "2")

    assert opened.inbox.authenticate(one.number, one.secret)
    assert opened.inbox.authenticate(one.number.lower(), f" {one.secret[:13].lower()}-{one.secret[13:]} ")
    assert not opened.inbox.authenticate(one.number, two.secret)
    assert not opened.inbox.authenticate(one.number, "")
    assert not opened.inbox.authenticate("JB-20261121-000000", one.secret)
    assert not opened.inbox.authenticate("../../HEAD", "")
    assert one.secret not in opened.inbox.read(one.number).envelope.secret_hash


def test_secrets_are_compared_in_constant_time(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = opened.inbox.receive(numbered(1), "key")
    compared: list[tuple[int, int]] = []
    genuine = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append((len(a), len(b))) or genuine(a, b))

    for number, secret in ((receipt.number, receipt.secret), (receipt.number, "x"), ("JB-20261121-000000", "x")):
        opened.inbox.authenticate(number, secret)

    assert compared == [(64, 64)] * 3


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("JB-20261121-7K3M9Q", "JB-20261121-7K3M9Q"),
        ("jb20261121 7k3m9q", "JB-20261121-7K3M9Q"),
        ("JB-20261121-7KO1L0", "JB-20261121-7K0110"),
        ("JB-2026112I-7K3M9Q", "JB-20261121-7K3M9Q"),
        ("JB-20261121-7K3M9U", ""),
        ("JB-20261121-7K3M9", ""),
        ("", ""),
        ("../../../etc/passwd", ""),
    ],
)
def test_number_is_understood_as_people_type_it(typed: str, number: str) -> None:
    assert normal_number(typed) == number


def test_unknown_receipt_is_refused(opened: Opened) -> None:
    with pytest.raises(UnknownReceiptError):
        opened.inbox.read("JB-20261121-000000")


def test_what_git_has_packed_is_read_like_the_rest(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "key")
    subprocess.run(["git", "-C", opened.path, "gc", "--quiet", "--prune=now"], check=True)
    assert not (opened.path / "refs" / "heads" / "s" / receipt.number).exists()

    again = opened.inbox.resubmit(receipt.number, receipt.secret, numbered(2), "key-2")
    assert opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "key") == receipt
    assert opened.inbox.read(again.number).envelope.version == 2
    with opened.inbox.attachment(receipt.number, 1, opened.identity, version=1) as stream:
        assert stream.read() == file_content(1)


def test_attachment_that_is_not_read_to_its_end_leaves_nothing_behind(opened: Opened) -> None:
    with opened.inbox.incoming("large") as writer:
        for _ in range(40):
            writer.write(bytes(100_000))
    part = writer.attachment("large.bin", "application/octet-stream")
    receipt = opened.inbox.receive(numbered(1, [part]), "key")
    before = threading.active_count()
    for _ in range(5):
        with opened.inbox.attachment(receipt.number, 1, opened.identity) as stream:
            assert stream.read(3) == bytes(3)

    assert threading.active_count() <= before


def test_ciphertext_that_was_changed_is_not_taken_for_the_file(opened: Opened) -> None:
    sealed = bytearray(sealed_bytes(bytes(300_000), [recipient.key for recipient in opened.inbox.recipients()]))
    for place, count in ((-1, 0), (len(sealed) // 2, 0), (0, 70_000)):
        wrong = bytearray(sealed)
        wrong[place] ^= 1 if not count else 0
        with (
            pytest.raises(CannotOpenError),
            opened_stream(io.BytesIO(bytes(wrong[: len(wrong) - count])), opened.identity) as stream,
        ):
            stream.read()


def test_identity_of_nobody_opens_nothing(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "key")
    stranger = str(pyrage.x25519.Identity.generate())

    for identity in (stranger, "AGE-SECRET-KEY-1", ""):
        with pytest.raises(CannotOpenError):
            opened.inbox.sealed(receipt.number, identity)
        with pytest.raises(CannotOpenError):
            opened.inbox.attachment(receipt.number, 1, identity)


def test_without_recipients_it_does_not_open(opened: Opened) -> None:
    (opened.path / "recipients.txt").write_text("# nobody\n", encoding="utf-8")
    with pytest.raises(NoRecipientsError):
        Inbox.open(opened.path)

    (opened.path / "recipients.txt").write_text("somebody age1nokey\n", encoding="utf-8")
    with pytest.raises(NoRecipientsError):
        Inbox.open(opened.path)


def test_digest_of_the_receipt_stands_for_what_was_sealed(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1), "key")
    repository = opened.inbox.repository
    blob = repository.files(opened.inbox.read(receipt.number).tip)["sealed.age"]
    document = opened_bytes(repository.blob(blob), repository.data_keys.opening(blob, opened.identity))

    assert receipt.digest == f"sha256:{hashlib.sha256(document).hexdigest()}"
    assert len(json.loads(document)["nonce"]) == 32  # 128 bits nobody can guess


def test_list_is_filtered_and_newest_first(opened: Opened) -> None:
    opened.inbox.receive(numbered(1), "1")
    later = Inbox.open(opened.path, clock=lambda: AT.replace(hour=9))
    newest = later.receive(replace(numbered(2), about="cic2026-31-0001"), "2")
    later.act(newest.number, "start_review", REVIEWER, expected_tip=later.read(newest.number).tip)

    assert [row.title["zh"] for row in opened.inbox.entries()] == ["需求2", "需求1"]
    assert [row.title["zh"] for row in opened.inbox.entries(Filter(states=frozenset({"submitted"})))] == ["需求1"]
    assert [row.title["zh"] for row in opened.inbox.entries(Filter(about="cic2026-31-0001"))] == ["需求2"]


def returned(opened: Opened, number: str) -> None:
    """Have the submission reviewed and returned."""
    inbox = opened.inbox
    entry = inbox.act(number, "start_review", REVIEWER, expected_tip=inbox.read(number).tip)
    inbox.act(number, "return", REVIEWER, expected_tip=entry.tip, note=Text(zh="请补充指标。", en="Add indicators."))


def test_same_request_that_was_first_and_took_the_attachments_gives_the_receipt(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, submission = opened.inbox, numbered(1, [attached(opened.inbox, 1)])
    first, given = VersionWriter.first, []

    def late(*args: Any) -> Any:
        monkeypatch.setattr(VersionWriter, "first", first)
        given.append(inbox.receive(submission, "key"))
        submission.attachments[0].path.unlink()
        return first(*args)

    monkeypatch.setattr(VersionWriter, "first", late)

    assert [inbox.receive(submission, "key")] == given
    assert len(list(inbox.entries())) == 1


def test_corrected_version_replaces_the_first_which_stays(opened: Opened) -> None:
    inbox = opened.inbox
    receipt = inbox.receive(numbered(1, [attached(inbox, 1)]), "1")
    returned(opened, receipt.number)
    again = inbox.resubmit(receipt.number, receipt.secret, numbered(2), "2")
    entry = inbox.read(receipt.number)

    assert (again.number, again.secret) == (receipt.number, receipt.secret)
    assert again.digest != receipt.digest
    assert entry.envelope.sealed_digests == (receipt.digest, again.digest)
    assert (entry.envelope.state, entry.envelope.version, entry.envelope.attachments) == ("submitted", 2, 0)
    assert [version.public for version in entry.versions] == [numbered(1).public, numbered(2).public]
    assert inbox.sealed(receipt.number, opened.identity) == numbered(2).sealed
    assert inbox.sealed(receipt.number, opened.identity, version=1) == numbered(1).sealed
    with inbox.attachment(receipt.number, 1, opened.identity, version=1) as stream:
        assert stream.read() == file_content(1)
    assert [event.action for event in entry.events] == ["receive", "start_review", "return", "resubmit"]
    assert entry.events[2].note == Text(zh="请补充指标。", en="Add indicators.")


def test_what_the_server_cannot_read_may_stay_in_a_corrected_version(opened: Opened) -> None:
    inbox = opened.inbox
    files = [attached(inbox, 1, "a.pdf"), attached(inbox, 2, "b.pdf")]
    first = replace(numbered(1, files), sealed={"contact": "13", "budget": "500000"})
    receipt = inbox.receive(first, "1")
    corrected = replace(numbered(1, [attached(inbox, 3, "c.pdf")]), sealed={"budget": "600000"})
    inbox.resubmit(receipt.number, receipt.secret, corrected, "2", Kept(fields=True, attachments=(2,)))

    assert inbox.sealed(receipt.number, opened.identity) == {"contact": "13", "budget": "600000"}
    assert [part.name for part in inbox.attachments(receipt.number, opened.identity)] == ["b.pdf", "c.pdf"]
    for number, content in ((1, 2), (2, 3)):
        with inbox.attachment(receipt.number, number, opened.identity) as stream:
            assert stream.read() == file_content(content)


def test_versions_that_nobody_asked_for_are_bounded_and_each_can_be_opened(opened: Opened) -> None:
    inbox = opened.inbox
    receipt = inbox.receive(replace(numbered(1), sealed={"contact": "13", "budget": "1"}), "1")
    for number in range(2, MOST_VERSIONS + 1):
        corrected = replace(numbered(number), sealed={"budget": str(number)})
        inbox.resubmit(receipt.number, receipt.secret, corrected, str(number), Kept(fields=True))

    assert inbox.sealed(receipt.number, opened.identity) == {"contact": "13", "budget": str(MOST_VERSIONS)}
    with pytest.raises(NotAllowedError):
        inbox.resubmit(receipt.number, receipt.secret, numbered(0), "one more")
    returned(opened, receipt.number)
    assert inbox.resubmit(receipt.number, receipt.secret, numbered(0), "one more").number == receipt.number


@pytest.mark.parametrize("second_stays", [True, False])
def test_solution_set_aside_comes_back_only_where_the_solver_has_no_other(opened: Opened, second_stays: bool) -> None:
    inbox, organizer = opened.inbox, Actor("account-1", "organizer")
    solution = replace(numbered(1), form="solution", record="solution", mark=inbox.mark_of("need-1", "solver"))
    first = inbox.receive(solution, "1").number
    inbox.act(first, "mark_spam", organizer, expected_tip=inbox.read(first).tip)
    second = inbox.receive(solution, "2").number
    if not second_stays:
        inbox.act(second, "mark_spam", organizer, expected_tip=inbox.read(second).tip)

    def restore() -> str:
        return inbox.act(first, "restore", organizer, expected_tip=inbox.read(first).tip).envelope.state

    if second_stays:
        with pytest.raises(SecondSolutionError):
            restore()
    else:
        assert restore() == "submitted"
        with pytest.raises(SecondSolutionError):
            inbox.act(second, "restore", organizer, expected_tip=inbox.read(second).tip)


def test_corrected_version_sent_again_gives_the_same_receipt(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1), "1")
    first = opened.inbox.resubmit(receipt.number, receipt.secret, numbered(2), "2")

    assert opened.inbox.resubmit(receipt.number, receipt.secret, numbered(2), "2") == first
    assert opened.inbox.read(receipt.number).envelope.version == 2
    with pytest.raises(KeyReusedError):
        opened.inbox.resubmit(receipt.number, receipt.secret, numbered(3), "2")
    with pytest.raises(KeyReusedError):
        opened.inbox.receive(numbered(2), "2")


def test_corrected_version_needs_the_secret_and_its_time(opened: Opened) -> None:
    inbox = opened.inbox
    receipt = inbox.receive(numbered(1), "1")

    with pytest.raises(UnknownReceiptError):
        inbox.resubmit(receipt.number, "WRONG", numbered(2), "2")
    with pytest.raises(NotAllowedError):
        inbox.resubmit(receipt.number, receipt.secret, replace(numbered(2), form="result", record="result"), "2")
    inbox.act(receipt.number, "start_review", REVIEWER, expected_tip=inbox.read(receipt.number).tip)
    with pytest.raises(NotAllowedError):
        inbox.resubmit(receipt.number, receipt.secret, numbered(2), "2")
