"""What a code host refuses, or keeps from being asked."""

from __future__ import annotations

from collections.abc import Mapping


class HostError(Exception):
    """A code host cannot be used; ``code`` is a phrase of ``hosts.refused``. No token is ever in the facts."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.facts: Mapping[str, str] = facts or {}
        super().__init__(f"{code} {dict(self.facts)}")


class NoAnswerError(HostError):
    """The host did not answer, or not in time: what was asked may have happened."""
