"""The git repository behind the inbox: made whole or not at all, read with libgit2, written by ``objects.py``."""

from __future__ import annotations

import contextlib
import io
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import pygit2
from pygit2.enums import ConfigLevel

from forms.inbox.disk import Disk, folder_in_place, fsync_folder
from forms.inbox.errors import NoInboxError
from forms.inbox.layout import BRANCHES, KEYS, is_inbox
from forms.inbox.objects import UNFINISHED, ObjectWriter, open_loose, place_ref, prepare_ref, prepared_ref
from forms.inbox.sealed.data_keys import FOLDER, DataKeys
from site_builder.load.lock import locked

OWN = "jiebang"  # folder for the lock, for what is on its way in, and for the keys of sealed parts
INCOMING = "incoming"
ABANDONED_SECONDS = 2 * 3600  # twice as long as anybody has to confirm what waits
_CONFIG = {"core.fsync": "all", "core.logAllRefUpdates": "false", "receive.denyDeletes": "true"}

Take = Callable[[], tuple[str, ...]]
"""Returns further refs to write, whatever they named before, or raises what refuses the step."""

for _level in (ConfigLevel.SYSTEM, ConfigLevel.PROGRAMDATA, ConfigLevel.GLOBAL, ConfigLevel.XDG):
    pygit2.settings.search_path[_level] = ""  # nobody's settings have a say in the inbox, nor can they break it
pygit2.settings.owner_validation = False  # whoever names an inbox trusts it, and nothing in it is run


@dataclass(frozen=True)
class Made:
    """How a commit was made: by whom (``Name <address>``), how many seconds after 1970, with which words."""

    author: str
    seconds: int
    message: str


def nothing() -> tuple[str, ...]:
    """Return no further ref."""
    return ()


class Repository:
    """A bare repository; each thread has its own handle of it."""

    def __init__(self, path: Path) -> None:
        """Open the repository at *path*.

        Raises:
            NoInboxError: there is none.
        """
        self.path = path.absolute()
        if not is_inbox(self.path):
            raise NoInboxError(str(self.path))
        self._disk = Disk(self.path)
        self._local = threading.local()
        self._lock = self.path / OWN / "lock"
        self.incoming = self.path / OWN / INCOMING
        self.data_keys = DataKeys(self.path / OWN / FOLDER)
        self.clear_abandoned()

    @property
    def _git(self) -> pygit2.Repository:
        handle: pygit2.Repository | None = getattr(self._local, "git", None)
        if handle is None:
            handle = self._local.git = pygit2.Repository(str(self.path))
        return handle

    def writer(self) -> ObjectWriter:
        """Return a writer of objects; each thread needs its own."""
        return ObjectWriter(self.path, self.incoming, self._disk)

    def commit_named(self, ref: str) -> str:
        """Return the commit that *ref* names, empty where there is no such ref."""
        found = self._git.references.get(ref)
        return str(found.target) if found else ""

    def point(self, commit: str, was: Mapping[str, str], take: Take = nothing) -> bool:
        """Return whether each ref named the commit that *was* tells (empty: none), and now names *commit*, durably.

        They are written in the order of *was*, after those that *take* returns. The key of a request comes before the
        branch: a request that was cut off in between is completed when it is sent again.

        Args:
            commit: what a writer of this repository wrote and settled just now; for an older one see ``complete``.
            take: asked while nobody else writes; what it raises leaves every ref as it was.
        """
        prepared = prepared_ref(self.incoming, commit)
        try:
            with self.alone():
                if any(self.commit_named(ref) != before for ref, before in was.items()):
                    return False
                for ref in (*take(), *was):
                    place_ref(self.path, ref, prepared)
        finally:
            prepared.unlink()
        self._disk.flush()
        return True

    def complete(self, commit: str, ref: str, take: Take = nothing) -> None:
        """Let *ref* name *commit* of an earlier request where it names none, and have both on disk; see ``point``."""
        if not self.commit_named(ref):
            prepared = self.incoming / f"ref-{secrets.token_hex(8)}"
            prepare_ref(prepared, commit)
            self._disk.flush()
            try:
                with self.alone():
                    if not self.commit_named(ref):
                        for name in (*take(), ref):
                            place_ref(self.path, name, prepared)
            finally:
                prepared.unlink()
        self._disk.flush()

    def replace(self, branch: str, tip: str, ids: Mapping[str, str]) -> bool:
        """Return whether *branch* named *tip*, and every ref that named a key of *ids* now names its value, durably.

        Args:
            ids: commit -> the one in its place, which a writer of this repository wrote and settled just now.
        """
        prepared = {commit: prepared_ref(self.incoming, commit) for commit in ids.values()}
        try:
            with self.alone():
                if self.commit_named(branch) != tip:
                    return False
                named = [(ref.name, str(ref.target)) for ref in self._git.references.iterator()]
                for name, commit in sorted(named, key=lambda row: row[0] == branch):  # the branch last
                    if commit in ids:
                        place_ref(self.path, name, prepared[ids[commit]])
        finally:
            for file in prepared.values():
                file.unlink()
        self._disk.flush()
        return True

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other thread or process write refs, or exchange and destroy keys, at the same time."""
        with locked(self._lock):
            yield

    def drop_loose(self, blobs: Iterable[str]) -> None:
        """Remove the files of objects that nothing names any more."""
        for blob in blobs:
            (self.path / "objects" / blob[:2] / blob[2:]).unlink(missing_ok=True)

    def has_packs(self) -> bool:
        """Return whether git has packed objects here."""
        return any((self.path / "objects" / "pack").glob("*.pack"))

    def made(self, commit: str) -> Made:
        """Return how *commit* was made."""
        found = self._commit(commit)
        return Made(f"{found.author.name} <{found.author.email}>", found.author.time, found.message)

    def settle(self) -> None:
        """Have every ref on disk that another thread or process may just have written."""
        self._disk.flush()

    def branches(self) -> Iterator[tuple[str, str]]:
        """Yield each submission's receipt number and the commit at its tip."""
        for ref in self._git.references.iterator():
            if ref.name.startswith(BRANCHES):
                yield ref.name.removeprefix(BRANCHES), str(ref.target)

    def files(self, commit: str) -> dict[str, str]:
        """Return path -> id of the blob for every file of *commit*."""
        return dict(_files(self._commit(commit).tree, ""))

    def tree_blob(self, commit: str, name: str) -> bytes:
        """Return the content of the file *name* at the top of *commit*."""
        return bytes(cast("pygit2.Blob", self._commit(commit).tree[name]).data)

    def blob(self, oid: str) -> bytes:
        """Return the content of a blob."""
        return bytes(cast("pygit2.Blob", self._git[oid]).data)

    def stream(self, oid: str) -> BinaryIO:
        """Return the content of a blob as a stream; the caller closes it."""
        return open_loose(self.path, oid) or io.BytesIO(self.blob(oid))  # git gc packs old ones

    def log(self, commit: str) -> Iterator[tuple[str, str]]:
        """Yield id and message of *commit* and of those before it, newest first."""
        found: pygit2.Commit | None = self._commit(commit)
        while found is not None:
            yield str(found.id), found.message
            found = found.parents[0] if found.parents else None

    def _commit(self, commit: str) -> pygit2.Commit:
        return cast("pygit2.Commit", self._git[commit])

    def clear_abandoned(self) -> None:
        """Remove what requests left that were cut off, or never confirmed, and objects that nobody finished."""
        for file in chain(self.incoming.iterdir(), (self.path / "objects").glob(f"??/{UNFINISHED}*")):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > ABANDONED_SECONDS:
                    file.unlink()


def _files(tree: pygit2.Tree, prefix: str) -> Iterator[tuple[str, str]]:
    for item in tree:
        if isinstance(item, pygit2.Tree):
            yield from _files(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", str(item.id)


def make_repository(path: Path) -> None:
    """Make the repository at *path* unless there is one.

    It is made beside its place and put there in one step; of two that do so at once one wins.
    """
    path = path.absolute()
    if is_inbox(path):
        return
    try:
        with folder_in_place(path) as beside:
            _make(beside)
    except OSError:
        if not is_inbox(path):
            raise
        fsync_folder(path.parent)


def _make(beside: Path) -> None:
    git = pygit2.init_repository(str(beside), bare=True, initial_head="main")
    for name, value in _CONFIG.items():
        git.config[name] = value
    folders = [beside / "objects" / f"{number:02x}" for number in range(256)]  # git makes them one by one
    folders += [beside / BRANCHES, beside / KEYS, beside / OWN / INCOMING]
    for folder in folders:
        folder.mkdir(parents=True)
    shutil.rmtree(beside / "hooks", ignore_errors=True)
    for place in (beside, *beside.rglob("*")):
        place.chmod(0o700 if place.is_dir() else 0o600)
