"""Who can read sealed parts: public keys in the inbox; identities are with the organisers and nowhere else."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyrage

from forms.inbox.disk import durable, fsync_folder, write_durably
from forms.inbox.errors import NoRecipientsError

RECIPIENTS = "recipients.txt"
SERVER_KEY = "server.key"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
HEADER = (
    "# Public keys (age) of those who can read what is sealed: name and key, one a line. Written by `jiebang keys`.\n"
)
_LINE = re.compile(rf"(?P<name>{NAME.pattern}) (?P<key>age1[02-9ac-hj-np-z]{{58}})")


@dataclass(frozen=True, order=True)
class Recipient:
    """One who can read what is sealed: a short name and a public key."""

    name: str
    key: str


def read_recipients(file: Path) -> tuple[Recipient, ...]:
    """Return the recipients in *file*, in its order.

    Raises:
        NoRecipientsError: there is none, or a line has another form; half a list would lock somebody out.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise NoRecipientsError(str(file)) from None
    found: list[Recipient] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None or not is_public_key(match["key"]):
            raise NoRecipientsError(f"{file}:{number}")
        found.append(Recipient(match["name"], match["key"]))
    if not found:
        raise NoRecipientsError(str(file))
    return tuple(found)


def write_recipients(file: Path, recipients: tuple[Recipient, ...]) -> None:
    """Write *recipients* to *file*, in one step."""
    rows = "".join(f"{recipient.name} {recipient.key}\n" for recipient in recipients)
    write_durably(file, (HEADER + rows).encode())


def is_public_key(text: str) -> bool:
    """Return whether *text* is a public key of age."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def identity_folder() -> Path:
    """Return the default folder of identities: in the user's own settings, outside every repository."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "jiebang" / "identities"


def make_identity(file: Path, name: str) -> Recipient:
    """Write a new identity to *file*, readable by its owner only, and return its public half as recipient *name*.

    Raises:
        FileExistsError: there is a file; an identity is never written over.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with durable(file) as handle:
        handle.write(f"# Identity of {name}, public key {public}. Keep it safe and secret.\n{identity}\n".encode())
    fsync_folder(file.parent)
    return Recipient(name, public)


def make_first(recipients_file: Path, folder: Path, name: str = "organizer") -> Path | None:
    """Return the file of a new identity, now the only recipient; ``None`` where there are recipients already.

    Args:
        folder: where identities lie; one that is there already is never written over.
    """
    if recipients_file.exists():
        return None
    file = folder / f"{name}.txt"
    if file.exists():
        file = folder / f"{name}-{secrets.token_hex(4)}.txt"
    write_recipients(recipients_file, (make_identity(file, name),))
    return file


def read_identity(file: Path) -> str:
    """Return the identity (``AGE-SECRET-KEY-…``) in *file*; empty where it holds none."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")


def is_in_repository(file: Path) -> bool:
    """Return whether *file* would lie in the working tree of a git repository, or in a bare one."""
    return any((folder / ".git").exists() or (folder / "HEAD").is_file() for folder in file.resolve().parents)


def read_server_key(folder: Path) -> bytes:
    """Return the key from which receipts are worked out; made in *folder* where there is none.

    It opens nothing that is sealed. Without it a request that is sent again gets another secret.
    """
    file = folder / SERVER_KEY
    if not file.exists():
        beside = folder / f".{SERVER_KEY}.{secrets.token_hex(4)}"
        with durable(beside) as handle:
            handle.write(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):  # of two processes that make one, the first wins
            file.hardlink_to(beside)
        beside.unlink()
        fsync_folder(folder)
    return file.read_bytes()
