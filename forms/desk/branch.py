"""The public repository in git: a worktree to try in, one merge commit, a branch moved only from where it stood."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forms.model import Actor

DOMAIN = "desk.invalid"  # no person's address stands in the history


class GitError(Exception):
    """Git refused; the message is its own."""


@dataclass(frozen=True)
class Branch:
    """The branch that is checked out in *root*, and where it stood when it was read."""

    root: Path
    ref: str
    head: str


def read_branch(root: Path) -> Branch:
    """Return the branch that is checked out in the repository at *root*.

    Raises:
        GitError: *root* is no working tree of its own, or is on no branch.
    """
    if Path(git(root, "rev-parse", "--show-toplevel")).resolve() != root.resolve():
        raise GitError(f"{root} is not the top of a git repository")
    return Branch(root, git(root, "symbolic-ref", "HEAD"), git(root, "rev-parse", "--verify", "HEAD^{commit}"))


@contextmanager
def worktree(branch: Branch) -> Iterator[Path]:
    """Run the block with a temporary folder that holds the files of *branch* as they were committed."""
    folder = Path(tempfile.mkdtemp(prefix="jiebang-publish-"))
    try:
        git(branch.root, "worktree", "add", "--quiet", "--detach", str(folder / "tree"), branch.head)
        yield folder / "tree"
    finally:
        subprocess.run(
            ["git", "worktree", "remove", "--force", str(folder / "tree")],
            cwd=branch.root,
            capture_output=True,
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)


def staged(branch: Branch, folder: Path) -> frozenset[str]:
    """Return the files that differ between *folder* and *branch*, all of them staged now; git ignores some."""
    git(folder, "add", "--all")
    named = git(folder, "diff-index", "--cached", "--no-renames", "--name-only", "-z", branch.head)
    return frozenset(named.split("\0")) - {""}


def merged(branch: Branch, folder: Path, subject: str, trailers: Mapping[str, str], actor: Actor, at: str) -> str:
    """Return the merge commit that brings what is staged in *folder* to *branch*; no ref names it yet.

    Args:
        subject: first line of both commits.
        trailers: lines at the end of the merge commit, a name once each.
        actor: who publishes; the history names the account and the role.
        at: the time now, UTC.
    """
    tree = git(folder, "write-tree")
    who = _identity(actor, at)
    change = git(folder, "commit-tree", tree, "-p", branch.head, "-m", subject, environment=who)
    last = "".join(f"{name}: {value}\n" for name, value in trailers.items())
    words = ("-p", branch.head, "-p", change, "-m", f"Publish {subject}", "-m", last)
    return git(folder, "commit-tree", tree, *words, environment=who)


def _identity(actor: Actor, at: str) -> Mapping[str, str]:
    named = {"NAME": actor.role, "EMAIL": f"{actor.account}@{DOMAIN}", "DATE": at}
    return {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in named.items()}


def move(branch: Branch, commit: str) -> bool:
    """Return whether the branch still stood where it was read, and now stands at *commit*, its files with it.

    Raises:
        GitError: somebody's uncommitted change to one of the files is in the way.
    """
    git(branch.root, "read-tree", "-m", "-u", branch.head, commit)
    try:
        git(branch.root, "update-ref", "-m", "desk: publish", branch.ref, commit, branch.head)
    except GitError:
        git(branch.root, "read-tree", "-m", "-u", commit, branch.head)
        return False
    return True


def move_back(branch: Branch, commit: str) -> None:
    """Undo ``move``; raises ``GitError`` where others built on *commit* already."""
    git(branch.root, "update-ref", "-m", "desk: take back", branch.ref, branch.head, commit)
    git(branch.root, "read-tree", "-m", "-u", commit, branch.head)


def published_as(branch: Branch, receipt: str) -> str:
    """Return the record that *receipt* became on *branch*, empty where it is not there."""
    found = git(
        branch.root,
        "log",
        "--first-parent",
        "--fixed-strings",
        f"--grep=Receipt: {receipt}",
        "--format=%(trailers:key=Record,valueonly)",
        branch.head,
    )
    return next((line.strip() for line in found.splitlines() if line.strip()), "")


def git(root: Path, *words: str, environment: Mapping[str, str] | None = None) -> str:
    """Return what git prints in *root*, without the last line end.

    Raises:
        GitError: it refused.
    """
    done = subprocess.run(
        ["git", *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0", **(environment or {})},
    )
    if done.returncode:
        raise GitError(done.stderr.strip() or f"git {words[0]}")
    return done.stdout.rstrip("\n")
