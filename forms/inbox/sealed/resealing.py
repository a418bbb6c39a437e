"""Gives keys of their own to parts that an earlier version encrypted to the recipients, in the history too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from forms.inbox.layout import BRANCHES, ENVELOPE, VERSIONED, envelope_text, sealed_in, version_path
from forms.inbox.reading import envelope_at
from forms.inbox.repository import Repository
from forms.inbox.sealed.crypt import opened_bytes, opened_stream
from forms.inbox.sealed.sealing import PartWriter
from forms.inbox.store import Inbox
from forms.model import Envelope
from site_builder.load.git import git

ABANDONED = "2.hours.ago"  # no request that is still under way wrote what is older
ROTATED = "rotate "
"""Beginning of the message of commits that only exchanged recipients; they go."""


def direct_parts(repository: Repository, receipt: str) -> set[str]:
    """Return the blobs of the submission's parts that have no key of their own."""
    tip = repository.commit_named(BRANCHES + receipt)
    if not tip or envelope_at(repository, tip).purged_at:
        return set()
    parts = sealed_in(repository.files(tip)).values()
    return {blob for blob in parts if not repository.data_keys.has(blob)}


def reseal(inbox: Inbox, receipt: str, identity: str) -> set[str]:
    """Return the old blobs of a submission whose history now holds none of them.

    Each commit stays, with its author, its time and its words; the refs that named one name its successor.

    Raises:
        CannotOpenError: *identity* opens one of the parts not; nothing is changed then.
    """
    repository = inbox.repository
    tip = repository.commit_named(BRANCHES + receipt)
    objects = repository.writer()
    parts = PartWriter(repository, objects, [recipient.key for recipient in inbox.recipients()])
    last, places = envelope_at(repository, tip), sealed_in(repository.files(tip))
    fresh = {blob: _sealed_anew(repository, parts, path, blob, identity) for path, blob in places.items()}
    ids: dict[str, str] = {}
    old: set[str] = set()
    parent = ""
    for commit in reversed([commit for commit, _ in repository.log(tip)]):
        made, files, envelope = repository.made(commit), repository.files(commit), envelope_at(repository, commit)
        if not made.message.startswith(ROTATED):
            old |= set(sealed_in(files).values())
            new = {path: fresh[places[_place(path, envelope, last)]] for path in sealed_in(files)}
            digests = {path: new[path][1] if path in new else digest for path, digest in envelope.digests.items()}
            text = envelope_text(replace(envelope, digests=digests)).encode()
            files |= {path: blob for path, (blob, _) in new.items()} | {ENVELOPE: objects.blob(text)}
            parent = objects.commit(objects.tree(files), parent, made.author, made.seconds, made.message)
        ids[commit] = parent
    objects.settle()
    return old if repository.replace(BRANCHES + receipt, tip, ids) else set()


def _place(path: str, envelope: Envelope, last: Envelope) -> str:
    """Return where the part at *path* of an earlier commit lies now."""
    is_current = VERSIONED.fullmatch(path) is not None
    return version_path(envelope.version, path) if is_current and envelope.version < last.version else path


def _sealed_anew(repository: Repository, parts: PartWriter, path: str, blob: str, identity: str) -> tuple[str, str]:
    """Return blob and digest of a part sealed anew; an attachment is never in memory as a whole."""
    opening = repository.data_keys.opening(blob, identity)
    if "attachments/" not in path:
        return parts.seal(opened_bytes(repository.blob(blob), opening))
    with opened_stream(repository.stream(blob), opening) as plain:
        return parts.seal_stream(plain)


def forget(repository: Repository, blobs: Collection[str]) -> None:
    """Remove parts that nothing names any more, and their keys, also where git packed them and an earlier run ended.

    Raises:
        GitError: git is not installed, or refused.
    """
    repository.data_keys.destroy(blobs)
    repository.drop_loose(blobs)
    if repository.has_packs():
        git(repository.path, "repack", "-adq")
    git(repository.path, "prune", f"--expire={ABANDONED}")
