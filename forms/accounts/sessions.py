"""Who is signed in: kept on the server, identified by an opaque cookie, ended by idleness, age or sign-out."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from forms.accounts.accounts import Account
from forms.accounts.folder import FOLDER
from forms.inbox.disk import write_durably

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 10 * 3600  # a working day; then one signs in anew
TOUCH_SECONDS = 60  # use is noted so often
COOKIE = "jb_desk"


@dataclass(frozen=True)
class Session:
    """One session; times are seconds, ``csrf`` stands in every form, ``stamp`` is the account's when it began."""

    account: str
    stamp: str
    began: float
    used: float
    csrf: str


class Sessions:
    """The sessions of the inbox at *inbox*: one file each, named by the digest of its id, which is kept nowhere."""

    def __init__(self, inbox: Path, clock: Callable[[], float]) -> None:
        """Open the folder; *clock* tells seconds."""
        self._folder = inbox / FOLDER / "sessions"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock

    def begin(self, account: Account) -> str:
        """Return the id of a new session; whatever id the browser had before opens nothing."""
        self._clear()
        now = self._clock()
        session_id = secrets.token_urlsafe(32)
        self._write(session_id, Session(account.name, account.stamp, now, now, secrets.token_urlsafe(32)))
        return session_id

    def read(self, session_id: str) -> Session | None:
        """Return the session where it is neither idle for too long nor too old, and note that it was used."""
        try:
            session = Session(**json.loads(self._file(session_id).read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        now = self._clock()
        if self._is_over(session, now):
            self.end(session_id)
            return None
        if now - session.used > TOUCH_SECONDS:
            self._write(session_id, replace(session, used=now))
        return session

    def end(self, session_id: str) -> None:
        """End the session."""
        self._file(session_id).unlink(missing_ok=True)

    def _is_over(self, session: Session, now: float) -> bool:
        return now - session.used > IDLE_SECONDS or now - session.began > LONGEST_SECONDS

    def _file(self, session_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(session_id.encode('utf-8', 'replace')).hexdigest()}.json"

    def _write(self, session_id: str, session: Session) -> None:
        write_durably(self._file(session_id), json.dumps(asdict(session)).encode())

    def _clear(self) -> None:
        now = self._clock()
        for file in self._folder.glob("*.json"):
            try:
                is_over = self._is_over(Session(**json.loads(file.read_text(encoding="utf-8"))), now)
            except (OSError, ValueError, TypeError):
                continue
            if is_over:
                file.unlink(missing_ok=True)


def is_token(given: str, expected: str) -> bool:
    """Return whether a form carries the token of its session; takes as long for a wrong one."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
