"""Whoever is no recipient any more, and what was purged: no later copy of the history opens anything."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pyrage
import pytest

from forms.inbox.errors import CannotOpenError
from forms.inbox.sealed.keys import RECIPIENTS, make_identity, read_identity, write_recipients
from forms.inbox.sealed.rotation import rotate
from forms.inbox.store import Inbox
from forms.inbox.versions import Kept
from forms.model import Actor
from tests.inboxes import Opened, attached, file_content, new_inbox, numbered

OLDER = Path(__file__).parent / "sealed_directly.tar.gz"
AGE = b"age-encryption.org/v1\n"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """An inbox as version 0.3.0 left it: parts encrypted to the recipients, keys exchanged once, packed by git."""
    with tarfile.open(OLDER) as tar:
        tar.extractall(tmp_path, filter="data")
    return tmp_path


def git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", *words], cwd=folder, input=given, capture_output=True, check=True).stdout


def parts_in(repository: Path) -> list[bytes]:
    """Return every blob of the repository that age encrypted, whether or not anything names it."""
    listed = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
    blobs = [line.split()[1] for line in listed.decode().splitlines() if line.startswith("blob ")]
    return [part for blob in blobs if (part := git(repository, "cat-file", "blob", blob)).startswith(AGE)]


def opens(parts: list[bytes], identity: str) -> list[bool]:
    def does(part: bytes) -> bool:
        try:
            pyrage.decrypt(part, [pyrage.x25519.Identity.from_str(identity)])
        except pyrage.DecryptError:
            return False
        return True

    return [does(part) for part in parts]


def test_the_history_alone_opens_with_no_identity(opened: Opened, tmp_path: Path) -> None:
    opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "1")
    git(tmp_path, "clone", "--quiet", "--mirror", str(opened.path), "clone.git")

    assert opens(parts_in(tmp_path / "clone.git"), opened.identity) == [False, False]


def test_a_removed_recipient_opens_nothing_in_a_later_copy_of_the_inbox(opened: Opened, tmp_path: Path) -> None:
    receipt = opened.inbox.receive(numbered(1, [attached(opened.inbox, 1)]), "1")
    write_recipients(opened.path / RECIPIENTS, (make_identity(tmp_path / "new.txt", "new"),))
    list(rotate(opened.inbox, opened.identity))
    shutil.copytree(opened.path, tmp_path / "copy.git")
    copy = Inbox.open(tmp_path / "copy.git")

    with pytest.raises(CannotOpenError):
        copy.sealed(receipt.number, opened.identity)
    assert opens(parts_in(tmp_path / "copy.git"), opened.identity) == [False, False]
    assert copy.sealed(receipt.number, read_identity(tmp_path / "new.txt")) == numbered(1).sealed


def test_a_file_on_its_way_in_opens_for_whoever_is_a_recipient_when_it_arrives(
    opened: Opened, tmp_path: Path
) -> None:
    waiting = attached(opened.inbox, 1)
    write_recipients(opened.path / RECIPIENTS, (make_identity(tmp_path / "new.txt", "new"),))
    list(rotate(opened.inbox, opened.identity))
    receipt = opened.inbox.receive(numbered(1, [waiting]), "1")

    with opened.inbox.attachment(receipt.number, 1, read_identity(tmp_path / "new.txt")) as stream:
        assert stream.read() == file_content(1)
    with pytest.raises(CannotOpenError):
        opened.inbox.attachment(receipt.number, 1, opened.identity)


@pytest.mark.parametrize("is_packed", [True, False], ids=["packed", "loose"])
def test_an_inbox_of_an_earlier_version_is_brought_over_by_rotate_and_its_history_too(
    older: Path, *, is_packed: bool
) -> None:
    path, first, second = (
        older / "inbox.git",
        read_identity(older / "organizer.txt"),
        read_identity(older / "second.txt"),
    )
    if not is_packed:
        (pack,) = (path / "objects" / "pack").glob("*.pack")
        content = pack.read_bytes()
        shutil.rmtree(pack.parent)
        git(path, "unpack-objects", "-q", given=content)
    inbox = Inbox.open(path)
    (number, secret), (other, _) = (line.split() for line in (older / "receipts.txt").read_text().splitlines())
    before = inbox.read(number)
    fields = [inbox.sealed(number, second, version) for version in (1, 2)]
    assert any(opens(parts_in(path), first))
    assert any(opens(parts_in(path), second))

    assert sorted(rotate(inbox, second)) == sorted([number, other])

    assert not any(opens(parts_in(path), first))
    assert not any(opens(parts_in(path), second))
    after = inbox.read(number)
    assert [(event.at, event.action, event.actor) for event in after.events] == [
        (event.at, event.action, event.actor) for event in before.events
    ]
    assert (after.public, after.envelope.sealed_digests) == (before.public, before.envelope.sealed_digests)
    assert [inbox.sealed(number, second, version) for version in (1, 2)] == fields
    assert [part.name for part in inbox.attachments(number, second)] == ["方案.pdf", "方案.pdf"]
    for place in (1, 2):
        with inbox.attachment(number, place, second) as stream:
            assert len(stream.read()) == 300
    assert inbox.authenticate(number, secret)
    assert git(path, "fsck", "--strict", "--no-dangling") == b""


def test_a_request_sent_again_gets_its_receipt_also_after_an_inbox_was_brought_over(older: Path) -> None:
    inbox, second = Inbox.open(older / "inbox.git"), read_identity(older / "second.txt")
    other, secret = (older / "receipts.txt").read_text().splitlines()[1].split()
    list(rotate(inbox, second))

    again = inbox.receive(numbered(3), "3")

    assert (again.number, again.secret) == (other, secret)


def test_what_is_sent_to_an_inbox_of_an_earlier_version_goes_on_working(older: Path) -> None:
    inbox, second = Inbox.open(older / "inbox.git"), read_identity(older / "second.txt")
    other, secret = (older / "receipts.txt").read_text().splitlines()[1].split()
    inbox.resubmit(other, secret, numbered(4, [attached(inbox, 4)]), "4", Kept(fields=True))

    assert inbox.sealed(other, second, 1) == numbered(3).sealed
    assert list(rotate(inbox, second)) != []
    assert inbox.sealed(other, second, 1) == numbered(3).sealed
    with inbox.attachment(other, 1, second) as stream:
        assert stream.read() == file_content(4)
    assert inbox.read(other).tip


def test_rotating_again_changes_no_commit(opened: Opened) -> None:
    receipt = opened.inbox.receive(numbered(1), "1")
    tip = opened.inbox.act(
        receipt.number, "start_review", Actor("a", "reviewer"), expected_tip=opened.inbox.read(receipt.number).tip
    ).tip

    assert list(rotate(opened.inbox, opened.identity)) == [receipt.number]
    assert opened.inbox.read(receipt.number).tip == tip
