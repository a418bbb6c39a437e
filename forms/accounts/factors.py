"""The second factor of local accounts: one-time codes of an app (RFC 6238), and recovery codes for when it is lost.

The secret lies encrypted to a key of the service beside it, so a copy of one file tells nobody a code.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyrage

from forms.accounts.folder import FOLDER, alone_in, read_rows, write_rows
from forms.accounts.roles import read_roles
from forms.inbox.errors import CannotOpenError
from forms.inbox.receipts import base32, in_groups
from forms.inbox.sealed.crypt import opened_bytes, sealed_bytes
from forms.inbox.sealed.keys import make_identity, read_identity
from site_builder.text_forms.folding import plain

FILE, KEY = "factors.json", "factors.key"
NEEDED_FOR = ("approve", "publish")
"""Actions that an account with a password may take only with a second factor."""
STEP_SECONDS = 30
SKEW_STEPS = 1  # a code of the step before or after is taken: clocks differ, people type slowly
RECOVERY_CODES, RECOVERY_BITS = 10, 80
_ALPHABET = str.maketrans("ilo", "110", "- ")


@dataclass(frozen=True)
class Factor:
    """The factor of one account: the encrypted secret, the step a code was last used of, recovery codes (digests)."""

    secret: str
    used_step: int
    recovery: tuple[str, ...]


class Factors:
    """The second factors of the inbox at *inbox*; safe for several processes."""

    def __init__(self, inbox: Path, clock: Callable[[], float]) -> None:
        """Open the folder, with its own key if there is none; *clock* tells seconds."""
        self._folder = inbox / FOLDER
        self._clock = clock
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            make_identity(self._folder / KEY, "factors")
        self._identity = read_identity(self._folder / KEY)

    def get(self, name: str) -> Factor | None:
        """Return the factor of the account, ``None`` where it has none."""
        return self._all().get(name)

    def set_up(self, name: str, secret: str, code: str) -> tuple[str, ...]:
        """Return the recovery codes of the account's new factor, told only here; none where *code* is wrong."""
        step = self._step_of(secret, code, 0)
        if not step:
            return ()
        public = str(pyrage.x25519.Identity.from_str(self._identity).to_public())
        codes = _recovery_codes()
        sealed = sealed_bytes(secret.encode(), [public]).hex()
        self._put(name, Factor(sealed, step, tuple(map(_digest, codes))))
        return codes

    def new_recovery_codes(self, name: str) -> tuple[str, ...]:
        """Return recovery codes in place of those before, none where the account has no factor."""
        with alone_in(self._folder):
            factor = self.get(name)
            if factor is None:
                return ()
            codes = _recovery_codes()
            self._write(name, replace(factor, recovery=tuple(map(_digest, codes))))
        return codes

    def remove(self, name: str) -> bool:
        """Take the factor away and return whether there was one."""
        with alone_in(self._folder):
            rows = read_rows(self._folder / FILE)
            had = rows.pop(name, None) is not None
            write_rows(self._folder / FILE, rows)
        return had

    def check(self, name: str, code: str) -> str:
        """Return what kind *code* is, ``code`` or ``recovery``, empty where it is neither; each is good for once."""
        with alone_in(self._folder):
            factor = self.get(name)
            if factor is None:
                return ""
            if step := self._step_of(self._opened(factor), code, factor.used_step):
                self._write(name, replace(factor, used_step=step))
                return "code"
            digest = _digest(code)
            if digest in factor.recovery:
                self._write(name, replace(factor, recovery=tuple(one for one in factor.recovery if one != digest)))
                return "recovery"
        return ""

    def _step_of(self, secret: str, code: str, after: int) -> int:
        """Return the step, later than *after*, of which *code* is the code; 0 where it is of none."""
        from pyotp import TOTP
        from pyotp.utils import strings_equal

        given, now = plain(code).replace(" ", ""), int(self._clock()) // STEP_SECONDS
        if not secret or not (given.isascii() and given.isdigit()):
            return 0
        totp = TOTP(secret)
        steps = [step for step in range(now - SKEW_STEPS, now + SKEW_STEPS + 1) if step > after]
        found = [step for step in steps if strings_equal(given, totp.generate_otp(step))]
        return found[0] if found else 0

    def _opened(self, factor: Factor) -> str:
        try:
            return opened_bytes(bytes.fromhex(factor.secret), self._identity).decode()
        except (CannotOpenError, ValueError):  # another key: only recovery codes are left
            return ""

    def _all(self) -> Mapping[str, Factor]:
        rows = read_rows(self._folder / FILE)
        return {name: Factor(row["secret"], row["used_step"], tuple(row["recovery"])) for name, row in rows.items()}

    def _put(self, name: str, factor: Factor) -> None:
        with alone_in(self._folder):
            self._write(name, factor)

    def _write(self, name: str, factor: Factor) -> None:
        write_rows(self._folder / FILE, {**read_rows(self._folder / FILE), name: asdict(factor)})


def new_secret() -> str:
    """Return a secret for an app: 160 bits in base32."""
    from pyotp import random_base32

    return random_base32()


def address_for_app(secret: str, account: str, issuer: str) -> str:
    """Return the ``otpauth:`` address that an app reads."""
    from pyotp import TOTP

    return TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def is_needed(roles: tuple[str, ...]) -> bool:
    """Return whether an account with *roles* may approve or publish."""
    return any(not read_roles()[action].isdisjoint(roles) for action in NEEDED_FOR)


def _recovery_codes() -> tuple[str, ...]:
    return tuple(in_groups(base32(secrets.token_bytes(16), RECOVERY_BITS).lower()) for _ in range(RECOVERY_CODES))


def _digest(code: str) -> str:
    """Return what is kept of a recovery code; it is as long as a key, so that a plain digest of it tells nothing."""
    return hashlib.sha256(plain(code).lower().translate(_ALPHABET).encode("utf-8", "replace")).hexdigest()
