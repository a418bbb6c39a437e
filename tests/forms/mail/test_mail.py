"""Mails: encrypted while they wait, tried again until they go, in the reader's language, without heads of others."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from forms.accounts.audit import Audit
from forms.inbox.decisions import Details
from forms.inbox.sealed.resealing import reseal
from forms.mail.messages import NoAddressError, Notice, message_of
from forms.mail.outbox import FIRST_WAIT, GIVEN_UP_AFTER, LONGEST_WAIT, Outbox
from forms.mail.sending import SmtpServer
from forms.mail.steps import Steps
from forms.model import Actor, Envelope
from forms.phrases import STRINGS
from forms.submission.sent import Sent
from forms.values.addresses import read_mail_address
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Text
from site_builder.validate.cells import cell_reader_of
from tests.inboxes import new_inbox, numbered
from tests.service import CONSENTS, Running, as_tree, need_pairs
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

NOTICE = Notice("received", "JB-20261121-7K3M9Q", "need", "zh", "2026-11-21T08:00:00Z")
FROM = "challenge@example.org"
EVENTS = sorted({path.stem for path in STRINGS.glob("*/mail/*.txt")})


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Mailbox:
    """A real SMTP server that refuses a number of mails, then takes them."""

    def __init__(self) -> None:
        self.refusals = 0
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 4.3.0 try again later"
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send_due(outbox: Outbox, url: str) -> int:
    return asyncio.run(outbox.send_due(SmtpServer.at(url).send))


def test_mail_is_sent_by_a_real_server(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    outbox = Outbox.open(tmp_path, Clock())
    outbox.put("lin.he@example.com", NOTICE, FROM)

    assert send_due(outbox, url) == 1
    assert [mail["To"] for mail in box.taken] == ["lin.he@example.com"]
    assert box.taken[0]["Subject"] == "已收到您的提交 JB-20261121-7K3M9Q（发布需求）"
    assert "JB-20261121-7K3M9Q" in box.taken[0].get_content()
    assert list(outbox.waiting()) == []


@pytest.mark.parametrize(
    ("written", "to"),
    [("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"), ("a@bücher.example", "a@xn--bcher-kva.example")],
)
def test_a_domain_in_other_letters_is_written_to_as_name_servers_know_it(written: str, to: str) -> None:
    mail = message_of(NOTICE, written, "challenge@例子.公司")

    assert (mail["To"], mail["From"]) == (to, "challenge@xn--fsqu00a.xn--55qx5d")
    assert mail["Message-ID"].endswith("@xn--fsqu00a.xn--55qx5d>")


ADDRESSES = (
    "a@example.org", "a@例子.中国", "联系@例子.公司", "a@example.org，", "a@example.org（工作）", "a@exa_mple.org",
    "ａ@example.org", "a@[127.0.0.1]",
)  # fmt: skip


@pytest.mark.parametrize("written", ADDRESSES)
def test_a_mail_goes_to_whatever_address_the_form_takes(written: str) -> None:
    read, spec = read_mail_address(written).text, read_schemas().parts["contact"].fields["email"]
    _, code, _ = cell_reader_of(spec)(read)

    if code:
        with pytest.raises(NoAddressError):
            message_of(NOTICE, read, FROM)
    else:
        assert message_of(NOTICE, read, FROM)["To"].isascii()


def test_a_mail_that_no_address_takes_is_told_of_and_goes(tmp_path: Path) -> None:
    lost: list[tuple[str, str]] = []
    outbox = Outbox.open(tmp_path, Clock())
    outbox.put("联系@例子.公司", NOTICE, FROM)

    asyncio.run(outbox.send_due(refusing, lambda event, notice: lost.append((event, notice.receipt))))

    assert lost == [("mail_dropped", NOTICE.receipt)]
    assert list(outbox.waiting()) == []


def test_a_mail_that_is_given_up_is_told_of(tmp_path: Path) -> None:
    lost: list[str] = []
    clock = Clock()
    outbox = Outbox.open(tmp_path, clock)
    outbox.put("lin.he@example.com", NOTICE, FROM)
    for _ in range(GIVEN_UP_AFTER):
        clock.now += LONGEST_WAIT
        asyncio.run(outbox.send_due(refusing, lambda event, notice: lost.append(event)))

    assert lost == ["mail_given_up"]


async def refusing(mail: EmailMessage) -> None:
    raise OSError


def test_the_desk_sees_which_mail_was_lost_and_never_its_address(tmp_path: Path) -> None:
    service = Running(tmp_path, smtp_url="smtp://127.0.0.1:9", mail_from=FROM)
    service.service.outbox.put("联系@例子.公司", NOTICE, FROM)
    audit = Audit(service.inbox_path, service.clock().timestamp)
    wait_until(lambda: bool(audit.latest(1, event="mail_dropped")))
    service.stop()
    (found,) = audit.latest(9, event="mail_dropped")

    assert (found.account, found.about) == ("", f"{NOTICE.receipt} received")


def test_refused_mail_waits_longer_each_time_and_goes_at_last(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    box.refusals = 3
    clock = Clock()
    outbox = Outbox.open(tmp_path, clock)
    outbox.put("lin.he@example.com", NOTICE, FROM)
    waits = []
    while not box.taken:
        send_due(outbox, url)
        for _, mail in outbox.waiting():
            waits.append(mail.next_at - clock.now)
            clock.now = mail.next_at

    assert waits == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert len(box.taken) == 1


def test_mail_is_not_tried_before_its_time(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    box.refusals = 1
    outbox = Outbox.open(tmp_path, Clock())
    outbox.put("lin.he@example.com", NOTICE, FROM)

    assert [send_due(outbox, url), send_due(outbox, url)] == [0, 0]
    assert len(list(outbox.waiting())) == 1


def test_mail_outlives_a_server_that_is_away_and_a_restart(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    clock = Clock()
    outbox = Outbox.open(tmp_path, clock)
    outbox.put("lin.he@example.com", NOTICE, FROM)
    send_due(outbox, f"smtp://127.0.0.1:{free_port()}")
    clock.now += LONGEST_WAIT

    assert send_due(Outbox.open(tmp_path, clock), url) == 1
    assert len(box.taken) == 1


def test_mail_that_never_goes_is_set_aside_and_kept(tmp_path: Path) -> None:
    clock = Clock()
    outbox = Outbox.open(tmp_path, clock)
    outbox.put("lin.he@example.com", NOTICE, FROM)

    async def refuse(_: EmailMessage) -> None:
        raise OSError

    for _ in range(GIVEN_UP_AFTER):
        asyncio.run(outbox.send_due(refuse))
        clock.now += LONGEST_WAIT

    assert list(outbox.waiting()) == []
    assert len(list(tmp_path.glob("*.failed"))) == 1


def test_waiting_mail_is_unreadable_without_the_key(tmp_path: Path) -> None:
    Outbox.open(tmp_path, Clock()).put("lin.he@example.com", NOTICE, FROM)
    (file,) = tmp_path.glob("*.mail")

    assert b"lin.he" not in file.read_bytes()
    assert (tmp_path / "service.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nSubject: buy",
        "a@example.org, b@example.org",
        "Name <a@example.org>",
        "a@localhost",
        "@example.org",
        "x" * 300 + "@example.org",
        "",
    ],
)
def test_no_address_adds_heads_or_readers(address: str) -> None:
    with pytest.raises(NoAddressError):
        message_of(NOTICE, address, FROM)


def test_note_stays_in_the_text() -> None:
    note = "改这里\r\nBcc: b@example.org\r\n\r\n.\r\n<script>alert(1)</script>"
    mail = message_of(Notice("returned", "JB-1", "need", "zh", "2026-11-21T08:00:00Z", note), "a@example.org", FROM)
    read = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)

    assert read["Bcc"] is None
    assert read.get_content_type() == "text/plain"
    assert "<script>alert(1)</script>" in read.get_content()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_step_has_its_mail(event: str, lang: str) -> None:
    notice = Notice(
        event, "JB-20261121-7K3M9Q", "solution", lang, "2026-11-21T08:00:00Z", "note", "https://example.org/"
    )
    mail = message_of(notice, "a@example.org", FROM)

    assert "JB-20261121-7K3M9Q" in mail["Subject"]
    assert "JB-20261121-7K3M9Q" in mail.get_content()


def test_submission_is_told_to_submitter_and_organisers_without_its_content(
    tmp_path: Path, mailbox: tuple[Mailbox, str]
) -> None:
    box, url = mailbox
    service = Running(tmp_path, smtp_url=url, mail_from=FROM, mail_to=("office@example.org",))
    service.hand_in("need", need_pairs())
    wait_until(lambda: len(box.taken) == 2)
    service.stop()
    texts = [mail.get_content() for mail in box.taken]

    assert sorted(mail["To"] for mail in box.taken) == ["lin.he@example.com", "office@example.org"]
    for word in ("浦江特钢", "林禾", "lin.he", "催化剂", "021-"):
        assert [word in text for text in texts] == [False, False]


def test_mail_that_cannot_be_queued_never_loses_the_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError

    service = Running(tmp_path, smtp_url="smtp://127.0.0.1:9", mail_from=FROM)
    monkeypatch.setattr(service.service.outbox, "put", full)
    answer = service.hand_in("need", need_pairs())
    service.stop()

    assert answer.status_code == 201


def test_submission_of_which_nobody_was_told_is_told_when_it_is_sent_again(tmp_path: Path) -> None:
    service = Running(tmp_path, smtp_url="smtp://127.0.0.1:9", mail_from=FROM, mail_to=("office@example.org",))
    core, form = service.service, read_forms()["need"]
    sent = Sent(form, "zh", "api", as_tree(need_pairs(), "need"), consents=frozenset(CONSENTS["need"]))
    checked = core.check(sent).submission
    assert checked
    receipt = core.inbox.receive(checked, f"api:{'k' * 20}")  # and here the process was killed
    told = []
    for _ in range(2):
        assert service.hand_in("need", need_pairs(), "k" * 20).json()["receipt"] == receipt.number
        told.append(sorted(mail.to for _, mail in core.outbox.waiting()))
    service.stop()

    assert told == [["lin.he@example.com", "office@example.org"]] * 2


def is_merged(_: Envelope) -> bool:
    return True


def test_a_look_reads_only_the_submissions_that_moved_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, outbox = new_inbox(tmp_path).inbox, Outbox.open(tmp_path / "outbox", Clock())
    steps = Steps(tmp_path / "contacts", outbox, FROM)
    numbers = [inbox.receive(numbered(number), f"key-{number}").number for number in range(20)]
    for number in numbers:
        steps.remember(number, "lin.he@example.com", "zh")
    read: list[str] = []
    opened: list[int] = []
    once, opening = inbox.read, outbox.opened
    monkeypatch.setattr(inbox, "read", lambda receipt: (read.append(receipt), once(receipt))[1])
    monkeypatch.setattr(outbox, "opened", lambda text: (opened.append(1), opening(text))[1])

    assert steps.tell(inbox, is_merged) == 0
    assert sorted(read) == sorted(numbers)
    read.clear()
    opened.clear()
    assert steps.tell(inbox, is_merged) == 0
    assert (read, opened) == ([], [])  # nothing of an unchanged inbox, not even an address
    actor, note = Actor("rev-1", "reviewer"), Text(zh="请写明方法", en="Say how")
    entry = inbox.act(numbers[3], "start_review", actor, expected_tip=once(numbers[3]).tip)
    assert steps.tell(inbox, is_merged) == 0
    inbox.act(numbers[3], "return", actor, expected_tip=entry.tip, note=note)
    assert steps.tell(inbox, is_merged) == 1
    assert read == [numbers[3], numbers[3]]


def test_a_step_that_could_not_be_queued_is_told_at_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, outbox = new_inbox(tmp_path).inbox, Outbox.open(tmp_path / "outbox", Clock())
    steps = Steps(tmp_path / "contacts", outbox, FROM)
    number = inbox.receive(numbered(1), "key-1").number
    steps.remember(number, "lin.he@example.com", "zh")
    actor, note = Actor("rev-1", "reviewer"), Text(zh="请写明方法", en="Say how")
    entry = inbox.act(number, "start_review", actor, expected_tip=inbox.read(number).tip)
    steps.tell(inbox, is_merged)
    inbox.act(number, "return", actor, expected_tip=entry.tip, note=note)

    with monkeypatch.context() as full:
        full.setattr("forms.mail.outbox.MOST_WAITING", 0)
        assert steps.tell(inbox, is_merged) == 0
    assert steps.tell(inbox, is_merged) == 1


def test_nobody_is_told_again_once_an_inbox_was_brought_over_from_an_earlier_version(tmp_path: Path) -> None:
    opened, outbox = new_inbox(tmp_path), Outbox.open(tmp_path / "outbox", Clock())
    inbox, steps = opened.inbox, Steps(tmp_path / "contacts", outbox, FROM)
    number = inbox.receive(numbered(1), "key-1").number
    steps.remember(number, "lin.he@example.com", "zh")
    actor, note = Actor("rev-1", "reviewer"), Text(zh="请写明方法", en="Say how")
    entry = inbox.act(number, "start_review", actor, expected_tip=inbox.read(number).tip)
    inbox.act(number, "return", actor, expected_tip=entry.tip, note=note)
    told = [steps.tell(inbox, is_merged)]
    reseal(inbox, number, opened.identity)

    assert [*told, steps.tell(inbox, is_merged)] == [1, 0]


def test_what_waits_in_a_request_at_a_code_host_is_not_told_as_published(tmp_path: Path) -> None:
    service = Running(tmp_path, smtp_url="smtp://127.0.0.1:9", mail_from=FROM)
    core, inbox = service.service, service.service.inbox
    got = service.hand_in("need", need_pairs()).json()
    number, organizer = got["receipt"], Actor("org-1", "organizer")
    for file, _ in core.outbox.waiting():
        file.unlink()
    entry = inbox.act(number, "start_review", Actor("org-1", "reviewer"), expected_tip=inbox.read(number).tip)
    approval = Details(digest=entry.envelope.digests["record.yml"])
    entry = inbox.act(number, "approve", Actor("org-1", "reviewer"), expected_tip=entry.tip, details=approval)
    published = Details(published_as="cic2026-31-0099")
    inbox.act(number, "published", organizer, expected_tip=entry.tip, details=published)
    queued = core.steps.tell(inbox, core.is_merged)
    told = service.client.get(f"/api/v1/submissions/{number}", headers={"receipt-secret": got["secret"]}).json()
    merged = [core.steps.tell(inbox, is_merged) for _ in range(2)]
    service.stop()

    assert queued == 0
    assert (told["state"], told["published_as"]) == ("merging", "")
    assert "已发布" not in str(told["history"])
    assert merged == [1, 0]
    assert [mail.notice.event for _, mail in core.outbox.waiting()] == ["published"]


def test_each_step_is_told_once_and_the_address_forgotten_at_the_end(tmp_path: Path) -> None:
    service = Running(tmp_path, smtp_url="smtp://127.0.0.1:9", mail_from=FROM)
    core, inbox = service.service, service.service.inbox
    number = service.hand_in("need", need_pairs()).json()["receipt"]
    service.stop()
    for _, mail in core.outbox.waiting():
        assert mail.notice.event == "received"
    for file, _ in core.outbox.waiting():
        file.unlink()
    reviewer, note = Actor("rev-1", "reviewer"), Text(zh="请写明方法", en="Say how")
    entry = inbox.act(number, "start_review", reviewer, expected_tip=inbox.read(number).tip)
    queued = [core.steps.tell(inbox, is_merged)]
    entry = inbox.act(number, "return", reviewer, expected_tip=entry.tip, note=note)
    queued += [core.steps.tell(inbox, is_merged), core.steps.tell(inbox, is_merged)]
    inbox.act(number, "mark_spam", reviewer, expected_tip=entry.tip)
    queued += [core.steps.tell(inbox, is_merged)]

    assert queued == [0, 1, 0, 0]
    assert [(mail.to, mail.notice.event, mail.notice.note) for _, mail in core.outbox.waiting()] == [
        ("lin.he@example.com", "returned", "请写明方法")
    ]
    assert list(tmp_path.rglob("*.contact")) == []
