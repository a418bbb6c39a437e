"""``jiebang template``: the workbook in which needs, results or solutions are collected."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from forms.phrases import read_form_phrases
from forms.sheets.columns import FORMS, columns_of
from forms.sheets.values.by_column import Lists
from forms.sheets.workbook import with_choices, workbook_of
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.validate.repository import check_repository


@click.command()
@root_option
@lang_option
@date_option
@click.argument("kind", type=click.Choice(FORMS))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with",
    "more",
    type=click.Choice(["sealed", "internal"]),
    multiple=True,
)
def template(
    root: Path, lang: str, day: datetime | None, kind: str, output: Path | None, more: tuple[str, ...]
) -> None:
    """Write a workbook to collect records in."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    output = output or Path(phrases[f"sheets.template.file.{kind}"])
    if output.suffix.lower() != ".xlsx":
        raise usage_error(phrases, "sheets.refused.not_xlsx", file=str(output))
    if output.exists():
        raise usage_error(phrases, "sheets.refused.exists", file=str(output))
    catalogue = check_repository(root, day_of(day)).catalogue
    lists = Lists(catalogue, day_of(day))
    columns = with_choices(columns_of(kind, frozenset(more)), lists)
    workbook_of(kind, columns, lists, lang).save(output)
    echo(phrases.fill("sheets.written", {"file": output, "columns": len(columns)}))
