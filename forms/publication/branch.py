"""The public repository in git: a worktree to try in, one merge commit, a branch moved only if nobody else did."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from forms.model import Actor
from site_builder.load.git import GitError, git

DOMAIN = "desk.invalid"  # no person's address stands in the history


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


@dataclass(frozen=True)
class Merge:
    """A merge commit that publishing made, as its message says: record, sha256 of the approved text, time."""

    commit: str
    record_id: str
    digest: str
    at: str


@contextmanager
def worktree(branch: Branch) -> Iterator[Path]:
    """Run the block with a temporary folder that holds the files of *branch* as they were committed."""
    folder = Path(tempfile.mkdtemp(prefix="jiebang-publish-"))
    try:
        git(branch.root, "worktree", "add", "--quiet", "--detach", str(folder / "tree"), branch.head)
        yield folder / "tree"
    finally:
        with suppress(GitError):
            git(branch.root, "worktree", "remove", "--force", str(folder / "tree"))
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
    """Move the branch and its files to *commit* if nobody moved it since it was read; return whether it was moved.

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
    """Undo ``move``; raises ``GitError`` if others have already built on *commit*."""
    git(branch.root, "update-ref", "-m", "desk: take back", branch.ref, branch.head, commit)
    git(branch.root, "read-tree", "-m", "-u", commit, branch.head)


def merges_of(branch: Branch, receipt: str) -> list[Merge]:
    """Return the merge commits on *branch* that ``merged`` made for *receipt*, the last first.

    A message alone makes none: others may write a receipt into theirs.
    """
    names = ("Record", "Receipt", "Approved-digest")
    trailers = [f"%(trailers:key={name},valueonly,separator=%x2C)" for name in names]
    found = git(
        branch.root,
        "log",
        "--no-show-signature",
        "--min-parents=2",
        "--max-parents=2",
        "--fixed-strings",
        f"--grep=Receipt: {receipt}",
        "--format=" + "%x00".join(("%H", "%ce", "%aI", "%s", *trailers)),
        branch.head,
    )
    rows = [line.split("\0") for line in found.splitlines() if line.count("\0") == 6]
    return [
        Merge(commit, record_id, digest.removeprefix("sha256:"), at)
        for commit, email, at, subject, record_id, known, digest in rows
        if email.endswith(f"@{DOMAIN}") and subject == f"Publish {record_id}" and known == receipt
    ]


def files_of(branch: Branch, commit: str) -> list[str]:
    """Return the files that the merge *commit* brought to the branch."""
    named = git(branch.root, "diff-tree", "-r", "-z", "--no-renames", "--name-only", f"{commit}^1", commit)
    return [name for name in named.split("\0") if name]


def file_at(branch: Branch, commit: str, path: str) -> str:
    """Return the text of the file at *path* in *commit*, empty where there is none."""
    try:
        return git(branch.root, "cat-file", "blob", f"{commit}:{path}")
    except GitError:
        return ""
