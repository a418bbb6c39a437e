"""The sealed part of a publication: opened with an identity, written to the private folder, known by its digest."""

from __future__ import annotations

from collections.abc import Callable

from forms.inbox.writing import record_text
from forms.publication.branch import worktree
from forms.publication.dry_run import check_secrets
from forms.publication.job import INBOX, Job
from forms.publication.private_part import (
    has_private_part,
    private_part,
    remove_private_part,
    shown,
    write_private_part,
)
from forms.refusals import DeskError
from forms.review.checks import day_at
from site_builder.model import Catalogue
from site_builder.validate.repository import check_repository


def seal(job: Job, catalogue: Catalogue, record_id: str, path: str, announce: Callable[[str], None]) -> str:
    """Return where the sealed part is, written to the private folder now where one is configured.

    *announce* is told its sha256 before.
    """
    if not has_private_part(job.entry):
        return ""
    if job.private is None:
        return INBOX
    if not job.identity:
        raise DeskError("identity_wanted")
    part = private_part(job.entry, record_id, job.inbox.sealed(job.receipt, job.identity), catalogue)
    if not part:
        return INBOX
    write_private_part(job.private, path, record_text(part, job.record).encode(), announce)
    return shown(path)


def sealed_part(job: Job, record_id: str, path: str) -> str:
    """Return where the sealed part of a published record is; a missing one is written."""
    if job.private is None or not job.seals:
        return INBOX if has_private_part(job.entry) else ""
    if (job.private / path).is_file():
        return shown(path)
    written: list[str] = []
    with worktree(job.branch) as folder:
        catalogue = check_repository(folder, day_at(job.inbox.now(), job.zone)).catalogue
        sealed_in = seal(job, catalogue, record_id, path, written.append)
        try:
            check_secrets(folder, catalogue, job.private, path)
        except DeskError:
            for digest in written:
                remove_private_part(job.private, path, digest)
            raise
    return sealed_in
