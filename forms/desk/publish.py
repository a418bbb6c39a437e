"""From an approved submission to a record in the public repository: tried in a worktree, then merged, or refused."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from forms.desk.branch import Branch, GitError, merged, move, move_back, published_as, read_branch, worktree
from forms.desk.checks import day_at, open_checks, readers_of
from forms.desk.delivery import Deliver, delivery_of
from forms.desk.errors import DeskError
from forms.desk.filling import filled
from forms.desk.numbering import next_id, path_of
from forms.desk.roles import Member, actor_for, may
from forms.inbox.decisions import Details, is_approved
from forms.inbox.disk import alone
from forms.inbox.errors import ConflictError
from forms.inbox.store import Inbox
from forms.inbox.writing import record_text
from forms.model import Actor, Entry, Tree
from site_builder.cli import LOG_HEADER
from site_builder.load.records import LOG_PATH
from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS
from site_builder.problems import Problem
from site_builder.publish.build import LOG_CODES
from site_builder.publish.leak import check_sources
from site_builder.publish.secrets import read_secrets
from site_builder.validate.log import missing_entries, read_log, row_of
from site_builder.validate.repository import Checked, check_repository

LOCK = "publish.lock"
NAMES_EXAMPLE = "example-named"
"""Problem of a record that names an example and is none; what is sent to the example edition is an example too."""


@dataclass(frozen=True)
class Published:
    """What came of it: the record's id, its path, the commit, and the submission as it stands now.

    ``request`` is the address of the pull request where a code host is configured, else empty.
    """

    record_id: str
    path: str
    commit: str
    entry: Entry
    request: str = ""


def publish(
    inbox: Inbox, root: Path, member: Member, receipt: str, expected_tip: str, deliver: Deliver | None = None
) -> Published:
    """Publish the submission *receipt*, which was looked at as it stood at *expected_tip*.

    One at a time: a second organiser finds it published. Where the process is killed between the merge and the word
    of it in the inbox, publishing again finds the commit and completes the inbox. Where ``mkdocs.yml`` names a code
    host, a branch and a pull request take the place of the merge; published again, it is the same pull request.

    Raises:
        DeskError: role, state, checks, languages, the check of the whole repository, or a branch that moved.
        ConflictError: the submission moved on since.
    """
    if not may(member, "publish"):
        raise DeskError("role")
    with alone(inbox.repository.path / "jiebang" / LOCK):
        entry = inbox.read(receipt)
        if entry.tip != expected_tip:
            raise ConflictError(entry.tip)
        actor = _require_ready(entry, member)
        try:
            branch = read_branch(root)
            if known := published_as(branch, entry.envelope.receipt):
                return _told(inbox, entry, actor, known, branch.head)
            return _merge(inbox, branch, entry, actor, deliver or delivery_of(branch))
        except GitError as error:
            raise DeskError("no_repository", {"why": str(error)}) from error


def _require_ready(entry: Entry, member: Member) -> Actor:
    """Return who publishes, or refuse what is not ready for it."""
    envelope = entry.envelope
    if envelope.record not in read_schemas().types:
        raise DeskError("no_record")
    actor = actor_for(member, envelope, "publish")
    if actor is None or not is_approved(envelope):
        raise DeskError("not_approved")
    if missing := open_checks(entry):
        raise DeskError("checks_open", {"checks": ", ".join(missing)})
    if without := missing_languages(entry):
        raise DeskError("language_missing", {"fields": ", ".join(without)})
    return actor


def missing_languages(entry: Entry) -> tuple[str, ...]:
    """Return the fields that need a text in both languages and have it in one: ``title.en``."""
    fields = read_schemas().types[entry.envelope.record].fields
    found = []
    for name, value in entry.public.items():
        spec = fields.get(name)
        if spec and spec.bilingual == "both" and isinstance(value, dict):
            found += [f"{name}.{lang}" for lang in LANGS if lang in spec.languages and not value.get(lang)]
    return tuple(found)


def _merge(inbox: Inbox, branch: Branch, entry: Entry, actor: Actor, deliver: Deliver | None) -> Published:
    at = inbox.now()
    with worktree(branch) as folder:
        record_id, path = _put_in(folder, inbox, entry, day_at(at))
        commit = merged(branch, folder, f"{record_id}", _trailers(entry, actor, record_id), actor, at)
    if deliver is not None:
        request = deliver(branch, commit, record_id)
        return replace(_told(inbox, entry, actor, record_id, commit, path), request=request)
    try:
        has_moved = move(branch, commit)
    except GitError as error:
        raise DeskError("files_changed", {"why": str(error)}) from error
    if not has_moved:
        raise DeskError("branch_moved")
    try:
        return _told(inbox, entry, actor, record_id, commit, path)
    except ConflictError:  # it was returned or withdrawn in the meantime; nobody has seen the commit yet
        move_back(branch, commit)
        raise


def _put_in(folder: Path, inbox: Inbox, entry: Entry, day: date) -> tuple[str, str]:
    """Return id and path of the record, which stands in *folder* with its line in the log, all of it checked."""
    record = entry.envelope.record
    taken = [summary.published_as for summary in inbox.entries() if summary.published_as]
    record_id = next_id(folder, record, entry.public, taken, str(day.year))
    tree = filled(entry, record_id, day)
    path = path_of(record, record_id, tree)
    checked = _checked_with(folder, path, record_text(tree, record), day)
    if any(found.code == NAMES_EXAMPLE and found.path == path for found in checked.errors):
        example: Tree = {"id": record_id, "example": "true", **tree}
        (folder / path).unlink()
        checked = _checked_with(folder, path, record_text(example, record), day)
    _refuse([found for found in checked.errors if found.code not in LOG_CODES])
    _refuse(list(check_sources(folder, checked.catalogue, read_secrets(checked.catalogue))))
    known = read_log(folder)
    rows = "".join(f"{row_of(one)}\n" for one in missing_entries(checked.catalogue, known, day))
    file = folder / LOG_PATH
    header = "" if file.exists() else LOG_HEADER
    with file.open("a", encoding="utf-8") as log:
        log.write(header + rows)
    _refuse(list(read_log(folder).problems))
    return record_id, path


def _checked_with(folder: Path, path: str, text: str, day: date) -> Checked:
    """Return the whole repository in *folder*, checked with the new file at *path*."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "w") as handle:
        handle.write(text)
    return check_repository(folder, day)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DeskError("check_failed", {"count": str(len(problems))}, problems)


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


def _told(inbox: Inbox, entry: Entry, actor: Actor, record_id: str, commit: str, path: str = "") -> Published:
    details = Details(published_as=record_id)
    after = inbox.act(entry.envelope.receipt, "published", actor, expected_tip=entry.tip, details=details)
    return Published(record_id, path or path_of(entry.envelope.record, record_id, entry.public), commit, after)
