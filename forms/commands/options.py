"""What the commands of ``forms`` share: where the inbox is, and how they refuse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from forms.inbox.keys import read_identity
from forms.phrases import read_form_phrases
from site_builder.commands.options import usage_error

INBOX_VARIABLE = "FORMS_INBOX"
DEFAULT_INBOX = Path("var/inbox.git")
IDENTITY_VARIABLE = "JIEBANG_IDENTITY"

inbox_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--inbox",
    "inbox_path",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=INBOX_VARIABLE,
    default=DEFAULT_INBOX,
    show_default=True,
    help=f"The inbox; also named by {INBOX_VARIABLE}.",
)
identity_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--identity",
    "identity_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar=IDENTITY_VARIABLE,
    required=True,
    help=f"Key file that can open what is sealed; also named by {IDENTITY_VARIABLE}.",
)
may_identity_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--identity",
    "identity_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar=IDENTITY_VARIABLE,
    help=f"Key file, where something sealed has to be opened; also named by {IDENTITY_VARIABLE}.",
)
identities_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--identity",
    "identity_files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar=IDENTITY_VARIABLE,
    required=True,
    multiple=True,
    help="Key file that can open what is sealed; may be given more than once.",
)

may_identities_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--identity",
    "identity_files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar=IDENTITY_VARIABLE,
    multiple=True,
    help="Key file that can open what is sealed: what came in before follows at once. May be given more than once.",
)


def inbox_from_environment() -> Path:
    """Return where the inbox is for a program that has no options."""
    return Path(os.environ.get(INBOX_VARIABLE) or DEFAULT_INBOX)


def identity_in(file: Path, lang: str) -> str:
    """Return the identity in *file*, or refuse in *lang*."""
    identity = read_identity(file)
    if not identity:
        raise usage_error(read_form_phrases(lang), "keys.refused.no_identity", file=str(file))
    return identity
