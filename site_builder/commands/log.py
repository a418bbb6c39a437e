"""``jiebang log``: what was published or changed gets its line in the publication log."""

from __future__ import annotations

from datetime import datetime
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
from site_builder.phrases import read_phrases
from site_builder.validate.history.log import LOG_HEADER, missing_entries, read_log, row_of


@click.command()
@root_option
@lang_option
@date_option
def log(root: Path, lang: str, day: datetime | None) -> None:
    """Enter new versions into the publication log.

    Each record that was published or changed gets a line.
    """
    phrases, stand_on = read_phrases(lang), day_of(day)
    checked = checked_or_exit(root, lang, stand_on, but=is_log_behind)
    known = read_log(root)
    entries = missing_entries(checked.catalogue, known, stand_on)
    if entries:
        append_rows(root / LOG_PATH, LOG_HEADER, map(row_of, entries))
    echo(phrases.fill("log.done", {"count": len(entries)}))
