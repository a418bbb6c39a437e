"""The audit log: who signed in, got a role, opened what is sealed, which mail was lost; one line each.

One file a month in the inbox's own folder, only ever added to; what is older than a year goes.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from forms.accounts.folder import FOLDER, alone_in

KEPT_MONTHS = 13  # this one and the twelve before
MOST_BYTES = 32 * 2**20  # of one month; beyond it refusals are not written any more, all else is
FLOODING = frozenset({"refused", "locked"})
"""What somebody who is not signed in can cause as often as they like."""
EVENTS = (
    "signed_in", "signed_out", "refused", "locked", "session_ended", "account_added", "account_closed",
    "account_reopened", "account_unlocked", "roles_changed", "password_changed", "password_set", "account_linked",
    "account_unlinked", "factor_set", "factor_removed", "recovery_used", "recovery_made", "opened", "downloaded",
    "mail_dropped", "mail_given_up",
)  # fmt: skip
"""Everything that is written; its words are under ``desk.event``."""
COMMAND_LINE = "command"
"""Where whoever runs the service acts, rather than somebody at the desk."""


@dataclass(frozen=True)
class Event:
    """One thing that happened, ``at`` in UTC.

    Args:
        account: whose it is; empty where a sign-in named none that there is: people type passwords there.
        by: who did it, where that is another; ``command``: whoever runs the service.
        network: the address that it came from, empty on the command line.
        about: what it is about, a receipt number or roles.
    """

    at: str
    event: str
    account: str = ""
    by: str = ""
    network: str = ""
    about: str = ""


class Audit:
    """The log of the inbox at *inbox*; safe for several processes."""

    def __init__(self, inbox: Path, clock: Callable[[], float]) -> None:
        """Open the folder; *clock* tells seconds."""
        self._folder = inbox / FOLDER / "audit"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock

    def write(self, event: str, account: str, *, by: str = "", network: str = "", about: str = "") -> None:
        """Add one line; it is on disk when this returns.

        Raises:
            OSError: it could not be written, and what it is of must not happen then.
        """
        if event not in EVENTS:
            raise ValueError(event)
        at = datetime.fromtimestamp(self._clock(), UTC)
        row = Event(at.strftime("%Y-%m-%dT%H:%M:%SZ"), event, account, by, network, about[:200])
        line = json.dumps(asdict(row), ensure_ascii=False).encode() + b"\n"
        with alone_in(self._folder):
            file = self._folder / f"{at:%Y-%m}.jsonl"
            is_new = not file.exists()
            if is_new:
                self._forget()
            elif event in FLOODING and file.stat().st_size > MOST_BYTES:
                return
            with os.fdopen(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as opened:
                opened.write(line)
                opened.flush()
                os.fsync(opened.fileno())

    def latest(self, most: int, account: str = "", event: str = "") -> list[Event]:
        """Return the *most* latest events, the last first, of *account* only and of kind *event* only where given."""
        found: list[Event] = []
        for file in sorted(self._folder.glob("*.jsonl"), reverse=True):
            rows = (row for row in _rows(file) if account in ("", row.account, row.by) and event in ("", row.event))
            found += reversed(deque(rows, maxlen=most - len(found)))
            if len(found) >= most:
                break
        return found

    def _forget(self) -> None:
        for file in sorted(self._folder.glob("*.jsonl"))[: -KEPT_MONTHS + 1]:
            file.unlink(missing_ok=True)


def _rows(file: Path) -> Iterator[Event]:
    with file.open(encoding="utf-8") as opened:
        for line in opened:
            try:
                yield Event(**json.loads(line))
            except (ValueError, TypeError):  # cut off by a power failure
                continue
