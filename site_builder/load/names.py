"""Names of files that every system can hold, so that a clone on Windows or macOS has each file under its own name.

Source: Microsoft, "Naming Files, Paths, and Namespaces". 255 bytes are the most that ext4 and most others hold; a
path of more than 200 characters leaves too little of the 260 of Windows for the folder of the clone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from site_builder.phrases import in_each
from site_builder.problems import Fact
from site_builder.text_forms.folding import stored
from site_builder.text_forms.hidden import hidden_in

MOST_NAME_BYTES = 255
MOST_PATH_CHARACTERS = 200
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³]) *(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\t\n]')


@dataclass(frozen=True)
class NameFault:
    """Why some system cannot hold a name: the code of the problem, and the facts for its words."""

    code: str
    facts: dict[str, Fact] = field(default_factory=dict)


def fault_of_name(name: str) -> NameFault | None:
    """Return why some system cannot hold a file or a folder called *name*, ``None`` where all can.

    >>> fault_of_name("con.yml").code, fault_of_name("contest.yml")
    ('name-reserved', None)
    """
    if _DEVICE.match(name):
        return NameFault("name-reserved", {"name": name})
    if found := _FORBIDDEN.search(name):
        return NameFault("name-character", {"name": name, "character": found[0]})
    if hidden := hidden_in(name):
        return NameFault("name-character", {"name": name, "character": hidden})
    if name.endswith((".", " ")):
        return NameFault("name-ending", {"name": name})
    length = len(name.encode("utf-8", "surrogateescape"))
    if length > MOST_NAME_BYTES:
        return _too_long(length, MOST_NAME_BYTES, "names.bytes")
    return None


def fault_of_path(path: str) -> NameFault | None:
    """Return the first fault of the names on *path*, or that it is too long as a whole."""
    fault = next(filter(None, map(fault_of_name, path.split("/"))), None)
    if fault is None and len(path) > MOST_PATH_CHARACTERS:
        return _too_long(len(path), MOST_PATH_CHARACTERS, "names.characters")
    return fault


def _too_long(length: int, bound: int, unit: str) -> NameFault:
    return NameFault("path-too-long", {"length": str(length), "bound": str(bound), "unit": in_each(unit, {})})


def alike(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield ``(path, other)`` where some system takes a name on *path* for the *other* one beside it.

    They differ in case, or in how a letter is composed. Folders are compared too; each such pair is told once.
    """
    first: dict[tuple[str, str], str] = {}
    told: set[tuple[str, str]] = set()
    for path in paths:
        steps = path.split("/")
        for number, name in enumerate(steps):
            above = "/".join(steps[:number])
            key = above, stored(stored(name).casefold())
            other = first.setdefault(key, name)
            if other != name and key not in told:
                told.add(key)
                yield path, f"{above}/{other}".lstrip("/")
