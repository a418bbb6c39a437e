"""``jiebang inbox publish`` and ``reveal``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from forms.commands.desk_options import desk_options, member_of, refusals
from forms.commands.options import identity_in, identity_option, may_identity_option
from forms.inbox.store import Inbox
from forms.inbox.writing import record_text
from forms.phrases import read_form_phrases
from forms.publication.job import INBOX
from forms.publication.publish import Means
from forms.publication.publish import publish as publish_submission
from forms.review import actions
from forms.web.settings import clock_from
from site_builder.commands.echo import echo
from site_builder.commands.options import date_option, day_of, own_zone, root_option
from site_builder.problems import render_text


@click.group()
def publishing() -> None:
    """Publish, and open what is sealed."""


@publishing.command()
@desk_options
@root_option
@date_option
@may_identity_option
@click.option("--build/--no-build", "with_build", default=True)
@click.argument("receipt")
def publish(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    root: Path,
    day: datetime | None,
    identity_file: Path | None,
    with_build: bool,
    receipt: str,
) -> None:
    """Publish an approved submission."""
    phrases, member = read_form_phrases(lang), member_of(account, roles)
    means = Means(identity_in(identity_file, lang) if identity_file else "")
    with refusals(phrases):
        opened = Inbox.open(inbox_path, clock=clock_from(day.date() if day else None, own_zone()))
        entry = actions.look(opened, member, receipt)
        done = publish_submission(opened, root, member, receipt, entry.tip, means)
    if done.sealed_in:
        said = "inbox" if done.sealed_in == INBOX else "folder"
        echo(phrases.fill(f"desk.part.{said}", {"path": done.sealed_in}))
    if done.request:
        echo(phrases.fill("hosts.requested", {"id": done.record_id, "url": done.request}))
        return
    facts = {"id": done.record_id, "path": done.path, "commit": done.commit[:12] or "–"}
    echo(phrases.fill("desk.published", facts))
    if with_build and (root / "mkdocs.yml").is_file():
        from site_builder.publish.build import build_site

        built = build_site(root, day_of(day), say=lambda key: echo(phrases[key], err=True))
        if built.problems:
            echo(render_text(built.problems, phrases), nl=False)
            echo(phrases["desk.not_built"])


@publishing.command()
@desk_options
@identity_option
@click.option("--attachment", "number", type=int, default=0)
@click.argument("receipt")
def reveal(
    inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, identity_file: Path, number: int, receipt: str
) -> None:
    """Show what is sealed in a submission."""
    phrases, member = read_form_phrases(lang), member_of(account, roles)
    identity = identity_in(identity_file, lang)
    with refusals(phrases):
        opened = Inbox.open(inbox_path)
        if number:
            _, stream = actions.download(opened, member, receipt, number, identity)
            with stream:
                while piece := stream.read(64 * 1024):
                    sys.stdout.buffer.write(piece)
            return
        entry = actions.look(opened, member, receipt)
        found = actions.reveal(opened, member, receipt, entry.tip, identity)
    echo(record_text(found.fields), nl=False, is_exact=not sys.stdout.isatty())
    for count, part in enumerate(found.attachments, start=1):
        facts = {"number": str(count), "name": part.name, "size": str(part.size), "type": part.media_type}
        echo(phrases.fill("desk.attachment", facts))
        if part.scan:
            echo(f"    {phrases.fill(f'desk.page.scan_{part.scan}', {'said': part.scan_said})}")
