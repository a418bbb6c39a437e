"""What the commands of ``forms`` share: where the inbox is, and how they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from forms.inbox.sealed.keys import read_identity
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


def _identity(
    name: str, words: str, *, required: bool = False, multiple: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option ``--identity``, whose value goes to the argument *name*."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option(
        "--identity", name, type=kind, envvar=IDENTITY_VARIABLE, help=words, required=required, multiple=multiple
    )


identity_option = _identity(
    "identity_file", f"Key file that can open what is sealed; also named by {IDENTITY_VARIABLE}.", required=True
)
may_identity_option = _identity(
    "identity_file", f"Key file, where something sealed has to be opened; also named by {IDENTITY_VARIABLE}."
)
identities_option = _identity(
    "identity_files",
    "Key file that can open what is sealed; may be given more than once.",
    required=True,
    multiple=True,
)
may_identities_option = _identity(
    "identity_files",
    "Key file that can open what is sealed: what came in before follows at once. May be given more than once.",
    multiple=True,
)


def identity_in(file: Path, lang: str) -> str:
    """Return the identity in *file*, or refuse in *lang*."""
    identity = read_identity(file)
    if not identity:
        raise usage_error(read_form_phrases(lang), "keys.refused.no_identity", file=str(file))
    return identity
