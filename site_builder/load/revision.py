"""Records as they stood at an earlier revision of the git repository, read without checking anything out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.load.git import GitError, git_bytes

FOLDERS = ("needs", "content")


class UnknownRevisionError(Exception):
    """Git knows no commit of that name here, or this is no git repository."""

    def __init__(self, root: Path, revision: str, reason: str) -> None:
        """Say which *revision* was looked for in *root*, and what git answered."""
        super().__init__(f"no revision {revision!r} in {root}: {reason or 'not found'}")
        self.revision = revision
        self.reason = reason


@dataclass(frozen=True)
class Revision:
    """One commit: the id of each file's content under ``needs/`` and ``content/``, by path from *root*."""

    root: Path
    commit: str
    blobs: Mapping[str, str]

    def read_files(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield ``(path, content)`` for each of *paths*, all of which the revision has."""
        asked = "".join(f"{self.blobs[path]}\n" for path in paths).encode("ascii")
        answer = git_bytes(self.root, "cat-file", "--batch", given=asked) if paths else b""
        start = 0
        for path in paths:
            head, _, size = answer[start : answer.index(b"\n", start)].rpartition(b" ")
            start += len(head) + len(size) + 2
            yield path, answer[start : start + int(size)]
            start += int(size) + 1


def read_revision(root: Path, revision: str) -> Revision:
    """Return the files of *revision* (a branch, tag or commit) of the repository that *root* is in.

    Raises:
        UnknownRevisionError: git knows no such commit, or *root* is in no git repository.
    """
    try:
        found = git_bytes(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        commit = found.decode("ascii").strip()
        listed = git_bytes(root, "ls-tree", "-r", "-z", commit, "--", *(f"{folder}/" for folder in FOLDERS))
    except GitError as error:
        raise UnknownRevisionError(root, revision, str(error)) from None
    return Revision(root, commit, dict(_entries(listed)))


def _entries(listed: bytes) -> Iterator[tuple[str, str]]:
    for entry in listed.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        mode, _, rest = about.partition(b" ")
        kind, _, blob = rest.partition(b" ")
        if kind == b"blob" and mode != b"120000":  # no symbolic links
            yield path.decode("utf-8", "surrogateescape"), blob.decode("ascii")
