"""The one merge commit of a publication: id and sealed part first, then the commit, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from forms.desk.branch import Branch, GitError, merged, move, move_back, staged, worktree
from forms.desk.checks import day_at, readers_of
from forms.desk.cut_off import standing
from forms.desk.delivery import Deliver
from forms.desk.errors import DeskError
from forms.desk.filling import filled
from forms.desk.given import Given, Row
from forms.desk.numbering import kept_id, next_id, path_of
from forms.desk.private_part import (
    has_private_part,
    ids_in,
    private_part,
    remove_private_part,
    shown,
    write_private_part,
)
from forms.desk.trying import check_secrets, put_in, write_log
from forms.inbox.decisions import Details, is_approved
from forms.inbox.errors import ConflictError
from forms.inbox.store import Inbox
from forms.inbox.writing import record_text
from forms.model import Actor, Entry
from site_builder.load.records import LOG_PATH
from site_builder.model import Catalogue
from site_builder.validate.repository import check_repository

INBOX = "inbox"


@dataclass(frozen=True)
class Published:
    """What came of it: the record's id, its path, the commit, and the submission as it stands now.

    ``request`` is the address of the pull request where a code host is configured, else empty. ``sealed_in`` says
    where the sealed part is: its place in the private folder, ``inbox`` where it stays in the inbox only, empty where
    the record has none.
    """

    record_id: str
    path: str
    commit: str
    entry: Entry
    request: str = ""
    sealed_in: str = ""


@dataclass(frozen=True)
class Job:
    """One publication: where it happens and what of."""

    inbox: Inbox
    branch: Branch
    entry: Entry
    given: Given
    private: Path | None
    identity: str = field(repr=False)

    @property
    def receipt(self) -> str:
        """Return the receipt number."""
        return self.entry.envelope.receipt

    @property
    def record(self) -> str:
        """Return the type of the record."""
        return self.entry.envelope.record

    @property
    def seals(self) -> bool:
        """Return whether a part goes to the private folder."""
        return self.private is not None and has_private_part(self.entry)

    def take_back(self, receipt: str, *, keeps_id: bool) -> None:
        """Remove the private part that was written for *receipt*."""
        if self.private:
            self.given.take_back(receipt, partial(remove_private_part, self.private), keeps_id=keeps_id)
        elif not keeps_id:
            self.given.forget(receipt)


def put_on_branch(job: Job, actor: Actor, deliver: Deliver | None) -> Published:
    """Publish the record of *job*; with *deliver* a request asks for the merge, the branch stays where it is.

    Raises:
        DeskError: the check of the whole repository, what is sealed, the code host, or a branch that moved.
        ConflictError: the submission moved on since; nothing is published.
    """
    at = job.inbox.now()
    _settle(job)
    with worktree(job.branch) as folder:
        record_id = _id_for(job, folder, str(day_at(at).year))
        path = path_of(job.record, record_id, filled(job.entry, record_id, day_at(at)))
        with _given(job, record_id, keeps_id=deliver is not None):
            catalogue = put_in(folder, job.entry, record_id, path, day_at(at))
            sealed_in = _seal(
                job,
                catalogue,
                record_id,
                path,
                lambda digest: job.given.put(job.receipt, Row(record_id, path, digest)),
            )
            check_secrets(folder, catalogue, job.private, path)
            write_log(folder, catalogue, day_at(at))
            _require_only(staged(job.branch, folder), path)
            commit = merged(job.branch, folder, record_id, _trailers(job.entry, actor, record_id), actor, at)
            request = deliver(job.branch, commit, record_id) if deliver else _moved(job.branch, commit)
    try:
        after = tell(job, actor, record_id)
    except ConflictError:  # it was returned or withdrawn in the meantime; nobody has seen the commit yet
        if deliver is None:
            move_back(job.branch, commit)
        job.take_back(job.receipt, keeps_id=deliver is not None)
        raise
    return Published(record_id, path, commit, after, request, sealed_in)


def _require_only(changed: Collection[str], path: str) -> None:
    """Refuse a change that names another file than the new record at *path* and the publication log."""
    if path not in changed or not set(changed) <= {path, LOG_PATH}:
        raise DeskError("not_in_place", {"path": path})


def _moved(branch: Branch, commit: str) -> str:
    """Return no request: the branch stands at *commit* now."""
    try:
        has_moved = move(branch, commit)
    except GitError as error:
        raise DeskError("files_changed", {"why": str(error)}) from error
    if not has_moved:
        raise DeskError("branch_moved")
    return ""


def _settle(job: Job) -> None:
    """Clear away the private parts of publications that were cut off and are not going on by themselves."""
    for receipt, row in job.given.all().items():
        envelope = job.inbox.read(receipt).envelope
        if envelope.published_as:
            job.given.forget(receipt)
        elif standing(job.branch, receipt):
            continue  # it is public, though the inbox was not told
        elif row.part and (receipt == job.receipt or not is_approved(envelope)):
            job.take_back(receipt, keeps_id=True)


def _id_for(job: Job, folder: Path, year: str) -> str:
    """Return the id for the record: the one it was given before, else the next that nobody has."""
    taken = {summary.published_as for summary in job.inbox.entries() if summary.published_as}
    taken |= {*job.given.to_others(job.receipt), *(ids_in(job.private, job.record) if job.private else ())}
    wanted = next_id(folder, job.record, job.entry.public, taken, year)
    return kept_id(folder, job.record, job.given.id_for(job.receipt), wanted, taken)


@contextmanager
def _given(job: Job, record_id: str, *, keeps_id: bool) -> Iterator[None]:
    """Run the block with the id given on disk; where it fails, the private part that it wrote is taken back."""
    job.given.put(job.receipt, Row(record_id))
    try:
        yield
    except Exception:
        job.take_back(job.receipt, keeps_id=keeps_id)
        raise


def _seal(job: Job, catalogue: Catalogue, record_id: str, path: str, announce: Callable[[str], None]) -> str:
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
        catalogue = check_repository(folder, day_at(job.inbox.now())).catalogue
        sealed_in = _seal(job, catalogue, record_id, path, written.append)
        try:
            check_secrets(folder, catalogue, job.private, path)
        except DeskError:
            for digest in written:
                remove_private_part(job.private, path, digest)
            raise
    return sealed_in


def _trailers(entry: Entry, actor: Actor, record_id: str) -> dict[str, str]:
    envelope = entry.envelope
    approved_by = envelope.approval.by if envelope.approval else ""
    return {
        "Record": record_id,
        "Receipt": envelope.receipt,
        "Reviewed-by": ", ".join(readers_of(entry)),
        "Approved-by": approved_by,
        "Approved-digest": f"sha256:{envelope.approval.digest}" if envelope.approval else "",
        "Published-by": actor.account,
    }


def tell(job: Job, actor: Actor, record_id: str) -> Entry:
    """Return the submission after the inbox was told."""
    details = Details(published_as=record_id)
    after = job.inbox.act(job.receipt, "published", actor, expected_tip=job.entry.tip, details=details)
    job.given.forget(job.receipt)
    return after
