"""What is published goes into the repository that is named, wherever and however publishing is run."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desks import DeskCase, approved, new_case
from tests.repositories import another_repository, git

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("jiebang")
HOOK = """#!/bin/sh
exec "{program}" inbox publish --inbox "{inbox}" --root "{root}" --as account-o --role organizer \\
    --lang en --no-build --date 2026-11-22 {receipt} > "{said}" 2>&1
"""


@pytest.fixture
def case(tmp_path: Path) -> DeskCase:
    made = new_case(tmp_path)
    approved(made)
    return made


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return another repository, whose hook publishes into ours."""
    return another_repository(tmp_path / "other")


def state(root: Path) -> tuple[str, str]:
    return git(root, "rev-parse", "HEAD"), git(root, "status", "--porcelain")


def published_into(case: DeskCase) -> bool:
    """Return whether the repository of *case* has the record, on its branch and in its folder."""
    path = "needs/cic2026/cic2026-31-0103.yml"
    return (case.root / path).is_file() and path in git(case.root, "ls-tree", "-r", "--name-only", "HEAD").split()


def test_a_hook_of_another_repository_publishes_into_the_one_that_is_named(
    case: DeskCase, other: Path, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    facts = {"program": PROGRAM, "inbox": case.opened.path, "root": case.root, "receipt": case.receipt, "said": said}
    hook = other / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(**facts), encoding="utf-8")
    hook.chmod(0o755)
    before = git(other, "rev-parse", "HEAD").strip()
    (other / "needs/x.yml").write_text("id: y\n", encoding="utf-8")

    git(other, "commit", "--quiet", "--all", "--message", "second")

    assert published_into(case), said.read_text(encoding="utf-8")
    assert git(other, "log", "--format=%s").split() == ["second", "first"]
    assert git(other, "rev-parse", "HEAD~1").strip() == before
    assert git(other, "ls-tree", "-r", "--name-only", "HEAD").split() == ["needs/x.yml"]


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_variables_of_git_and_the_umask_change_nothing(umask: int, case: DeskCase, other: Path) -> None:
    before = state(other)
    names = ("DIR", "WORK_TREE", "COMMON_DIR", "OBJECT_DIRECTORY", "INDEX_FILE", "NAMESPACE")
    elsewhere = {f"GIT_{name}": str(other / ".git") for name in names}
    words = ["inbox", "publish", "--inbox", str(case.opened.path), "--root", str(case.root), "--as", "account-o"]
    words += ["--role", "organizer", "--lang", "en", "--no-build", "--date", "2026-11-22", case.receipt]

    done = subprocess.run(
        [PROGRAM, *words],
        env={**os.environ, **elsewhere, "LC_ALL": "C"},
        capture_output=True,
        umask=umask,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert published_into(case)
    assert state(other) == before
    assert git(case.root, "status", "--porcelain") == ""
    assert stat.S_IMODE((case.root / "needs/cic2026/cic2026-31-0103.yml").stat().st_mode) == 0o644
    assert {place.stat().st_mode & 0o077 for place in case.opened.path.rglob("*") if place.is_dir()} == {0}
