"""The one merge commit of a publication: id and sealed part first, then the commit, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path

from forms.inbox.decisions import Details, is_approved
from forms.inbox.errors import ConflictError
from forms.model import Actor, Entry
from forms.publication.branch import Branch, merged, move, move_back, staged, worktree
from forms.publication.delivery import Delivery
from forms.publication.dry_run import check_secrets, put_in, write_log
from forms.publication.job import Job, Published
from forms.publication.numbering import kept_id, next_id
from forms.publication.private_part import ids_in
from forms.publication.recovery import standing
from forms.publication.reservations import Row
from forms.publication.sealing import seal
from forms.refusals import DeskError
from forms.review.checks import day_at, readers_of
from forms.review.placing import path_of
from forms.review.publishable import filled
from site_builder.load.git import GitError
from site_builder.load.records import LOG_PATH
from site_builder.model import Catalogue

TRIES = 3  # to tell the inbox, where somebody opens or assigns the submission in the same moment


def put_on_branch(job: Job, actor: Actor, delivery: Delivery | None) -> Published:
    """Publish the record of *job*; with *delivery* a request asks for the merge, the branch stays where it is.

    Raises:
        DeskError: the check of the whole repository, what is sealed, the code host, or a branch that moved.
        ConflictError: the submission moved on since; nothing is published.
    """
    at = job.inbox.now()
    _settle(job, delivery)
    with worktree(job.branch) as folder:
        record_id, path = _place_for(job, folder, day_at(at, job.zone))
        with _given(job, record_id) as row:
            sealed_in = _put_in(job, folder, record_id, path, day_at(at, job.zone), partial(_sealed, job, row))
            commit = merged(job.branch, folder, record_id, _trailers(job.entry, actor, record_id), actor, at)
            job.tip()  # what was withdrawn by now is not shown to anybody
            request = _asked(job, delivery, commit, record_id) if delivery else _moved(job.branch, commit)
    try:
        after = tell(job, actor, record_id)
    except ConflictError:  # it was returned or withdrawn in the meantime
        if delivery is None:
            move_back(job.branch, commit)
        job.take_back(job.receipt, keeps_id=delivery is not None)
        if delivery:
            _close(job, delivery, job.receipt, request)
        raise
    return Published(record_id, path, commit, after, request, sealed_in)


Sealing = Callable[[Catalogue, str, str], str]
"""Records of the worktree, id and path of the new one -> where its sealed part is."""


def put_in_worktree(job: Job, folder: Path, day: date) -> None:
    """Do to the files of *folder*, a worktree, what publishing does on *day*, but for what is sealed.

    Raises:
        DeskError: as ``put_on_branch`` does.
    """
    record_id, path = _place_for(job, folder, day)
    _put_in(job, folder, record_id, path, day, lambda *_: "")


def _place_for(job: Job, folder: Path, day: date) -> tuple[str, str]:
    """Return the id that the record is given, and the path of its file."""
    record_id = _id_for(job, folder, str(day.year))
    return record_id, path_of(job.record, record_id, filled(job.entry, record_id, day, job.zone))


def _put_in(job: Job, folder: Path, record_id: str, path: str, day: date, sealing: Sealing) -> str:
    """Return where the sealed part is, with everything else of the publication staged in *folder* and checked."""
    catalogue = put_in(folder, job.entry, record_id, path, day)
    sealed_in = sealing(catalogue, record_id, path)
    check_secrets(folder, catalogue, job.private, path)
    write_log(folder, catalogue, day)
    _require_only(staged(job.branch, folder), path)
    return sealed_in


def _sealed(job: Job, row: Row, catalogue: Catalogue, record_id: str, path: str) -> str:
    """Return where the sealed part is, written now; its digest is on disk before."""
    return seal(
        job,
        catalogue,
        record_id,
        path,
        lambda digest: job.given.put(job.receipt, row._replace(part=path, digest=digest)),
    )


def _asked(job: Job, delivery: Delivery, commit: str, record_id: str) -> str:
    """Return the address of the request; that there may be one is on disk before it is asked for."""
    job.given.put(job.receipt, job.given.row(job.receipt)._replace(is_sent=True))
    return delivery.deliver(job.branch, commit, record_id)


def _close(job: Job, delivery: Delivery, receipt: str, request: str) -> None:
    """Close the request of a submission that is not to be published any more; its id stays given."""
    try:
        delivery.undo(job.branch, receipt)
    except DeskError as error:
        said = " ".join([error.code, *map(str, error.facts.values())])
        raise DeskError("request_open", {"url": request, "branch": f"publish/{receipt}", "why": said}) from error
    job.given.put(receipt, job.given.row(receipt)._replace(is_sent=False))


def _require_only(changed: Collection[str], path: str) -> None:
    """Refuse a change that names another file than the new record at *path* and the publication log."""
    if path not in changed or not set(changed) <= {path, LOG_PATH}:
        raise DeskError("not_in_place", {"path": path})


def _moved(branch: Branch, commit: str) -> str:
    """Return no request: the branch stands at *commit* now."""
    try:
        has_moved = move(branch, commit)
    except GitError as error:
        code = "files_changed" if error.reason == "other" else "no_repository"
        raise DeskError(code, {"why": error.why()}) from error
    if not has_moved:
        raise DeskError("branch_moved")
    return ""


def _settle(job: Job, delivery: Delivery | None) -> None:
    """Clean up after interrupted publications that are not being continued: private parts and open requests."""
    for receipt, row in job.given.all().items():
        envelope = job.inbox.read(receipt).envelope
        if envelope.published_as:
            job.given.forget(receipt)
            continue
        if standing(job.branch, receipt):
            continue  # it is public, though the inbox was not told
        if row.part and (receipt == job.receipt or not is_approved(envelope)):
            job.take_back(receipt, keeps_id=True)
        if row.is_sent and delivery and not is_approved(envelope):
            with suppress(DeskError):  # its own page says that it may be open
                _close(job, delivery, receipt, "")


def _id_for(job: Job, folder: Path, year: str) -> str:
    """Return the id for the record: the one it was given before, else the next that nobody has."""
    taken = {summary.published_as for summary in job.inbox.entries() if summary.published_as}
    taken |= {*job.given.to_others(job.receipt), *(ids_in(job.private, job.record) if job.private else ())}
    wanted = next_id(folder, job.record, job.entry.public, taken, year)
    return kept_id(folder, job.record, job.given.id_for(job.receipt), wanted, taken)


@contextmanager
def _given(job: Job, record_id: str) -> Iterator[Row]:
    """Run the block with the id given on disk; where it fails, the private part that it wrote is taken back.

    The id stays given where a code host may have shown it.
    """
    row = Row(record_id, is_sent=job.given.row(job.receipt).is_sent)
    job.given.put(job.receipt, row)
    try:
        yield row
    except Exception:
        job.take_back(job.receipt, keeps_id=job.given.row(job.receipt).is_sent)
        raise


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
    """Return the submission after the inbox was told.

    Raises:
        ConflictError: it is not approved any more as it was.
    """
    details = Details(published_as=record_id)
    for tries in range(1, TRIES + 1):
        try:
            after = job.inbox.act(job.receipt, "published", actor, expected_tip=job.tip(), details=details)
            break
        except ConflictError:
            if tries == TRIES:
                raise
    job.given.forget(job.receipt)
    return after
