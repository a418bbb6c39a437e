"""A page to be, and the addresses of the pages of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PlannedPage:
    """A page to be: ``path`` is its address below the language's root, with a slash at its end."""

    path: str
    section: str
    template: str
    facts: Any


def paged(path: str, number: int) -> str:
    """Return the address of page *number* of the list at *path*."""
    return path if number == 1 else f"{path}page/{number}/"
