"""Limits on what is accepted: sizes of bodies, fields and files, and time."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits on one request; sizes in bytes, times in seconds.

    ``fields_bytes`` is for all fields together, which are the only part of a request that is held in memory.
    ``fields`` are the parts of a form: that of a need with all its twenty indicators and eight files sends 309.
    """

    file_bytes: int = 20 * MEBIBYTE
    files: int = 8
    fields: int = 320
    field_bytes: int = 128 * 1024
    fields_bytes: int = MEBIBYTE
    json_bytes: int = 2 * MEBIBYTE
    body_seconds: float = 300.0

    @property
    def body_bytes(self) -> int:
        """Return the most bytes that a whole form may have."""
        return self.files * self.file_bytes + self.fields_bytes + MEBIBYTE


LIMITS = Limits()
