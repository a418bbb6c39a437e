"""The whole inbox in one file, while the service runs, and back from it: submissions, keys of parts, accounts.

Refs, keys and tables are taken while nobody writes; objects after that, without holding anybody up, for what refs
name is on disk before they do. Key files of organisers are no part of the inbox, nor of its backup.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from forms.inbox.disk import durable_in_place, folder_in_place, write_durably
from forms.inbox.objects import UNFINISHED
from forms.inbox.repository import INCOMING, OWN, Repository
from site_builder.load.git import GitError, git

LAST = Path(OWN) / "last-backup"
_OBJECTS = "objects"
_LEFT_OUT = ("lock", INCOMING)


class BadBackupError(Exception):
    """The file is no whole backup of an inbox; nothing was put in place."""


def back_up(repository: Repository, file: Path, at: datetime) -> int:
    """Write the inbox of *repository* to the new *file*, readable by its owner only, and return the bytes of it.

    Raises:
        FileExistsError: there is such a file; none is written over.
    """
    if file.exists():
        raise FileExistsError(str(file))
    with durable_in_place(file) as handle, tarfile.open(fileobj=handle, mode="w") as archive:
        with repository.alone():
            _add(archive, repository.path, _changing(repository.path))
        _add(archive, repository.path, (repository.path / _OBJECTS).rglob("*"))
    write_durably(repository.path / LAST, f"{at.isoformat()}\n".encode())
    return file.stat().st_size


def last_backup(inbox: Path) -> datetime | None:
    """Return when the inbox was backed up last, ``None`` where it never was."""
    try:
        return datetime.fromisoformat((inbox / LAST).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None


def restore(file: Path, place: Path) -> None:
    """Put the inbox in *file* at *place*, whole or not at all.

    Raises:
        FileExistsError: there is something at *place*.
        BadBackupError: *file* is no whole backup.
    """
    if place.exists():
        raise FileExistsError(str(place))
    with folder_in_place(place.absolute()) as beside:
        beside.mkdir(mode=0o700)
        _unpack(file, beside)


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        (folder / OWN / INCOMING).mkdir(parents=True, exist_ok=True)
        git(folder, "fsck", "--connectivity-only", "--no-dangling")
    except (tarfile.TarError, OSError, GitError) as error:
        raise BadBackupError(str(file)) from error


def _changing(inbox: Path) -> Iterator[Path]:
    """Yield all that changes: everything but objects, what is on its way in, and locks."""
    for top in sorted(inbox.iterdir()):
        if top.name != _OBJECTS:
            yield top
            yield from (path for path in top.rglob("*") if not _is_left_out(path.relative_to(inbox)))


def _is_left_out(path: Path) -> bool:
    return path.parts[0] == OWN and any(part in _LEFT_OUT for part in path.parts)


def _add(archive: tarfile.TarFile, inbox: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.name.startswith(UNFINISHED):
            archive.add(path, path.relative_to(inbox).as_posix(), recursive=False)
