"""Local accounts of the desk, in one table in the inbox: argon2id, and a lock that grows with each wrong password."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forms.accounts.failures import Failures
from forms.accounts.folder import FOLDER, alone_in, read_rows, write_rows
from forms.accounts.roles import Member

ACCOUNTS = "accounts.json"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200  # characters; length is what counts (NIST SP 800-63B)
_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommended setting


@dataclass(frozen=True)
class Account:
    """One account: an opaque name that stands in the history, and what it may do."""

    name: str
    password: str  # as argon2id writes it
    roles: tuple[str, ...]
    sessions: tuple[str, ...] = ()
    is_closed: bool = False
    subject: str = ""  # who signs in with it at the OpenID Connect provider; empty: nobody

    @property
    def member(self) -> Member:
        """Return who works at the desk with this account."""
        return Member(self.name, frozenset(self.roles), frozenset(self.sessions))

    @property
    def stamp(self) -> str:
        """Return what changes with the password and the subject, so that a new one ends all sessions."""
        return hashlib.sha256(f"{self.password}\0{self.subject}".encode()).hexdigest()[:16]


class Accounts:
    """The accounts of the inbox at *inbox*; safe for several processes."""

    def __init__(self, inbox: Path, clock: Callable[[], float]) -> None:
        """Open the folder; *clock* tells seconds."""
        self.folder = inbox / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._failures = Failures(self.folder, clock)

    def all(self) -> Mapping[str, Account]:
        """Return every account by name."""
        rows = read_rows(self.folder / ACCOUNTS)
        return {name: Account(name, row["password"], tuple(row["roles"]), tuple(row["sessions"]), row["is_closed"],
                              row.get("subject", ""))
                for name, row in sorted(rows.items())}  # fmt: skip

    def get(self, name: str) -> Account | None:
        """Return the account where it is open."""
        found = self.all().get(name)
        return found if found and not found.is_closed else None

    def linked(self, subject: str) -> Account | None:
        """Return the account that *subject* of the provider is linked to, closed ones too."""
        return next((found for found in self.all().values() if subject and found.subject == subject), None)

    def put(self, account: Account) -> None:
        """Add *account*, or put it in place of the one with its name."""
        with alone_in(self.folder):
            rows = read_rows(self.folder / ACCOUNTS)
            rows[account.name] = {key: value for key, value in asdict(account).items() if key != "name"}
            write_rows(self.folder / ACCOUNTS, rows)

    def link(self, name: str, subject: str) -> Account | None:
        """Return the account that *subject* of the provider is linked to already, else link *name* to it.

        An empty *subject* takes the link away. All sessions of the account end.
        """
        with alone_in(self.folder):
            other = self.linked(subject)
            if other is None or other.name == name:
                rows = read_rows(self.folder / ACCOUNTS)
                rows[name]["subject"] = subject
                write_rows(self.folder / ACCOUNTS, rows)
                return None
            return other

    def close(self, name: str) -> bool:
        """Close the account and return whether there was one; its name stays taken, since the history uses it."""
        with alone_in(self.folder):
            rows = read_rows(self.folder / ACCOUNTS)
            if name in rows:
                rows[name]["is_closed"] = True
                write_rows(self.folder / ACCOUNTS, rows)
            return name in rows

    def unlock(self, name: str) -> None:
        """Forget the wrong passwords of *name*, wherever they came from."""
        self._failures.forget(name)

    def sign_in(self, name: str, password: str, network: str = "") -> Account | None:
        """Return the account where *password* is its own; takes as long where there is none.

        Args:
            network: where the try comes from; who guesses from another locks nobody out here.

        Raises:
            LockedError: too many wrong ones came before, from the same network.
        """
        self._failures.count(name, network)
        account = self.get(name)
        is_right = _is_right(account.password if account else _nobody(), password[:LONGEST_PASSWORD])
        if not account or not is_right:
            return None
        self._failures.forget(name, network)
        return account


def hashed(password: str) -> str:
    """Return the hash of *password* that is stored."""
    return _hasher.hash(password)


def is_long_enough(password: str) -> bool:
    """Return whether *password* is long enough and not too long."""
    return SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD


def _is_right(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@functools.cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")
