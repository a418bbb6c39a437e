"""Small repositories for the tests: the valid base, and what a case changes in it."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from site_builder.compute.ledger import linked
from site_builder.compute.ledger import row_of as row_of_line
from site_builder.load.records import LOG_PATH
from site_builder.model import PointsLine
from site_builder.validate.history.log import missing_entries, read_log, row_of
from site_builder.validate.repository import check_repository
from tests.remembered import catalogue_of

TESTS = Path(__file__).parent
BASE = TESTS / "base"
CASES = sorted(path.parent for path in (TESTS / "cases").glob("*/case.yml"))
PRIVATE = "private"
"""The private folder of the base stands in it here; a real one is outside of the repository."""
TODAY = date(2026, 11, 21)
"""The day on which the base is checked: its need is open, its event is over."""


@dataclass(frozen=True)
class Case:
    """One situation: what is changed in the base so that one rule is broken, and so that it is kept.

    ``before`` is changed in both versions, first. Where ``has_history``, it is committed and the check looks at
    what changed since. ``keeps_log`` is for cases about the publication log itself: it is not brought up to date
    after the change. ``also`` names codes that come with this one. ``role`` is whose change it is, where that
    matters. A further case of a code that has one already stands in a folder of its own name and gives its ``code``.
    Where it ``knows_private``, the check is given the private folder of the base, whose files are ``private/…``.
    ``invariants`` are the numbers of those in the domain analysis that the case is about.
    """

    code: str
    rule: Mapping[str, str]
    bad: tuple[Mapping[str, Any], ...]
    good: tuple[Mapping[str, Any], ...]
    before: tuple[Mapping[str, Any], ...]
    has_history: bool
    keeps_log: bool
    also: tuple[str, ...]
    role: str
    knows_private: bool
    invariants: frozenset[int]


def read_case(folder: Path) -> Case:
    """Return the case written in *folder*; where it has no ``good``, the base itself is the good version."""
    tree = yaml.load((folder / "case.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return Case(
        code=tree.get("code", folder.name),
        rule=tree["rule"],
        bad=tuple(tree["bad"]),
        good=tuple(tree.get("good", ())),
        before=tuple(tree.get("before", ())),
        has_history=tree.get("history") == "true",
        keeps_log=tree.get("log") == "kept",
        also=tuple(tree.get("also", "").split()),
        role=tree.get("role", ""),
        knows_private=tree.get("private") == "true",
        invariants=frozenset(int(number) for number in tree.get("invariants", "").split()),
    )


def build_case(case: Case, version: str, root: Path) -> Path:
    """Write the repository of *case* to *root*, ``bad`` or ``good`` by *version*, and return *root*."""
    copy_base(root)
    if case.knows_private:
        shutil.copytree(BASE / PRIVATE, root / PRIVATE)
    apply_changes(root, case.before)
    if case.before:
        update_log(root)
    if case.has_history:
        commit(root, "before")
    apply_changes(root, case.bad if version == "bad" else case.good)
    if not case.keeps_log:
        update_log(root)
    return root


def copy_base(root: Path) -> Path:
    """Write a copy of the base with its publication log to *root*, and return *root*."""
    for path, content in _base_files().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / LOG_PATH).write_text(_base_log(), encoding="utf-8")
    return root


@functools.cache
def _base_files() -> Mapping[str, bytes]:
    """Return the files of the base by path, without those of the private folder."""
    files = (path for path in sorted(BASE.rglob("*")) if path.is_file() and BASE / PRIVATE not in path.parents)
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in files}


@functools.cache
def _base_log() -> str:
    entries = missing_entries(check_repository(BASE, TODAY).catalogue, read_log(BASE), TODAY)
    return "".join(f"{row_of(entry)}\n" for entry in entries)


def update_log(root: Path) -> None:
    """Append to the publication log of *root* what is missing there."""
    entries = missing_entries(catalogue_of(root, TODAY), read_log(root), TODAY)
    rows = [row_of(entry) + "\n" for entry in entries]
    with (root / LOG_PATH).open("a", encoding="utf-8") as log:
        log.writelines(rows)


def apply_changes(root: Path, changes: Iterable[Mapping[str, Any]]) -> None:
    """Change the files of *root* as a case says.

    Args:
        root: folder of the repository.
        changes: ``{file, text}`` writes a file, ``{file, copy_of}`` copies one,
            ``{file, replace: [{old, new}, …]}`` replaces where each old text occurs once,
            ``{file, pattern, new}`` the same by a regular expression, ``{file, append, times}`` adds text
            at the end, ``{file, encoding}`` writes it in another one, ``{file, delete: true}`` deletes,
            ``{file, link_to}`` makes a symbolic link, ``{file, ledger: [line, …]}`` writes a points ledger
            with these lines, hashes added.
    """
    for change in changes:
        file = root / change["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        if "text" in change:
            file.write_text(change["text"], encoding="utf-8")
        if "copy_of" in change:
            shutil.copyfile(root / change["copy_of"], file)
        if "link_to" in change:
            file.symlink_to(change["link_to"])
        if "append" in change:
            with file.open("a", encoding="utf-8") as opened:
                opened.write(change["append"] * int(change.get("times", "1")))
        if "replace" in change:
            file.write_text(replaced(file.read_text(encoding="utf-8"), change["replace"]), encoding="utf-8")
        if "pattern" in change:
            text, count = re.subn(change["pattern"], change["new"], file.read_text(encoding="utf-8"))
            assert count == 1, f"{change['pattern']!r} occurs {count} times"
            file.write_text(text, encoding="utf-8")
        if "ledger" in change:
            file.write_text(ledger_of(change["ledger"]), encoding="utf-8")
        if "encoding" in change:
            file.write_bytes(file.read_text(encoding="utf-8").encode(change["encoding"]))
        if "delete" in change:
            file.unlink()


def ledger_of(lines: Iterable[str]) -> str:
    """Return a points ledger of *lines*: ``kind docking whose id points rule day [reversed reason]``."""
    read = []
    for line in lines:
        kind, docking, whose, beneficiary, points, rule, on, reverses, reason, *_ = f"{line} 0 -".split()
        told, day = (int(points), int(rule), int(reverses), reason.strip("-")), date.fromisoformat(on)
        read.append(PointsLine(0, kind, docking, whose, beneficiary, *told, day))
    return "".join(f"{row_of_line(line)}\n" for line in linked((), read))


def replaced(text: str, pairs: Iterable[Mapping[str, str]]) -> str:
    """Return *text* with each old text replaced by the new one; the old one has to occur exactly once."""
    for old, new in ((pair["old"], pair["new"]) for pair in pairs):
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        text = text.replace(old, new)
    return text


def commit(root: Path, message: str) -> str:
    """Commit everything in *root*, as a repository of its own, and return the commit's id."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(root, "rev-parse", "HEAD").strip()


def another_repository(folder: Path) -> Path:
    """Return *folder*, in which there is a repository of one record and one commit, ``first``."""
    (folder / "needs").mkdir(parents=True)
    (folder / "needs/x.yml").write_text("id: x\n", encoding="utf-8")
    commit(folder, "first")
    return folder


def git(root: Path, *words: str) -> str:
    """Return what git prints, run in *root* with nothing of the machine's own settings."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    done = subprocess.run(
        ["git", *who, *words], cwd=root, check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout
