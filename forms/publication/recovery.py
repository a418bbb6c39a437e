"""Recovers a publication that was interrupted after its merge and before the inbox recorded it."""

from __future__ import annotations

from pathlib import Path

import yaml

from forms.inbox.store import Inbox
from forms.inbox.writing import read_record_text
from forms.model import Entry, Tree
from forms.publication.branch import Branch, Merge, file_at, files_of, merges_of, read_branch
from forms.publication.reservations import Given
from forms.refusals import DeskError
from forms.review.checks import day_at
from forms.review.publishable import filled
from site_builder.load.git import GitError
from site_builder.load.records import LOG_PATH
from site_builder.load.zones import read_zone

_OF_PUBLISHING = frozenset({"example", "reviews"})
"""Fields that publishing adds, and that another approval of the same text may change."""


def standing(branch: Branch, receipt: str) -> Merge | None:
    """Return the last merge of *receipt* whose record is still on *branch*; a reverted one does not count."""
    return next((merge for merge in merges_of(branch, receipt) if _path_at_head(branch, merge)), None)


def _path_at_head(branch: Branch, merge: Merge) -> str:
    """Return the path of the one record that *merge* brought, empty where it is not on the branch any more."""
    (path, *others) = [name for name in files_of(branch, merge.commit) if name != LOG_PATH] or [""]
    return path if path and not others and file_at(branch, branch.head, path) else ""


def own_merge(branch: Branch, entry: Entry) -> Merge | None:
    """Return the merge that published *entry* as it is approved now, ``None`` where there is none.

    Raises:
        DeskError: the branch holds it with another text.
    """
    merge = standing(branch, entry.envelope.receipt)
    if merge is None:
        return None
    approval = entry.envelope.approval
    if approval is None or merge.digest != approval.digest or not _is_text_of(branch, merge, entry):
        raise DeskError("published_other_text", {"commit": merge.commit[:12], "id": merge.record_id})
    return merge


def _is_text_of(branch: Branch, merge: Merge, entry: Entry) -> bool:
    """Return whether the record of *merge* is what publishing *entry* makes, whatever its message says."""
    try:
        tree = read_record_text(file_at(branch, merge.commit, _path_at_head(branch, merge)))
    except yaml.YAMLError:
        return False
    zone = read_zone(branch.root)
    wanted = filled(entry, merge.record_id, day_at(merge.at, zone), zone)
    return isinstance(tree, dict) and _as_sent(tree) == _as_sent(wanted)


def _as_sent(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if name not in _OF_PUBLISHING}


def begun(inbox: Inbox, root: Path, entry: Entry) -> tuple[str, str]:
    """Return id and commit under which *entry* may already be public although the inbox has not recorded it.

    The commit is empty where the branch does not hold it: then a request at the code host may. Both are empty where
    no publication was cut off.
    """
    row = Given(inbox.repository.path).row(entry.envelope.receipt)
    if not row.id or entry.envelope.published_as:
        return "", ""
    try:
        merge = standing(read_branch(root), entry.envelope.receipt)
    except GitError:
        merge = None
    return (merge.record_id, merge.commit) if merge else (row.id if row.is_sent else "", "")
