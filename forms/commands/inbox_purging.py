"""``jiebang inbox purge``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path

import click

from forms.accounts.roles import Member
from forms.commands.desk_options import desk_options, member_of, note_en_option, note_of, note_zh_option, refusals
from forms.inbox.sealed.purging import finish_purges
from forms.inbox.store import Inbox
from forms.model import Entry
from forms.phrases import read_form_phrases
from forms.review import actions
from forms.review.retention import due, kept_until, of_edition
from forms.web.settings import clock_from
from site_builder.commands.echo import echo
from site_builder.commands.options import date_option, day_of, own_zone, require_repository, root_option, usage_error
from site_builder.languages import LANGS
from site_builder.model import Catalogue, Text
from site_builder.render.formats import format_date
from site_builder.validate.repository import check_repository


@dataclass(frozen=True)
class Asked:
    """Which submissions are to be purged: by number, all of an edition, all whose time is over."""

    receipts: tuple[str, ...]
    edition: str
    is_due: bool


@click.group()
def purging() -> None:
    """Forget what is sealed."""


@purging.command()
@desk_options
@root_option
@date_option
@click.option("--edition", default="")
@click.option("--due", "is_due", is_flag=True)
@click.option("--dry-run", is_flag=True)
@note_zh_option
@note_en_option
@click.argument("receipts", nargs=-1)
def purge(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    root: Path,
    day: datetime | None,
    edition: str,
    is_due: bool,
    dry_run: bool,
    note_zh: str,
    note_en: str,
    receipts: tuple[str, ...],
) -> None:
    """Destroy what is sealed in submissions."""
    phrases, asked = read_form_phrases(lang), Asked(receipts, edition, is_due)
    require_repository(root, phrases)
    if not any((receipts, edition, is_due)):
        raise usage_error(phrases, "desk.purge.none_named")
    today = day_of(day)
    catalogue = check_repository(root, today).catalogue
    with refusals(phrases):
        inbox = Inbox.open(inbox_path, clock=clock_from(day.date() if day else None, own_zone()))
        member = member_of(account, roles)
        if not dry_run:
            finish_purges(inbox, inbox.entries())
        count = 0
        for entry in _wanted(inbox, member, catalogue, asked, today):
            note = note_of(note_zh, note_en) if not is_due else _rule(entry, catalogue)
            if not dry_run:
                actions.purge(inbox, member, entry, note)
            echo(f"{entry.envelope.receipt}  {entry.envelope.title.preferring(lang)}")
            count += 1
    echo(phrases.fill("desk.purge.would" if dry_run else "desk.purge.done", {"count": count}))


def _wanted(inbox: Inbox, member: Member, catalogue: Catalogue, asked: Asked, today: date) -> Iterator[Entry]:
    named = [actions.look(inbox, member, receipt) for receipt in asked.receipts]
    over = due(inbox, catalogue, today) if asked.is_due else ()
    whole = of_edition(inbox, catalogue, asked.edition) if asked.edition else ()
    found = {entry.envelope.receipt: entry for entry in chain(named, over, whole)}
    yield from found.values()


def _rule(entry: Entry, catalogue: Catalogue) -> Text:
    """Return the reason of a purge that the edition's rule asks for."""
    until = kept_until(entry, catalogue)
    days = {lang: format_date(until, lang) for lang in LANGS} if until else {}
    return Text({lang: read_form_phrases(lang).fill("desk.purge.rule", {"day": day}) for lang, day in days.items()})
