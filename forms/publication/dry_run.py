"""A record tried before it is published: in a worktree, with its line in the log, the whole repository checked."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from forms.inbox.writing import record_text
from forms.model import Entry
from forms.publication.private_part import shown
from forms.refusals import DeskError
from forms.review.publishable import filled
from site_builder.load.records import LOG_PATH
from site_builder.load.zones import read_zone
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.publish.leak import check_sources
from site_builder.publish.secrets import UnreadableSecretsError, read_secrets
from site_builder.validate.history.log import LOG_CODES, LOG_HEADER, missing_entries, read_log, row_of
from site_builder.validate.private.sealed import check_sealed
from site_builder.validate.repository import CheckedRepository, check_repository


def put_in(folder: Path, entry: Entry, record_id: str, path: str, day: date) -> Catalogue:
    """Return the records of *folder*, the worktree, with the one of *entry* written to *path* and checked.

    Raises:
        DeskError: the repository would have errors, or the check does not find this record at *path*.
    """
    record = entry.envelope.record
    tree = filled(entry, record_id, day, read_zone(folder))
    checked = _checked_with(folder, path, record_text(tree, record), day)
    _refuse([found for found in checked.errors if found.code not in LOG_CODES])
    known = checked.catalogue.find(record, record_id)
    if known is None or known.path != path:
        raise DeskError("not_in_place", {"path": path})
    return checked.catalogue


def check_secrets(folder: Path, catalogue: Catalogue, private: Path | None, path: str) -> None:
    """Hold what is public in *folder* against the private folder, and the part at *path* there against the record.

    Raises:
        DeskError: a sealed name or text stands in public, or the part does not fit; nothing sealed is repeated.
    """
    try:
        _refuse(list(check_sources(folder, catalogue, read_secrets(catalogue))))
    except UnreadableSecretsError as error:
        raise DeskError("private_unreadable", {"count": str(len(error.problems))}, error.problems) from None
    if private:
        found = check_sealed(folder, private, catalogue)
        _refuse([one for one in found if one.path == shown(path) and not one.is_warning])


def write_log(folder: Path, catalogue: Catalogue, day: date) -> None:
    """Append to the publication log in *folder* what is missing there.

    Raises:
        DeskError: the log would have errors.
    """
    rows = "".join(f"{row_of(one)}\n" for one in missing_entries(catalogue, read_log(folder), day))
    file = folder / LOG_PATH
    header = "" if file.exists() else LOG_HEADER
    with file.open("a", encoding="utf-8") as log:
        log.write(header + rows)
    _refuse(list(read_log(folder).problems))


def _checked_with(folder: Path, path: str, text: str, day: date) -> CheckedRepository:
    """Return the whole repository in *folder*, checked with the new file at *path*."""
    file = folder / path
    if file.parent.resolve() != (folder.resolve() / path).parent:  # a link or ``..`` leads elsewhere
        raise DeskError("not_in_place", {"path": path})
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "w") as handle:
        handle.write(text)
    return check_repository(folder, day)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DeskError("check_failed", {"count": str(len(problems))}, problems)
