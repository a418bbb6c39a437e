"""Local accounts of the desk, in one table in the inbox: what becomes of them is in the audit log."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from forms.accounts.audit import Audit
from forms.accounts.factors import Factors
from forms.accounts.failures import Failures, LockedError
from forms.accounts.folder import FOLDER, alone_in, read_rows, write_rows
from forms.accounts.passwords import hashed, is_right
from forms.accounts.roles import Member

ACCOUNTS = "accounts.json"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
CODES = "\0code"
"""After a name: its tries of a second factor, which are counted whatever network they come from."""


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

    def __init__(
        self, inbox: Path, clock: Callable[[], float], code_clock: Callable[[], float] | None = None
    ) -> None:
        """Open the folder; *clock* tells seconds, and *code_clock* those of the apps that show one-time codes."""
        self.folder = inbox / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.audit = Audit(inbox, clock)
        self.factors = Factors(inbox, code_clock or clock)
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

    def add(self, account: Account, by: str) -> None:
        """Add *account*, which *by* makes."""
        self.audit.write("account_added", account.name, by=by, about=", ".join(account.roles))
        self.put(account)

    def link(self, name: str, subject: str, by: str = "") -> Account | None:
        """Return the account that *subject* of the provider is linked to already, else link *name* to it.

        An empty *subject* takes the link away. All sessions of the account end.
        """
        with alone_in(self.folder):
            other = self.linked(subject)
            if other is None or other.name == name:
                self.audit.write("account_linked" if subject else "account_unlinked", name, by=by, about=subject)
                self._change(name, subject=subject)
                return None
            return other

    def set_password(self, name: str, password: str, by: str, network: str = "") -> None:
        """Give the account another password; its sessions end, and a closed account stays closed."""
        event = "password_changed" if by == name else "password_set"
        self.audit.write(event, name, by=by, network=network)
        kept = hashed(password)
        with alone_in(self.folder):
            self._change(name, password=kept)

    def set_roles(self, name: str, roles: tuple[str, ...], sessions: tuple[str, ...], by: str) -> None:
        """Let the account have *roles*, and look after the special sessions *sessions*, from now on."""
        with alone_in(self.folder):
            before = self.all()[name]
            told = f"{', '.join(before.roles)} → {', '.join(roles)}"
            self.audit.write("roles_changed", name, by=by, about=told)
            self._change(name, roles=roles, sessions=sessions)

    def close(self, name: str, by: str = "") -> bool:
        """Close the account and return whether there was one; its name stays taken, since the history uses it."""
        return self._open_or_close(name, by, is_closed=True)

    def reopen(self, name: str, by: str) -> bool:
        """Open the account again and return whether there was one; password, factor and link are what they were."""
        return self._open_or_close(name, by, is_closed=False)

    def _open_or_close(self, name: str, by: str, *, is_closed: bool) -> bool:
        with alone_in(self.folder):
            if name not in read_rows(self.folder / ACCOUNTS):
                return False
            self.audit.write("account_closed" if is_closed else "account_reopened", name, by=by)
            self._change(name, is_closed=is_closed)
        return True

    def _change(self, name: str, **fields: object) -> None:
        rows = read_rows(self.folder / ACCOUNTS)
        rows[name].update(fields)
        write_rows(self.folder / ACCOUNTS, rows)

    def unlock(self, name: str, by: str = "") -> None:
        """Forget the wrong passwords and codes of *name*, wherever they came from."""
        self.audit.write("account_unlocked", name, by=by)
        self._failures.forget(name)
        self._failures.forget(name + CODES)

    def set_factor(self, name: str, secret: str, code: str, network: str) -> tuple[str, ...]:
        """Return the recovery codes of the account's new second factor, none where *code* is not one of *secret*."""
        codes = self.factors.set_up(name, secret, code)
        if codes:
            self.audit.write("factor_set", name, network=network)
        return codes

    def new_recovery_codes(self, name: str, network: str) -> tuple[str, ...]:
        """Return recovery codes in place of those before, none where the account has no second factor."""
        codes = self.factors.new_recovery_codes(name)
        if codes:
            self.audit.write("recovery_made", name, network=network)
        return codes

    def remove_factor(self, name: str, by: str) -> bool:
        """Take the account's second factor away and return whether it had one."""
        if self.factors.get(name) is None:
            return False
        self.audit.write("factor_removed", name, by=by)
        return self.factors.remove(name)

    def sign_in(self, name: str, password: str, network: str = "") -> Account | None:
        """Return the account where *password* is its own; takes as long where there is none.

        Args:
            network: where the try comes from; who guesses from another locks nobody out here.

        Raises:
            LockedError: too many wrong ones came before, from the same network.
        """
        self._count(name, network, network)
        account = self.get(name)
        if not is_right(account.password if account else _nobody(), password) or account is None:
            self.audit.write("refused", self._known(name), network=network)
            return None
        self._failures.forget(name, network)
        return account

    def check_code(self, name: str, code: str, network: str = "") -> str:
        """Return ``code`` or ``recovery`` where *code* is a second factor of the account, else empty.

        Whoever comes so far knows the password, so that counting by the account alone locks out nobody else.

        Raises:
            LockedError: too many wrong ones came before, wherever from.
        """
        self._count(name + CODES, "", network)
        kind = self.factors.check(name, code)
        if not kind:
            self.audit.write("refused", self._known(name), network=network, about="code")
            return ""
        self._failures.forget(name + CODES)
        if kind == "recovery":
            self.audit.write("recovery_used", name, network=network)
        return kind

    def _count(self, counted: str, where: str, network: str) -> None:
        try:
            self._failures.count(counted, where)
        except LockedError:
            self.audit.write("locked", self._known(counted.removesuffix(CODES)), network=network)
            raise

    def _known(self, name: str) -> str:
        """Return *name* where it is an account's: people type passwords where names are asked for."""
        return name if name in read_rows(self.folder / ACCOUNTS) else ""


@functools.cache
def _nobody() -> str:
    return hashed("the password of nobody")
