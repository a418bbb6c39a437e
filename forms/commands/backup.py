"""``jiebang backup`` and ``jiebang restore``: the inbox in one file, and back."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from forms.commands.options import inbox_option, may_inbox_option
from forms.inbox.backup import BadBackupError, back_up
from forms.inbox.backup import restore as put_in_place
from forms.inbox.repository import Repository
from forms.inbox.sealed.keys import is_in_repository
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option, usage_error


@click.command()
@inbox_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@lang_option
def backup(inbox_path: Path, file: Path, lang: str) -> None:
    """Write the whole inbox to a file."""
    phrases = read_form_phrases(lang)
    if is_in_repository(file):
        raise usage_error(phrases, "backup.inside", file=str(file))
    echo(phrases["backup.begins"])
    try:
        size = back_up(Repository(inbox_path), file, datetime.now(UTC))
    except FileExistsError:
        raise usage_error(phrases, "backup.exists", file=str(file)) from None
    except OSError as error:
        echo(phrases.fill("backup.failed", {"file": file, "reason": error.strerror or error}), err=True)
        sys.exit(1)
    echo(phrases.fill("backup.done", {"file": file, "size": f"{size / 2**20:.1f}"}))


@click.command()
@may_inbox_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@lang_option
def restore(inbox_path: Path, file: Path, lang: str) -> None:
    """Put the inbox of a backup in its place."""
    phrases = read_form_phrases(lang)
    try:
        put_in_place(file, inbox_path)
    except FileExistsError:
        raise usage_error(phrases, "backup.there", place=str(inbox_path.resolve())) from None
    except BadBackupError:
        echo(phrases.fill("backup.bad", {"file": file}), err=True)
        sys.exit(1)
    echo(phrases.fill("backup.restored", {"place": inbox_path.resolve()}))
