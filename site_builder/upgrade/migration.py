"""What a migration is: it looks at the content as it stands and says which files become what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import Written, parse_values
from site_builder.problems import InvalidDataError


@dataclass(frozen=True)
class Change:
    """One file that becomes *text*, or goes where that is ``None``; phrase ``upgrade.says.<says>`` tells how."""

    path: str  # POSIX, from the repository root
    text: str | None
    says: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """The files of a repository, as earlier migrations leave them."""

    root: Path
    changed: Mapping[str, str | None] = field(default_factory=dict)

    def paths(self, pattern: str) -> list[str]:
        """Return the paths of the files that *pattern* (``content/contests/*/*.yml``) finds, sorted."""
        there = {file.relative_to(self.root).as_posix() for file in self.root.glob(pattern)}
        return sorted(path for path in there if self.text(path) is not None)

    def text(self, path: str) -> str | None:
        """Return what the file at *path* holds, ``None`` where it is not there or the check refuses to read it."""
        if path in self.changed:
            return self.changed[path]
        try:
            return decode_text(path, read_bytes(path, self.root / path))
        except (OSError, InvalidDataError):
            return None

    def values(self, path: str) -> Mapping[str, Written]:
        """Return the mapping that the file at *path* holds, empty where it is none."""
        try:
            return parse_values(path, self.text(path) or "")
        except InvalidDataError:
            return {}

    def with_change(self, change: Change) -> Content:
        """Return the content after *change*."""
        return Content(self.root, {**self.changed, change.path: change.text})


@dataclass(frozen=True)
class Migration:
    """One step from a form of the content to the next.

    Args:
        id: its name; phrase ``upgrade.migrations.<id>`` says what it does and why.
        day: since when records have to have the new form.
        changes: what it changes in the content that it is given; nothing where all is in the new form already.
    """

    id: str
    day: date
    changes: Callable[[Content], Iterator[Change]]
