"""What the commands of ``forms`` share: where the inbox is, and how they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from forms.inbox.layout import is_inbox
from forms.inbox.sealed.keys import read_identity
from forms.phrases import read_form_phrases
from site_builder.commands.options import ROOT, only_root_option, usage_error
from site_builder.phrases import Phrases

INBOX_VARIABLE = "FORMS_INBOX"
DEFAULT_INBOX = Path("var/inbox.git")
IDENTITY_VARIABLE = "JIEBANG_IDENTITY"

Command = Callable[..., Any]


def _place(context: click.Context, option: click.Parameter, value: Path | None) -> Path:
    """Return where the inbox is: as named, or its place by the repository, whatever the current folder."""
    root: Path = context.meta[ROOT]
    return value or _by_itself(root)


def _by_itself(root: Path) -> Path:
    """Return where the inbox of *root* is unless named: in its folder ``var``, or beside it where there is one."""
    own, beside = root / DEFAULT_INBOX, inbox_beside(root)
    return beside if is_inbox(beside) and not is_inbox(own) else own


def inbox_beside(root: Path) -> Path:
    """Return the place of an inbox beside the repository at *root*, outside of all that git may clean there."""
    whole = root.resolve()
    return whole.with_name(f"{whole.name}-inbox.git")


def _known_place(context: click.Context, option: click.Parameter, value: Path | None) -> Path:
    """Return where the inbox is; where there is none, none is made."""
    place = _place(context, option, value)
    if not is_inbox(place):
        refuse_no_inbox(read_form_phrases(context.params["lang"]), place)
    return place


def _inbox(find: Callable[[click.Context, click.Parameter, Path | None], Path]) -> Callable[[Command], Command]:
    """Return the option ``--inbox``, and ``--root`` with it where the command has none yet."""

    def added(command: Command) -> Command:
        known = (option.name for option in getattr(command, "__click_params__", ()))
        return option(command if "root" in known else only_root_option(command))

    option = click.option(
        "--inbox",
        "inbox_path",
        type=click.Path(file_okay=False, path_type=Path),
        envvar=INBOX_VARIABLE,
        callback=find,
    )
    return added


inbox_option = _inbox(_known_place)
may_inbox_option = _inbox(_place)
"""For commands that make the inbox, or do without one."""


def refuse_no_inbox(phrases: Phrases, place: Path) -> NoReturn:
    """Say that there is no inbox at *place*, and how one is made."""
    raise usage_error(phrases, "inbox.refused.no_inbox", place=str(place.resolve()))


def was_named(name: str) -> bool:
    """Return whether the option *name* of the running command was given, on the command line or by its variable."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not None and source is not ParameterSource.DEFAULT


def _identity(
    name: str, *, required: bool = False, multiple: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option ``--identity``, whose value goes to the argument *name*."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option("--identity", name, type=kind, envvar=IDENTITY_VARIABLE, required=required, multiple=multiple)


identity_option = _identity("identity_file", required=True)
may_identity_option = _identity("identity_file")
identities_option = _identity("identity_files", required=True, multiple=True)
may_identities_option = _identity("identity_files", multiple=True)


def identity_in(file: Path, lang: str) -> str:
    """Return the identity in *file*, or refuse in *lang*."""
    identity = read_identity(file)
    if not identity:
        raise usage_error(read_form_phrases(lang), "keys.refused.no_identity", file=str(file))
    return identity
