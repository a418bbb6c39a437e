"""The id that a submission gets when it is published: the next one that was never used."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from pathlib import Path

from forms.desk.errors import DeskError
from forms.model import Tree
from site_builder.load.git import GitError, git
from site_builder.load.schemas import read_schemas
from site_builder.validate.log import read_log

REQUESTS = ("refs/remotes/*/publish/*", "refs/remotes/*/issue-*")
"""Branches that ``jiebang`` asks to merge: publications of the desk, and records from issues."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 64  # characters of an id, and of what goes into it


def next_id(root: Path, record: str, tree: Tree, taken: Iterable[str] = (), year: str = "") -> str:
    """Return the next free id for *tree* in the repository at *root*.

    A need is ``<edition>-<region>-NNNN`` with one run of numbers for the edition, a solution ``<need>-pNN``, other
    records ``<type>-<year>-NNNN``. What waits in a pull request of ours is not free either, as far as *root* knows
    the branches of the code host.

    Args:
        taken: ids that are not in the repository and still not free.
        year: of publication.

    Raises:
        DeskError: a value that the id is made of is no plain word.
    """
    taken = {*taken, *_asked_for(root, record)}
    if record == "solution":
        return _next(f"{_word(tree, 'need')}-p", r"(\d+)", 2, _ids(root, record, taken))
    if record == "need":
        edition = _word(tree, "edition")
        number = _highest(rf"{re.escape(edition)}-[a-z0-9]+-(\d+)", _ids(root, record, taken)) + 1
        return f"{edition}-{_word(tree, 'region')}-{number:04}"
    name = record.replace("technology_", "").replace("_", "-")
    return _next(f"{name}-{year}-", r"(\d+)", 4, _ids(root, record, taken))


def kept_id(root: Path, record: str, before: str, wanted: str, taken: Iterable[str]) -> str:
    """Return the id *before* where it is free and of the same run as *wanted*, else *wanted*."""
    digits = "0123456789"
    is_same_run = before.rstrip(digits) == wanted.rstrip(digits)
    return before if is_same_run and before not in _ids(root, record, taken) else wanted


def path_of(record: str, record_id: str, tree: Tree) -> str:
    """Return where the record with that id stands, from the repository's root.

    Raises:
        DeskError: the id, or a value that names a folder, is no plain word.
    """
    place = read_schemas().types[record].path
    words: Tree = {**tree, "id": record_id}
    names = [name for _, name, _, _ in string.Formatter().parse(place) if name]
    return place.format_map({name: _word(words, name) for name in names})


def is_slug(text: str) -> bool:
    """Return whether *text* is a plain word, as ids and folders are: it leads nowhere else."""
    return len(text) <= _LONGEST and bool(_SLUG.fullmatch(text))


def _asked_for(root: Path, record: str) -> set[str]:
    """Return the ids on branches of the code host that wait to be merged, nothing where *root* knows none."""
    top = read_schemas().types[record].path.split("{")[0]
    try:
        branches = git(root, "for-each-ref", "--format=%(objectname)", *REQUESTS).split()
        names = [git(root, "ls-tree", "-r", "--name-only", branch, "--", top) for branch in branches]
    except GitError:
        return set()
    return {Path(name).stem for name in "\n".join(names).splitlines() if name.endswith(".yml")}


def _ids(root: Path, record: str, taken: Iterable[str]) -> set[str]:
    top = read_schemas().types[record].path.split("{")[0]
    return {*taken, *read_log(root).entries, *(file.stem for file in (root / top).rglob("*.yml"))}


def _next(prefix: str, number: str, digits: int, ids: set[str]) -> str:
    return f"{prefix}{_highest(re.escape(prefix) + number, ids) + 1:0{digits}}"


def _highest(pattern: str, ids: set[str]) -> int:
    return max((int(found[1]) for one in ids if (found := re.fullmatch(pattern, one))), default=0)


def _word(tree: Tree, name: str) -> str:
    """Return the value of *name*, which goes into ids and paths.

    Raises:
        DeskError: it is no plain word, so that it could lead anywhere.
    """
    value = tree.get(name)
    if not isinstance(value, str) or not is_slug(value):
        raise DeskError("not_a_slug", {"field": name})
    return value
