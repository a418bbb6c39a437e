"""The id that a submission gets when it is published: the next one that was never used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from forms.model import Tree
from forms.review.placing import word_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.git import GitError, git
from site_builder.load.standards.places import id_part_of
from site_builder.validate.history.log import read_log

REQUESTS = ("refs/remotes/*/publish/*", "refs/remotes/*/issue-*")
"""Branches that ``jiebang`` asks to merge: publications of the desk, and records from issues."""


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
        return _next(f"{word_of(tree, 'need')}-p", r"(\d+)", 2, _ids(root, record, taken))
    if record == "need":
        edition = word_of(tree, "edition")
        number = _highest(rf"{re.escape(edition)}-[a-z0-9-]+-(\d+)", _ids(root, record, taken)) + 1
        region = word_of({"region": id_part_of(str(tree.get("region") or ""))}, "region")
        return f"{edition}-{region}-{number:04}"
    name = record.replace("technology_", "").replace("_", "-")
    return _next(f"{name}-{year}-", r"(\d+)", 4, _ids(root, record, taken))


def kept_id(root: Path, record: str, before: str, wanted: str, taken: Iterable[str]) -> str:
    """Return the id *before* where it is free and of the same run as *wanted*, else *wanted*."""
    digits = "0123456789"
    is_same_run = before.rstrip(digits) == wanted.rstrip(digits)
    return before if is_same_run and before not in _ids(root, record, taken) else wanted


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
