"""Who is signed in: kept on the server, identified by an opaque cookie, ended by idleness, age or sign-out."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from forms.accounts.accounts import Account
from forms.accounts.folder import FOLDER
from forms.inbox.disk import write_durably

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 10 * 3600  # a working day; then one signs in anew
TOUCH_SECONDS = 60  # use is noted so often
COOKIE = "jb_desk"
MEANS = ("password", "factor", "provider")
"""How somebody signed in: by password alone, with a second factor, by single sign-on."""
_MARK = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Session:
    """One session; times are seconds, ``csrf`` stands in every form, ``stamp`` is the account's when it began.

    ``network`` and ``browser`` are what the person who signed in would know it by; ``means`` is one of
    ``MEANS``, empty before version 0.4.
    """

    account: str
    stamp: str
    began: float
    csrf: str
    network: str = ""
    browser: str = ""
    means: str = ""


@dataclass(frozen=True)
class Listed:
    """A session in a list: ``mark`` names it and opens nothing; ``used`` is when it was last noted to be used."""

    mark: str
    session: Session
    used: float


class Sessions:
    """The sessions of the inbox at *inbox*: one file each, named by the digest of its id, which is kept nowhere.

    When a session was used is the time of its file: noting it can never bring back a file that is gone.
    """

    def __init__(self, inbox: Path, clock: Callable[[], float]) -> None:
        """Open the folder; *clock* tells seconds."""
        self._folder = inbox / FOLDER / "sessions"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock

    def begin(self, account: Account, network: str = "", browser: str = "", means: str = "") -> str:
        """Return the id of a new session; whatever id the browser had before opens nothing."""
        for listed in self.all():
            if self._is_over(listed):
                self.end_marked(listed.mark)
        now = self._clock()
        session_id = secrets.token_urlsafe(32)
        session = Session(account.name, account.stamp, now, secrets.token_urlsafe(32), network, browser, means)
        file = self._file(mark_of(session_id))
        write_durably(file, json.dumps(asdict(session)).encode())
        os.utime(file, (now, now))
        return session_id

    def read(self, session_id: str) -> Session | None:
        """Return the session where it is neither idle for too long nor too old, and note that it was used."""
        listed = self._listed(mark_of(session_id))
        if listed is None:
            return None
        if self._is_over(listed):
            self.end(session_id)
            return None
        now = self._clock()
        if now - listed.used > TOUCH_SECONDS:
            try:
                os.utime(self._file(listed.mark), (now, now))
            except FileNotFoundError:  # ended meanwhile
                return None
        return listed.session

    def all(self) -> Iterator[Listed]:
        """Yield every session that there is, those that are over and not cleared yet among them."""
        for file in self._folder.glob("*.json"):
            if listed := self._listed(file.stem):
                yield listed

    def open_ones(self) -> list[Listed]:
        """Return the sessions that are not over, the one used last first."""
        return sorted((one for one in self.all() if not self._is_over(one)), key=lambda one: -one.used)

    def end(self, session_id: str) -> None:
        """End the session."""
        self.end_marked(mark_of(session_id))

    def end_marked(self, mark: str) -> Session | None:
        """End the session that *mark* names in a list and return what it was, ``None`` where there is none."""
        found = self._listed(mark) if _MARK.fullmatch(mark) else None
        if found:
            self._file(mark).unlink(missing_ok=True)
        return found.session if found else None

    def end_all(self, account: str, but: str = "") -> int:
        """End every session of *account*, but the one that the mark *but* names; return how many."""
        marks = [one.mark for one in self.all() if one.session.account == account and one.mark != but]
        for mark in marks:
            self.end_marked(mark)
        return len(marks)

    def _is_over(self, listed: Listed) -> bool:
        now = self._clock()
        return now - listed.used > IDLE_SECONDS or now - listed.session.began > LONGEST_SECONDS

    def _file(self, mark: str) -> Path:
        return self._folder / f"{mark}.json"

    def _listed(self, mark: str) -> Listed | None:
        try:
            with self._file(mark).open(encoding="utf-8") as file:
                row = json.load(file)
                row.pop("used", None)  # stood there before version 0.4
                session = Session(**row)
                return Listed(mark, session, max(os.fstat(file.fileno()).st_mtime, session.began))
        except (OSError, ValueError, TypeError, AttributeError):
            return None


def mark_of(session_id: str) -> str:
    """Return what names a session without opening it."""
    return hashlib.sha256(session_id.encode("utf-8", "replace")).hexdigest()


def is_token(given: str, expected: str) -> bool:
    """Return whether a form carries the token of its session; takes as long for a wrong one."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
