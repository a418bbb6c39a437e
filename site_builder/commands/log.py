"""``jiebang log``: what was published or changed gets its line in the publication log."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from site_builder.commands.checked import checked_or_exit, is_log_behind
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    root_option,
)
from site_builder.commands.rows import append_rows
from site_builder.load.records import LOG_PATH
from site_builder.model import Catalogue
from site_builder.phrases import read_phrases
from site_builder.validate.history.log import LOG_HEADER, missing_entries, read_log, row_of


@click.command()
@root_option
@lang_option
@date_option
def log(root: Path, lang: str, day: datetime | None) -> None:
    """Enter new versions into the publication log."""
    phrases, stand_on = read_phrases(lang), day_of(day)
    checked = checked_or_exit(root, lang, stand_on, but=is_log_behind)
    count = enter_new_versions(root, checked.catalogue, stand_on)
    echo(phrases.fill("log.done", {"count": count}))


def enter_new_versions(root: Path, catalogue: Catalogue, day: date) -> int:
    """Add a line to the log for each version in *catalogue* that has none, and return how many these are."""
    entries = missing_entries(catalogue, read_log(root), day)
    if entries:
        append_rows(root / LOG_PATH, LOG_HEADER, map(row_of, entries))
    return len(entries)
