"""The inbox in one file: it opens on another machine as it was, also where it was written while things came in."""

from __future__ import annotations

import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from forms.inbox.backup import back_up, restore
from forms.inbox.store import Inbox
from tests.inboxes import Opened, attached, new_inbox, numbered
from tests.waiting import PATIENCE

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path, lambda: AT)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--lang", "en"])


def test_what_was_received_opens_on_another_machine_and_goes_on(opened: Opened, tmp_path: Path) -> None:
    receipt = opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "1")
    assert run("backup", str(tmp_path / "inbox.tar"), "--inbox", str(opened.path)).exit_code == 0
    done = run("restore", str(tmp_path / "inbox.tar"), "--inbox", str(tmp_path / "new/inbox.git"))
    restored = Inbox.open(tmp_path / "new/inbox.git", clock=lambda: AT)

    assert done.exit_code == 0, done.output
    assert restored.sealed(receipt.number, opened.identity) == numbered(1).sealed
    assert restored.authenticate(receipt.number, receipt.secret)
    assert restored.receive(numbered(1, [attached(restored, 1)]), "1") == receipt
    assert restored.resubmit(receipt.number, receipt.secret, numbered(2), "2").number == receipt.number


@contextmanager
def receiving(inbox: Inbox, receipts: list[str]) -> Iterator[None]:
    """Let submissions come into *inbox* while the block runs; the first is there when it begins."""
    begun, stop = threading.Event(), threading.Event()

    def receive() -> None:
        while not stop.is_set():
            number = len(receipts)
            receipts.append(inbox.receive(numbered(number), str(number)).number)
            begun.set()

    thread = threading.Thread(target=receive)
    thread.start()
    begun.wait(PATIENCE)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_backup_while_things_come_in_is_whole(opened: Opened, tmp_path: Path) -> None:
    receipts: list[str] = []
    for count in range(5):
        with receiving(opened.inbox, receipts):
            before = len(receipts)
            back_up(opened.inbox.repository, tmp_path / f"{count}.tar", AT)
        restore(tmp_path / f"{count}.tar", tmp_path / f"{count}.git")
        restored = Inbox.open(tmp_path / f"{count}.git")
        for receipt in (summary.receipt for summary in restored.entries()):
            assert restored.sealed(receipt, opened.identity)
        assert len(list(restored.entries())) >= before > 0


def test_a_backup_can_be_read_by_its_owner_only_and_none_is_written_over(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "inbox.tar"
    run("backup", str(file), "--inbox", str(opened.path))
    written = file.read_bytes()
    again = run("backup", str(file), "--inbox", str(opened.path))

    assert (file.stat().st_mode & 0o777, again.exit_code, file.read_bytes() == written) == (0o600, 2, True)
    assert "exists and is not written over" in again.output


def test_a_backup_holds_no_key_file_and_nothing_that_was_on_its_way_in(opened: Opened, tmp_path: Path) -> None:
    attached(opened.inbox, 1)
    back_up(opened.inbox.repository, tmp_path / "inbox.tar", AT)
    with tarfile.open(tmp_path / "inbox.tar") as archive:
        texts = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}

    assert not [name for name in texts if "incoming" in name or name.endswith("lock")]
    assert not [name for name, text in texts.items() if opened.identity.encode() in text]


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def without_an_object(file: Path) -> None:
    with tarfile.open(file) as archive:
        kept = [(member, archive.extractfile(member)) for member in archive]
        lost = next(member for member, _ in kept if member.isfile() and member.name.startswith("objects/"))
        with tarfile.open(f"{file}.new", "w") as new:
            for member, content in kept:
                if member is not lost:
                    new.addfile(member, content)
    Path(f"{file}.new").replace(file)


def of_nothing(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("spoil", [cut_short, without_an_object, of_nothing])
def test_what_is_no_whole_backup_is_refused_and_nothing_is_put_in_place(
    spoil: object, opened: Opened, tmp_path: Path
) -> None:
    opened.inbox.receive(numbered(1), "1")
    back_up(opened.inbox.repository, tmp_path / "inbox.tar", AT)
    assert callable(spoil)
    spoil(tmp_path / "inbox.tar")
    done = run("restore", str(tmp_path / "inbox.tar"), "--inbox", str(tmp_path / "new/inbox.git"))

    assert (done.exit_code, list((tmp_path / "new").iterdir())) == (1, [])
    assert "no whole backup" in done.output


def test_a_backup_that_would_write_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a", encoding="utf-8")
    with tarfile.open(tmp_path / "inbox.tar", "w") as archive:
        archive.add(tmp_path / "a", "../../outside")
    done = run("restore", str(tmp_path / "inbox.tar"), "--inbox", str(tmp_path / "new/inbox.git"))

    assert (done.exit_code, (tmp_path / "outside").exists()) == (1, False)


def test_nothing_that_is_there_is_restored_over(opened: Opened, tmp_path: Path) -> None:
    back_up(opened.inbox.repository, tmp_path / "inbox.tar", AT)
    done = run("restore", str(tmp_path / "inbox.tar"), "--inbox", str(opened.path))

    assert (done.exit_code, "is not written over" in done.output) == (2, True)
