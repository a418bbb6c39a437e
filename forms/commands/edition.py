"""``jiebang edition``: open the next edition with the rules of the last, close one and say what is open in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from forms.commands.options import may_inbox_option, refuse_no_inbox, was_named
from forms.inbox.layout import is_inbox
from forms.inbox.states import OPEN, is_state
from forms.inbox.store import Inbox
from forms.phrases import read_form_phrases
from forms.starting.answers import AnswerError
from forms.starting.editions import (
    FaultyEditionError,
    close_edition,
    folder_of,
    last_edition,
    next_files,
    next_year,
    put_edition,
    to_look_at,
)
from forms.starting.reading import read_id
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.derive.days.open_ends import open_ends_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, Record
from site_builder.phrases import Phrases
from site_builder.problems import Problem, render_text
from site_builder.records import Edition
from site_builder.validate.repository import check_repository

dry_run_option = click.option("--dry-run", "is_dry", is_flag=True)


@click.group()
def edition() -> None:
    """Open the next edition, close one."""


@edition.command()
@root_option
@click.option("--like", metavar="ID")
@click.option("--year", type=click.IntRange(1900, 2100))
@dry_run_option
@date_option
@lang_option
@click.argument("new_id", metavar="ID")
def new(
    root: Path, like: str | None, year: int | None, is_dry: bool, day: datetime | None, lang: str, new_id: str
) -> None:
    """Open the next edition."""
    phrases, today = read_form_phrases(lang), day_of(day)
    require_repository(root, phrases)
    catalogue = check_repository(root, today).catalogue
    last = _known(catalogue, like, phrases) if like else last_edition(catalogue)
    if last is None or not (root / folder_of(last.id) / "rules.yml").is_file():
        raise usage_error(phrases, "edition_new.refused.no_rules", edition=like or "–")
    _require_free(root, new_id, phrases)
    made = next_files(root, last, new_id, year or next_year(catalogue, last))
    if not is_dry:
        _put(root, made, new_id, today, phrases)
    facts = {"edition": new_id, "last": last.id, "folder": folder_of(new_id)}
    echo(phrases.fill("edition_new.would_be_made" if is_dry else "edition_new.made", facts))
    for one in to_look_at(made, last):
        echo(f"  {one.path}:{one.line}: {one.text}")
    if not is_dry:
        echo(phrases["edition_new.next"])


def _require_free(root: Path, new_id: str, phrases: Phrases) -> None:
    try:
        read_id(new_id)
    except AnswerError as error:
        raise usage_error(phrases, f"init.wrong.{error.code}", value=new_id) from None
    if (root / folder_of(new_id)).exists():
        raise usage_error(phrases, "edition_new.refused.there", edition=new_id)


def _put(root: Path, made: dict[str, str], new_id: str, today: date, phrases: Phrases) -> None:
    try:
        put_edition(root, made, new_id, today)
    except FaultyEditionError as error:
        echo(render_text(error.problems, phrases), nl=False)
        echo(phrases.fill("edition_new.refused.faulty", {"edition": new_id}), err=True)
        sys.exit(1)


@edition.command()
@may_inbox_option
@root_option
@click.option("--anyway", is_flag=True)
@dry_run_option
@date_option
@lang_option
@click.argument("closed_id", metavar="ID")
def close(
    inbox_path: Path, root: Path, anyway: bool, is_dry: bool, day: datetime | None, lang: str, closed_id: str
) -> None:
    """Close an edition."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    today = day_of(day)
    checked = check_repository(root, today)
    catalogue, found = checked.catalogue, _known(checked.catalogue, closed_id, phrases)
    if has_flag(found, "closed"):
        raise usage_error(phrases, "edition_close.refused.closed", edition=closed_id)
    if was_named("inbox_path") and not is_inbox(inbox_path):
        refuse_no_inbox(phrases, inbox_path)
    rows = [*_open_rows(found, catalogue, today, phrases), *_waiting_rows(found, inbox_path, phrases)]
    for row in rows:
        echo(row)
    if not is_inbox(inbox_path):
        echo(phrases.fill("edition_close.no_inbox", {"place": str(inbox_path)}))
    facts = {"edition": closed_id, "count": str(len(rows))}
    if rows and not anyway:
        echo(phrases.fill("edition_close.open", facts))
        sys.exit(1)
    _close(root, found, checked.errors, today, phrases, is_dry=is_dry)
    echo(
        phrases.fill(
            "edition_close.would_be_closed" if is_dry else "edition_close.closed", {**facts, "path": found.path}
        )
    )


def _close(root: Path, found: Edition, known: list[Problem], today: date, phrases: Phrases, *, is_dry: bool) -> None:
    try:
        close_edition(root, found, known, today, is_dry=is_dry)
    except FaultyEditionError as error:
        echo(render_text(error.problems, phrases), nl=False)
        echo(phrases.fill("edition_close.refused.faulty", {"edition": found.id}), err=True)
        sys.exit(1)


def _known(catalogue: Catalogue, edition_id: str, phrases: Phrases) -> Edition:
    by_id = {one.id: one for one in catalogue.all(Edition)}
    if edition_id not in by_id:
        raise usage_error(
            phrases, "edition_close.refused.unknown", edition=edition_id, known=", ".join(sorted(by_id))
        )
    return by_id[edition_id]


def _open_rows(found: Edition, catalogue: Catalogue, today: date, phrases: Phrases) -> Iterator[str]:
    ends = open_ends_of(found.id, catalogue, today)
    for entry in ends.stages:
        stage = catalogue.codes["timeline_stage"][entry.stage].name
        yield phrases.fill("edition_close.stage", {"stage": stage, "until": str(entry.to or entry["from"])})
    for records in (ends.needs, ends.contests, ends.dockings, ends.awards):
        yield from (_row(record, phrases) for record in records)
    if ends.lacks_payout:
        yield phrases["edition_close.no_payout"]


def _row(record: Record, phrases: Phrases) -> str:
    label = read_schemas().types[record.type].label
    return phrases.fill("edition_close.row", {"kind": label, "id": record.id, "path": record.path})


def _waiting_rows(found: Edition, inbox_path: Path, phrases: Phrases) -> Iterator[str]:
    """Yield a line for each submission to the edition with which the desk is not done."""
    if not is_inbox(inbox_path):
        return
    inbox = Inbox.open(inbox_path)
    for row in inbox.entries():
        if is_state(row, *OPEN) and inbox.read(row.receipt).public.get("edition") == found.id:
            yield phrases.fill("edition_close.waiting", {"receipt": row.receipt})
