"""What the tests of workflows share: their steps, a base branch that moves on, an answer that does nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from tests.repositories import commit, git


def tree_of(file: Path) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return tree


def steps_of(file: Path) -> list[dict[str, Any]]:
    return [step for job in tree_of(file)["jobs"].values() for step in job["steps"]]


def move_base_on(root: Path) -> None:
    """Let somebody else's record be merged in the meantime: the branch knows nothing of it."""
    branch = git(root, "rev-parse", "HEAD").strip()
    git(root, "checkout", "--quiet", "--detach", "refs/remotes/origin/main")
    known = root / "content/organizations/clear-river.yml"
    text = known.read_text(encoding="utf-8")
    for old, new in (("clear-river", "later-river"), ("清川环境", "后来环境"), ("Clear River", "Later River")):
        text = text.replace(old, new)
    known.with_name("later-river.yml").write_text(text, encoding="utf-8")
    commit(root, "somebody else's")
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(root, "checkout", "--quiet", "--detach", branch)


def assert_inert(markdown: str) -> None:
    """Hold that nothing but headings and sentences of ours stands outside of code blocks."""
    inside, fence = False, ""
    for line in markdown.splitlines():
        if found := re.fullmatch(r"(`{3,})(?:text)?", line):
            if not inside:
                inside, fence = True, found[1]
            elif found[1] == fence:
                inside = False
        elif inside:
            assert fence not in line
        else:
            assert "everyone" not in line
    assert not inside
