"""Data flows one way: a room imports only rooms before it, and what all rooms share."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import forms
import site_builder

PACKAGE = Path(site_builder.__file__).parent
FORMS = Path(forms.__file__).parent
ROOMS = ["load", "reckon", "validate", "judge", "derive", "render", "publish"]
SHARED = ["model", "phrases", "problems"]
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def imports(module: Path) -> Iterator[str]:
    """Yield the dotted names that *module* imports from our own packages."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name for name in names if name.split(".")[0] in ("site_builder", "forms"))


def room_of(name: str) -> str:
    """Return the room of a dotted name: ``site_builder.load.text`` -> ``load``."""
    return f"{name}.".split(".")[1]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_room_imports_no_later_room(module: Path) -> None:
    here = module.relative_to(PACKAGE).parts[0]
    later = ROOMS[ROOMS.index(here) + 1 :] if here in ROOMS else []

    assert [name for name in imports(module) if room_of(name) in later] == []


@pytest.mark.parametrize("name", SHARED)
def test_what_all_rooms_share_imports_no_room(name: str) -> None:
    assert [found for found in imports(PACKAGE / f"{name}.py") if room_of(found) not in SHARED] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_site_builder_never_imports_forms(module: Path) -> None:
    assert [name for name in imports(module) if name.startswith("forms")] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(PACKAGE).as_posix())
def test_room_imports_only_rooms_and_what_they_share(module: Path) -> None:
    here = module.relative_to(PACKAGE).parts[0]
    allowed = {*ROOMS, *SHARED} if here in ROOMS else {*ROOMS, *SHARED, "cli", "commands"}

    assert [name for name in imports(module) if room_of(name) not in allowed] == []


# Rooms of the ways in, in order; each imports only those before it, and site_builder.
ROOMS_OF_FORMS = [
    "model",
    "phrases",
    "inbox",
    "submission",
    "check",
    "duplicates",
    "intake",
    "mail",
    "sheets",
    "hosts",
    "web",
    "desk",
    "app",
]
FORMS_MODULES = sorted(FORMS.rglob("*.py"))


def place_of(module: Path) -> str:
    """Return the room of a module of forms: ``forms/inbox/store.py`` and ``forms/inbox.py`` -> ``inbox``."""
    return module.relative_to(FORMS).parts[0].removesuffix(".py")


@pytest.mark.parametrize("module", FORMS_MODULES, ids=lambda m: m.relative_to(FORMS).as_posix())
def test_room_of_forms_imports_no_later_room(module: Path) -> None:
    here = place_of(module)
    allowed = ROOMS_OF_FORMS[: ROOMS_OF_FORMS.index(here) + 1] if here in ROOMS_OF_FORMS else None
    own = [room_of(name) for name in imports(module) if name.startswith("forms.")]

    assert here in ("__init__", "cli", "commands", *ROOMS_OF_FORMS)
    assert [room for room in own if allowed is not None and room not in allowed] == []


# What the desk is made of, in order: who works there, what is looked at, what is published, the pages before it all.
PARTS_OF_THE_DESK = (
    frozenset({"errors"}),
    frozenset("accounts failures folder four_eyes oidc roles sessions".split()),
    frozenset(
        "actions checks closed compare editing filling findings fitness gists placing privacy queue wording".split()
    ),
    frozenset(
        "branch cut_off delivery given job merging numbering private_part publish sealing trying".split(),
    ),
    frozenset({"pages"}),
)
DESK = FORMS / "desk"


def part_of(name: str) -> int:
    """Return the number of the part of the desk that the module or folder *name* belongs to."""
    (found,) = [number for number, names in enumerate(PARTS_OF_THE_DESK) if name in names]
    return found


@pytest.mark.parametrize("module", sorted(DESK.glob("*.py")), ids=lambda m: m.stem)
def test_part_of_the_desk_imports_no_later_part(module: Path) -> None:
    if module.stem == "__init__":
        return
    own = [name.split(".")[2] for name in imports(module) if name.startswith("forms.desk.")]

    assert [name for name in own if part_of(name) > part_of(module.stem)] == []
