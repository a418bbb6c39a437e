"""Local accounts of the desk: argon2id, a lock that grows with each wrong password, one file in the inbox."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forms.desk.roles import Member
from forms.inbox.disk import alone, write_durably

FOLDER = Path("jiebang") / "desk"  # in the inbox
ACCOUNTS, FAILURES, LOCK = "accounts.json", "failures.json", "lock"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200  # characters; length is what counts (NIST SP 800-63B)
FREE_FAILURES = 5  # wrong passwords before the account is locked for a while
FIRST_LOCK, LONGEST_LOCK = 30, 3600  # seconds
MOST_COUNTED = 2000  # names that wrong passwords are counted for
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


class LockedError(Exception):
    """Too many wrong passwords; ``seconds`` until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Accounts:
    """The accounts of the inbox at *inbox*; safe for several processes."""

    def __init__(self, inbox: Path, clock: Callable[[], float]) -> None:
        """Open the folder; *clock* tells seconds."""
        self.folder = inbox / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock

    def all(self) -> Mapping[str, Account]:
        """Return every account by name."""
        rows = _read(self.folder / ACCOUNTS)
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
        with alone(self.folder / LOCK):
            rows = _read(self.folder / ACCOUNTS)
            rows[account.name] = {key: value for key, value in asdict(account).items() if key != "name"}
            _write(self.folder / ACCOUNTS, rows)

    def link(self, name: str, subject: str) -> Account | None:
        """Return the account that *subject* of the provider is linked to already, else link *name* to it.

        An empty *subject* takes the link away. All sessions of the account end.
        """
        with alone(self.folder / LOCK):
            other = self.linked(subject)
            if other is None or other.name == name:
                rows = _read(self.folder / ACCOUNTS)
                rows[name]["subject"] = subject
                _write(self.folder / ACCOUNTS, rows)
                return None
            return other

    def close(self, name: str) -> bool:
        """Return whether there is such an account, now closed; its name stays taken, the history names it."""
        found = self.all().get(name)
        if found:
            self.put(replace(found, is_closed=True))
        return found is not None

    def unlock(self, name: str) -> None:
        """Forget the wrong passwords of *name*."""
        with alone(self.folder / LOCK):
            failures = _read(self.folder / FAILURES)
            failures.pop(_key(name), None)
            _write(self.folder / FAILURES, failures)

    def sign_in(self, name: str, password: str) -> Account | None:
        """Return the account where *password* is its own; takes as long where there is none.

        The try is counted before the password is looked at, so that tries side by side are all counted.

        Raises:
            LockedError: too many wrong ones came before.
        """
        self._count(name)
        account = self.get(name)
        is_right = _is_right(account.password if account else _nobody(), password[:LONGEST_PASSWORD])
        if not account or not is_right:
            return None
        self.unlock(name)
        return account

    def _count(self, name: str) -> None:
        now = self._clock()
        with alone(self.folder / LOCK):
            failures = _read(self.folder / FAILURES)
            count, until = failures.get(_key(name), (0, 0.0))
            if until > now:
                raise LockedError(int(until - now) + 1)
            count += 1
            late = count - FREE_FAILURES
            until = now + min(FIRST_LOCK * 2**late, LONGEST_LOCK) if late >= 0 else 0.0
            failures.pop(_key(name), None)
            kept = dict(list(failures.items())[-MOST_COUNTED + 1 :])
            _write(self.folder / FAILURES, {**kept, _key(name): (min(count, 40), until)})


def hashed(password: str) -> str:
    """Return *password* as it is kept."""
    return _hasher.hash(password)


def is_long_enough(password: str) -> bool:
    """Return whether *password* will do."""
    return SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD


def _is_right(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@functools.cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


def _read(file: Path) -> dict[str, Any]:
    try:
        rows: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return rows


def _write(file: Path, rows: Mapping[str, object]) -> None:
    write_durably(file, json.dumps(rows, ensure_ascii=False, indent=1).encode())
