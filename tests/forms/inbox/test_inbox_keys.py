"""Recipients and identities: who can open what is sealed, and that an exchanged key is no longer needed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from forms.inbox.errors import CannotOpenError
from forms.inbox.sealed.keys import make_first, make_identity, read_identity, read_recipients, write_recipients
from forms.inbox.sealed.rotation import rotate
from forms.inbox.store import Inbox
from forms.model import Actor
from tests.inboxes import Opened, attached, file_content, new_inbox, numbered


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path)


def run(*arguments: str | Path, lang: str = "en") -> Result:
    return CliRunner().invoke(cli, ["keys", *map(str, arguments), "--lang", lang])


def test_init_writes_an_identity_that_only_its_owner_reads_and_says_where(tmp_path: Path) -> None:
    inbox, file = tmp_path / "inbox.git", tmp_path / "own" / "organizer.txt"
    result = run("init", "--inbox", inbox, "--identity-file", file)

    assert result.exit_code == 0
    assert str(file) in result.output
    assert "Keep it safe" in result.output
    assert read_identity(file) not in result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(inbox.stat().st_mode) == 0o700
    [recipient] = read_recipients(inbox / "recipients.txt")
    assert recipient.key in file.read_text(encoding="utf-8")


def test_identity_is_not_put_into_a_repository(tmp_path: Path) -> None:
    (tmp_path / "work" / ".git").mkdir(parents=True)
    inside = run("init", "--inbox", tmp_path / "inbox.git", "--identity-file", tmp_path / "work" / "own" / "key.txt")
    bare = run("init", "--inbox", tmp_path / "inbox.git", "--identity-file", tmp_path / "inbox.git" / "key.txt")

    assert (inside.exit_code, bare.exit_code) == (2, 2)
    assert "inside a git repository" in inside.output
    assert not (tmp_path / "inbox.git" / "recipients.txt").exists()


def test_identity_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    file.write_text("something\n", encoding="utf-8")
    result = run("init", "--inbox", tmp_path / "inbox.git", "--identity-file", file)

    assert result.exit_code == 2
    assert file.read_text(encoding="utf-8") == "something\n"


def test_first_start_makes_one_and_the_next_does_not(tmp_path: Path) -> None:
    recipients = tmp_path / "recipients.txt"
    first = make_first(recipients, tmp_path / "own")
    before = recipients.read_bytes()

    assert first == tmp_path / "own" / "organizer.txt"
    assert make_first(recipients, tmp_path / "own") is None
    assert recipients.read_bytes() == before
    assert make_first(tmp_path / "other.txt", tmp_path / "own") != first


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "organizer"], "already"),
        (["add", "Name"], "lower-case letters"),
        (["add", "x", "age1nonsense"], "not an age public key"),
        (["remove", "nobody"], "organizer"),
        (["remove", "organizer"], "last recipient"),
        (["init"], "already"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_keys_refuses_and_changes_nothing(opened: Opened, arguments: list[str], says: str) -> None:
    before = (opened.path / "recipients.txt").read_bytes()
    result = run(*arguments, "--inbox", opened.path)

    assert result.exit_code == 2
    assert says in result.output
    assert (opened.path / "recipients.txt").read_bytes() == before


def test_list_shows_names_and_keys(opened: Opened) -> None:
    [recipient] = read_recipients(opened.path / "recipients.txt")

    assert run("list", "--inbox", opened.path).output == f"organizer  {recipient.key}\n"
    assert run("list", "--inbox", opened.path.parent).exit_code == 2


def test_every_recipient_opens_what_comes_in(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "second.txt"
    assert run("add", "second", "--inbox", opened.path, "--identity-file", file).exit_code == 0
    receipt = opened.inbox.receive(numbered(1), "key")

    for identity in (opened.identity, read_identity(file)):
        assert opened.inbox.sealed(receipt.number, identity) == numbered(1).sealed


def test_exchanged_key_is_no_longer_needed(opened: Opened, tmp_path: Path) -> None:
    inbox = opened.inbox
    receipt = inbox.receive(numbered(1, [attached(inbox, 1)]), "1")
    again = inbox.resubmit(receipt.number, receipt.secret, numbered(2, [attached(inbox, 2)]), "2")
    moved = inbox.act(
        receipt.number, "start_review", Actor("a", "reviewer"), expected_tip=inbox.read(receipt.number).tip
    )
    new = tmp_path / "new.txt"
    assert run("add", "new", "--inbox", opened.path, "--identity-file", new).exit_code == 0
    assert run("remove", "organizer", "--inbox", opened.path).exit_code == 0
    result = run("rotate", "--inbox", opened.path, "--identity", tmp_path / "organizer.txt")

    assert (result.exit_code, result.output.split("\n")[0]) == (
        0,
        "From now on these, and nobody else, can open what is sealed in the inbox: new. Submissions: 1.",
    )
    identity = read_identity(new)
    for version, number in ((1, 1), (2, 2)):
        assert inbox.sealed(receipt.number, identity, version) == numbered(number).sealed
        with inbox.attachment(receipt.number, 1, identity, version) as stream:
            assert stream.read() == file_content(number)
        with pytest.raises(CannotOpenError):
            inbox.sealed(receipt.number, opened.identity, version)
        with pytest.raises(CannotOpenError):
            inbox.attachment(receipt.number, 1, opened.identity, version)
    entry = inbox.read(receipt.number)
    assert (entry.events, entry.public, entry.versions) == (moved.events, moved.public, moved.versions)
    assert entry.envelope.sealed_digests == (receipt.digest, again.digest)
    assert inbox.authenticate(receipt.number, receipt.secret)


def test_rotation_that_was_cut_off_goes_on_where_it_stopped(opened: Opened, tmp_path: Path) -> None:
    receipts = [opened.inbox.receive(numbered(number), f"{number}").number for number in range(3)]
    new = make_identity(tmp_path / "new.txt", "new")
    write_recipients(opened.path / "recipients.txt", (new,))
    cut_off = rotate(opened.inbox, opened.identity)
    next(cut_off)
    cut_off.close()

    assert sorted(rotate(Inbox.open(opened.path), opened.identity)) == sorted(receipts)
    for number, receipt in enumerate(receipts):
        assert opened.inbox.sealed(receipt, read_identity(tmp_path / "new.txt")) == numbered(number).sealed


def test_rotation_with_a_strange_identity_changes_nothing(opened: Opened, tmp_path: Path) -> None:
    receipt = opened.inbox.receive(numbered(1), "1")
    tip = opened.inbox.read(receipt.number).tip
    write_recipients(opened.path / "recipients.txt", (make_identity(tmp_path / "new.txt", "new"),))
    result = run("rotate", "--inbox", opened.path, "--identity", tmp_path / "new.txt")

    assert result.exit_code == 1
    assert opened.inbox.read(receipt.number).tip == tip
    assert opened.inbox.sealed(receipt.number, opened.identity) == numbered(1).sealed


def test_a_recipient_removed_with_a_key_file_at_hand_is_shut_out_at_once(opened: Opened, tmp_path: Path) -> None:
    receipt = opened.inbox.receive(numbered(1), "1")
    own, second = tmp_path / "organizer.txt", tmp_path / "second.txt"
    added = run("add", "second", "--inbox", opened.path, "--identity-file", second, "--identity", own)
    assert (added.exit_code, opened.inbox.sealed(receipt.number, read_identity(second))) == (0, numbered(1).sealed)

    removed = run("remove", "organizer", "--inbox", opened.path, "--identity", second)

    assert removed.output.splitlines()[:2] == [
        "Recipient organizer removed.",
        "From now on these, and nobody else, can open what is sealed in the inbox: second. Submissions: 1.",
    ]
    with pytest.raises(CannotOpenError):
        opened.inbox.sealed(receipt.number, opened.identity)
