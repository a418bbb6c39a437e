"""A page to be, and the addresses of the pages of a list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PlannedPage:
    """A page to be: ``path`` is its address below the language's root, with a slash at its end.

    ``folder`` is that of its world there, empty for what is real, and ``always`` the day that it always is in it.
    """

    path: str
    section: str
    template: str
    facts: Any
    folder: str = ""
    always: date | None = None

    @property
    def shell(self) -> tuple[str, int]:
        """Return which shell it fills: that of its section in its world, at its depth."""
        return f"{self.folder}{self.section}", self.path.count("/")

    @property
    def own_path(self) -> str:
        """Return its address below the root of its world."""
        return self.path.removeprefix(self.folder)

    def placed_in(self, folder: str, always: date) -> PlannedPage:
        """Return it in the world at *folder*, where it is the day *always*."""
        return replace(self, path=f"{folder}{self.path}", folder=folder, always=always)


def paged(path: str, number: int) -> str:
    """Return the address of page *number* of the list at *path*."""
    return path if number == 1 else f"{path}page/{number}/"
