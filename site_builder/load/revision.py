"""Records as they stood at an earlier revision of the git repository, read without checking anything out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.load.git import GitError, Reason, git, git_bytes

FOLDERS = ("needs", "content")
_NOT_FOUND: frozenset[Reason] = frozenset({"unknown_revision", "damaged", "other"})
"""What git says of a revision that a further look explains."""


class UnknownRevisionError(Exception):
    """Git knows no commit of that name here, or cannot be asked; ``error`` says why, with the reason."""

    def __init__(self, root: Path, revision: str, error: GitError) -> None:
        """Say which *revision* was looked for in *root*, and what git answered."""
        super().__init__(f"no revision {revision!r} in {root}: {error}")
        self.revision = revision
        self.error = error


@dataclass(frozen=True)
class Revision:
    """One commit: the id of each file's content under ``needs/`` and ``content/``, by path from *root*."""

    root: Path
    commit: str
    blobs: Mapping[str, str]

    def read_files(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield ``(path, content)`` for each of *paths*, all of which the revision has.

        Raises:
            UnknownRevisionError: the clone has not all of its objects.
        """
        asked = "".join(f"{self.blobs[path]}\n" for path in paths).encode("ascii")
        try:
            answer = git_bytes(self.root, "cat-file", "--batch", given=asked) if paths else b""
        except GitError as error:
            raise UnknownRevisionError(self.root, self.commit, error) from None
        start = 0
        for path in paths:
            head, _, size = answer[start : answer.index(b"\n", start)].rpartition(b" ")
            if size == b"missing":
                lacking = GitError(f"{self.blobs[path]} missing", "incomplete")
                raise UnknownRevisionError(self.root, self.commit, lacking)
            start += len(head) + len(size) + 2
            yield path, answer[start : start + int(size)]
            start += int(size) + 1


def read_revision(root: Path, revision: str) -> Revision:
    """Return the files of *revision* (a branch, tag or commit) of the repository that *root* is in.

    Raises:
        UnknownRevisionError: git knows no such commit, or cannot be asked.
    """
    try:
        found = git_bytes(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        commit = found.decode("ascii").strip()
        listed = git_bytes(root, "ls-tree", "-r", "-z", commit, "--", *(f"{folder}/" for folder in FOLDERS))
    except GitError as error:
        raise UnknownRevisionError(root, revision, _explained(root, error)) from None
    return Revision(root, commit, dict(_entries(listed)))


def _explained(root: Path, error: GitError) -> GitError:
    """Return *error* with the reason why the revision may not be there."""
    if error.reason not in _NOT_FOUND:
        return error
    try:
        if git(root, "rev-parse", "--is-shallow-repository") == "true":
            return GitError(str(error), "shallow")
        if not git(root, "rev-list", "--all", "--max-count=1"):
            return GitError(str(error), "no_commits")
    except GitError:
        return error
    return error


def _entries(listed: bytes) -> Iterator[tuple[str, str]]:
    for entry in listed.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        mode, _, rest = about.partition(b" ")
        kind, _, blob = rest.partition(b" ")
        if kind == b"blob" and mode != b"120000":  # no symbolic links
            yield path.decode("utf-8", "surrogateescape"), blob.decode("ascii")
