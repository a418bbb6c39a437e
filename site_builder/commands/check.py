"""``jiebang check``: every problem in the records."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    private_folder,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.revision import UnknownRevisionError
from site_builder.phrases import read_phrases
from site_builder.problems import RENDERERS, Problem
from site_builder.validate.history.history import check_history
from site_builder.validate.private.sealed import check_sealed
from site_builder.validate.repository import check_repository, with_lines


def _known_role(context: click.Context, option: click.Parameter, value: str) -> str:
    roles = read_schemas().codes["role"]
    if value not in roles:
        raise click.BadParameter(", ".join(roles), context, option)
    return value


role_option = click.option(
    "--role",
    metavar="ROLE",
    default="organizer",
    show_default=True,
    callback=_known_role,
)


@click.command()
@root_option
@lang_option
@date_option
@click.option("--format", "form", type=click.Choice(sorted(RENDERERS)), default="text")
@click.option("--since", metavar="REV")
@role_option
def check(root: Path, lang: str, day: datetime | None, form: str, since: str | None, role: str) -> None:
    """Report every problem in the records."""
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    checked = check_repository(root, day_of(day))
    problems: Sequence[Problem] = checked.problems
    if private := private_folder(phrases):
        problems = sorted([*problems, *check_sealed(root, private, checked.catalogue)])
    if since is not None:
        try:
            history = check_history(root, since, checked.catalogue, day_of(day), role)
            problems = sorted([*problems, *with_lines(root, history)])
        except UnknownRevisionError as refused:
            raise usage_error(phrases, "revision.refused", revision=since, why=refused.error.why()[lang]) from None
    echo(RENDERERS[form](problems, phrases), nl=False, is_exact=form == "github")
    errors = sum(not problem.is_warning for problem in problems)
    facts = {
        "records": str(checked.catalogue.count),
        "errors": str(errors),
        "warnings": str(len(problems) - errors),
    }
    if form == "text":
        echo(phrases.fill("check.done", facts))
    sys.exit(1 if errors else 0)
