"""Who can open what is sealed: make identities, add and remove recipients, encrypt the inbox anew."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forms.commands.options import (
    identities_option,
    identity_in,
    inbox_option,
    may_identities_option,
    may_inbox_option,
)
from forms.inbox.errors import CannotOpenError, NoRecipientsError
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import (
    NAME,
    RECIPIENTS,
    Recipient,
    identity_folder,
    is_in_repository,
    is_public_key,
    make_identity,
    read_recipients,
    write_recipients,
)
from forms.inbox.sealed.rotation import rotate as rotate_inbox
from forms.inbox.store import Inbox
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option, usage_error
from site_builder.load.git import GitError
from site_builder.phrases import Phrases

file_option = click.option(
    "--identity-file",
    type=click.Path(dir_okay=False, path_type=Path),
)


@click.group()
def keys() -> None:
    """Manage who can open what is sealed."""


@keys.command()
@may_inbox_option
@file_option
@click.option("--name", default="organizer", show_default=True)
@lang_option
def init(inbox_path: Path, identity_file: Path | None, name: str, lang: str) -> None:
    """Make the inbox and its first key file."""
    phrases = read_form_phrases(lang)
    make_repository(inbox_path)
    recipients_file = inbox_path / RECIPIENTS
    if recipients_file.exists():
        raise usage_error(phrases, "keys.refused.exists")
    write_recipients(recipients_file, (_new_identity(phrases, name, identity_file),))


@keys.command()
@inbox_option
@file_option
@may_identities_option
@click.argument("name")
@click.argument("public_key", required=False)
@lang_option
def add(
    inbox_path: Path,
    identity_file: Path | None,
    identity_files: tuple[Path, ...],
    name: str,
    public_key: str | None,
    lang: str,
) -> None:
    """Let one more person open what is sealed."""
    phrases = read_form_phrases(lang)
    known = _known(phrases, inbox_path)
    if any(recipient.name == name for recipient in known):
        raise usage_error(phrases, "keys.refused.taken", name=name)
    if public_key is not None and not is_public_key(public_key):
        raise usage_error(phrases, "keys.refused.key")
    _require_name(phrases, name)
    recipient = Recipient(name, public_key) if public_key else _new_identity(phrases, name, identity_file)
    write_recipients(inbox_path / RECIPIENTS, (*known, recipient))
    echo(phrases.fill("keys.added", {"name": name, "key": recipient.key}))
    _follow(phrases, inbox_path, identity_files)


@keys.command()
@inbox_option
@may_identities_option
@click.argument("name")
@lang_option
def remove(inbox_path: Path, identity_files: tuple[Path, ...], name: str, lang: str) -> None:
    """Remove a recipient."""
    phrases = read_form_phrases(lang)
    known = _known(phrases, inbox_path)
    left = tuple(recipient for recipient in known if recipient.name != name)
    if left == known:
        names = ", ".join(recipient.name for recipient in known)
        raise usage_error(phrases, "keys.refused.unknown", name=name, known=names)
    if not left:
        raise usage_error(phrases, "keys.refused.last")
    write_recipients(inbox_path / RECIPIENTS, left)
    echo(phrases.fill("keys.removed", {"name": name}))
    _follow(phrases, inbox_path, identity_files)


@keys.command(name="list")
@inbox_option
@lang_option
def list_keys(inbox_path: Path, lang: str) -> None:
    """List the recipients and their public keys."""
    phrases = read_form_phrases(lang)
    for recipient in _known(phrases, inbox_path):
        echo(phrases.fill("keys.row", {"name": recipient.name, "key": recipient.key}))


@keys.command()
@inbox_option
@identities_option
@lang_option
def rotate(inbox_path: Path, identity_files: tuple[Path, ...], lang: str) -> None:
    """Wrap all keys for the recipients of now."""
    phrases = read_form_phrases(lang)
    _known(phrases, inbox_path)
    _rotate(phrases, inbox_path, identity_files)


def _follow(phrases: Phrases, inbox_path: Path, identity_files: tuple[Path, ...]) -> None:
    """Bring what came in before to the recipients of now, or say how."""
    if identity_files:
        _rotate(phrases, inbox_path, identity_files)
    else:
        echo(phrases["keys.next"])


def _rotate(phrases: Phrases, inbox_path: Path, identity_files: tuple[Path, ...]) -> None:
    identity = "\n".join(identity_in(file, phrases.lang) for file in identity_files)
    inbox, count = Inbox.open(inbox_path), 0
    try:
        for _ in rotate_inbox(inbox, identity):
            count += 1
    except CannotOpenError:
        echo(phrases.fill("keys.refused.cannot_open", {"count": count}), err=True)
        sys.exit(1)
    except GitError as error:
        echo(phrases.fill("keys.refused.git", {"reason": error.why()}), err=True)
        sys.exit(1)
    names = phrases["desk.between"].join(recipient.name for recipient in inbox.recipients())
    echo(phrases.fill("keys.rotated", {"count": count, "names": names}))


def _known(phrases: Phrases, inbox_path: Path) -> tuple[Recipient, ...]:
    try:
        return read_recipients(inbox_path / RECIPIENTS)
    except NoRecipientsError:
        raise usage_error(phrases, "keys.refused.none", file=str(inbox_path / RECIPIENTS)) from None


def _require_name(phrases: Phrases, name: str) -> None:
    if not NAME.fullmatch(name):
        raise usage_error(phrases, "keys.refused.name", name=name)


def _new_identity(phrases: Phrases, name: str, file: Path | None) -> Recipient:
    """Return the public half of a new identity that lies in *file*, and tell where that is."""
    _require_name(phrases, name)
    file = file or identity_folder() / f"{name}.txt"
    if is_in_repository(file):
        raise usage_error(phrases, "keys.refused.inside", file=str(file))
    try:
        recipient = make_identity(file, name)
    except FileExistsError:
        raise usage_error(phrases, "keys.refused.file", file=str(file)) from None
    echo(phrases.fill("keys.made", {"name": name, "file": file}))
    return recipient
