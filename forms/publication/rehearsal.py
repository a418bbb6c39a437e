"""A publication tried and thrown away, so that nothing is approved which publishing would refuse."""

from __future__ import annotations

from pathlib import Path

from forms.inbox.store import Inbox
from forms.model import Entry
from forms.publication.branch import read_branch, worktree
from forms.publication.job import Job
from forms.publication.merging import put_in_worktree
from forms.publication.private_part import private_folder
from forms.publication.reservations import Given
from forms.review.checks import day_at
from site_builder.load.git import GitError


def rehearse(inbox: Inbox, root: Path, entry: Entry) -> None:
    """Do with *entry* all that publishing it now would do to the files of the branch in *root*, and leave no trace.

    Practice is never published, so nothing is done with it. What is sealed is not opened for it. A repository that
    git does not know is no fault of the record: publishing tells of it.

    Raises:
        DeskError: the reason why it could not be published; the problems are placed in the file that it would be.
    """
    if entry.envelope.is_practice:
        return
    try:
        branch = read_branch(root)
    except GitError:
        return
    job = Job(inbox, branch, entry, Given(inbox.repository.path), private_folder(root), "")
    with worktree(branch) as folder:
        put_in_worktree(job, folder, day_at(inbox.now(), job.zone))
