"""From an approved submission to a record in the public repository: tried in a worktree, then merged, or refused."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from forms.accounts.accounts import Accounts
from forms.accounts.four_eyes import is_held
from forms.accounts.roles import Member, actor_for, may
from forms.inbox.decisions import is_approved
from forms.inbox.errors import ConflictError
from forms.inbox.store import Inbox
from forms.model import Actor, Entry
from forms.publication.branch import read_branch
from forms.publication.delivery import Deliver, Delivery, Undo, delivery_of, no_undo
from forms.publication.job import Job, Published
from forms.publication.merging import put_on_branch, tell
from forms.publication.private_part import private_folder
from forms.publication.recovery import own_merge, standing
from forms.publication.reservations import Given
from forms.publication.sealing import sealed_part
from forms.refusals import DeskError
from forms.review.checks import open_checks
from forms.review.placing import path_of
from forms.submission.languages import missing_languages
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.git import GitError
from site_builder.load.lock import locked

LOCK = "publish.lock"


@dataclass(frozen=True)
class Means:
    """What an organiser publishes with.

    ``identity`` opens what is sealed, for the private part; ``deliver`` hands the commit to a code host, ``None``: as
    ``mkdocs.yml`` says; ``undo`` closes the request again.
    """

    identity: str = field(default="", repr=False)
    deliver: Deliver | None = None
    undo: Undo = no_undo


NO_MEANS = Means()


def publish(
    inbox: Inbox, root: Path, member: Member, receipt: str, expected_tip: str, means: Means = NO_MEANS
) -> Published:
    """Publish the submission *receipt*, which was looked at as it stood at *expected_tip*.

    One at a time: a second organiser finds it published. The sealed part goes to the private folder first, where one
    is configured, and is taken back where publishing is refused. Where the process is killed between the merge and
    the word of it in the inbox, publishing again finds the commit and completes the inbox, as long as it holds the
    text that is approved now. Where ``mkdocs.yml`` names
    a code host, a branch and a pull request take the place of the merge; published again, it is the same request.
    What is published already is left as it is; only a private part that is missing is written.

    Raises:
        DeskError: practice, role, state, checks, languages, four eyes, the whole repository's check, or a branch
            that moved.
        ConflictError: the submission moved on since.
        CannotOpenError: the identity does not open what is sealed.
    """
    if not may(member, "publish"):
        raise DeskError("role")
    with locked(inbox.repository.path / "jiebang" / LOCK):
        entry = inbox.read(receipt)
        if entry.tip != expected_tip:
            raise ConflictError(entry.tip)
        if entry.envelope.is_practice:
            raise DeskError("practice")
        if entry.envelope.record not in read_schemas().types:
            raise DeskError("no_record")
        try:
            branch = read_branch(root)
            given = Given(inbox.repository.path)
            job = Job(inbox, branch, entry, given, private_folder(root), means.identity)
            return _published(job, member, means)
        except GitError as error:
            raise DeskError("no_repository", {"why": error.why()}) from error


def _published(job: Job, member: Member, means: Means) -> Published:
    if known := job.entry.envelope.published_as:
        path = path_of(job.record, known, job.entry.public)
        merge = standing(job.branch, job.receipt)
        commit = merge.commit if merge else ""
        return Published(known, path, commit, job.entry, sealed_in=sealed_part(job, known, path))
    actor = _require_ready(job.entry, member)
    if merge := own_merge(job.branch, job.entry):
        path = path_of(job.record, merge.record_id, job.entry.public)
        sealed_in = sealed_part(job, merge.record_id, path)
        after = tell(job, actor, merge.record_id)
        return Published(merge.record_id, path, merge.commit, after, sealed_in=sealed_in)
    if is_held(job.branch.root, Accounts(job.inbox.repository.path, time.time).all().values(), member, job.entry):
        raise DeskError("four_eyes")
    delivery = Delivery(means.deliver, means.undo) if means.deliver else delivery_of(job.branch)
    return put_on_branch(job, actor, delivery)


def _require_ready(entry: Entry, member: Member) -> Actor:
    """Return who publishes, or refuse what is not ready for it."""
    actor = actor_for(member, entry, "publish")
    if actor is None or not is_approved(entry.envelope):
        raise DeskError("not_approved")
    if missing := open_checks(entry):
        raise DeskError("checks_open", {"checks": ", ".join(missing)})
    if without := missing_languages(entry.public, entry.envelope.record):
        raise DeskError("language_missing", {"fields": ", ".join(without)})
    return actor
