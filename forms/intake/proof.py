"""Proof of work (ALTCHA): a signed challenge that takes a machine a second, valid for a while and for one request."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from altcha import v1 as altcha

VALID_SECONDS = 3600
HARDEST = 60_000  # numbers to try at most; about a second in a browser
_SWEEP_SECONDS = 600
_MOST_PAYLOAD = 2000  # characters


class ProofOfWork:
    """Gives out challenges and takes each solution once; what was spent is known after a restart too.

    Args:
        folder: where spent challenges are remembered, a small link each until it expires.
        key: signs the challenges.
        clock: seconds since 1970.
    """

    def __init__(
        self, folder: Path, key: bytes, clock: Callable[[], float] = time.time, hardest: int = HARDEST
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._key = key.hex()
        self._clock = clock
        self._hardest = hardest
        self._swept = 0.0

    def challenge(self) -> dict[str, Any]:
        """Return a new challenge as ALTCHA's widget reads it."""
        expires = datetime.fromtimestamp(int(self._clock()) + VALID_SECONDS, UTC)
        made = altcha.create_challenge(
            altcha.ChallengeOptions(hmac_key=self._key, max_number=self._hardest, expires=expires)
        )
        row: dict[str, Any] = made.to_dict()
        return {**row, "maxnumber": row["maxNumber"]}

    def is_solved(self, payload: str) -> bool:
        """Return whether *payload* solves a challenge of ours that has not expired."""
        found = _payload(payload)
        if found is None:
            return False
        try:
            answer = altcha.Payload.from_dict(found)  # type: ignore[arg-type]
            _, expires, _ = answer.parse_salt()
            is_right, _ = altcha.verify_solution(answer, self._key, check_expires=False)
        except (KeyError, TypeError, ValueError, AttributeError):
            return False
        return bool(is_right) and expires is not None and self._clock() < expires

    def spend(self, payload: str, key: str) -> bool:
        """Return whether the solution in *payload* may be used for the request *key*: once, or again for the same."""
        self._sweep()
        found = _payload(payload)
        if found is None:
            return False
        return self.spend_once(str(found["signature"]), key)

    def spend_once(self, ticket: str, key: str) -> bool:
        """Return whether *ticket* is used for the first time, or again for the same request *key*.

        A link that leads nowhere is made with what it tells in one step: who was cut off there may send again.
        """
        link = self._folder / hashlib.sha256(ticket.encode("utf-8", "replace")).hexdigest()
        owner = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        try:
            link.symlink_to(owner)
        except FileExistsError:
            return hmac.compare_digest(str(link.readlink()), owner)
        return True

    def _sweep(self) -> None:
        """Forget what has expired."""
        now = self._clock()
        if now - self._swept < _SWEEP_SECONDS:
            return
        self._swept = now
        for link in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - link.lstat().st_mtime > 2 * VALID_SECONDS:
                    link.unlink()


def _payload(text: str) -> dict[str, Any] | None:
    if not text or len(text) > _MOST_PAYLOAD:
        return None
    try:
        found = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in ("signature", "salt")):
        return None
    return found if isinstance(found.get("number"), int) else None
