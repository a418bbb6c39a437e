"""``jiebang issue-forms``: issue forms of the code hosts, and records from the issues filled in with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from forms.forges.delivering import deliver, open_request
from forms.forges.errors import HostError
from forms.forges.events import code_host_of_event, read_event
from forms.forges.issue_form import FOLDERS, HOSTS, issue_forms
from forms.forges.issue_text import issue_of
from forms.forges.proposing import commit_file, publishable_of
from forms.forges.settings import KINDS, CodeHost, token_in
from forms.inbox.writing import record_text
from forms.phrases import read_form_phrases
from forms.publication.numbering import next_id
from forms.refusals import DeskError
from forms.review.placing import path_of
from forms.submission.publishing import published
from site_builder.commands.echo import echo
from site_builder.commands.options import date_option, day_of, lang_option, require_repository, root_option
from site_builder.languages import REQUIRED_LANGS
from site_builder.phrases import Phrases
from site_builder.validate.repository import check_repository

event_argument = click.argument("event_file", metavar="EVENT", type=click.Path(dir_okay=False, path_type=Path))
kind_option = click.option("--host", "kind", type=click.Choice(KINDS), default="github", show_default=True)


@contextmanager
def host_refusals(phrases: Phrases) -> Iterator[None]:
    """Say in words what a code host refused, and leave with exit status 1."""
    try:
        yield
    except HostError as error:
        raise click.ClickException(phrases.fill(f"hosts.refused.{error.code}", error.facts)) from None


@click.group("issue-forms")
def issue_forms_group() -> None:
    """Write issue forms, make records of issues."""


@issue_forms_group.command()
@root_option
@lang_option
@click.option("--host", "kind", type=click.Choice(HOSTS))
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path))
def write(root: Path, lang: str, kind: str | None, output: Path | None) -> None:
    """Write the issue forms of code hosts."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    codes = check_repository(root, day_of(None)).catalogue.codes
    if output and not kind:
        raise click.UsageError("-o needs --host")
    for host in [kind] if kind else HOSTS:
        folder = output or root / FOLDERS[host]
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in issue_forms(host, codes).items():
            file = folder / name
            is_same = file.is_file() and file.read_text(encoding="utf-8") == text
            if not is_same:
                file.write_text(text, encoding="utf-8")
            echo(phrases.fill("hosts.unchanged" if is_same else "hosts.written", {"file": file}))


@issue_forms_group.command()
@root_option
@lang_option
@date_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
)
@event_argument
def read(root: Path, lang: str, day: datetime | None, output: Path | None, event_file: Path) -> None:
    """Write the record that an issue asks for."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    with host_refusals(phrases):
        issue = issue_of(read_event(event_file))
        _, path, text = _record(root, read_event(event_file), day)
    file = output or root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    echo(phrases.fill("hosts.issue.read", {"number": issue.number, "path": file}))


@issue_forms_group.command()
@root_option
@lang_option
@date_option
@kind_option
@event_argument
def propose(root: Path, lang: str, day: datetime | None, kind: str, event_file: Path) -> None:
    """Open the pull request of an issue."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    with host_refusals(phrases):
        event = read_event(event_file)
        host, token = code_host_of_event(kind, os.environ, event), token_in(os.environ)
        issue = issue_of(event)
        url = open_request(host, token, f"issue-{issue.number}") or _propose(root, host, token, event, day)
    echo(phrases.fill("hosts.issue.proposed", {"url": url}))


def _propose(root: Path, host: CodeHost, token: str, event: Mapping[str, Any], day: datetime | None) -> str:
    """Return the address of the pull request that is opened for the issue of *event*."""
    issue = issue_of(event)
    record_id, path, text = _record(root, event, day)
    facts = {"number": issue.number, "account": f"`{_one_word(issue.account)}`", "title": record_id}
    title = read_form_phrases("en").fill("hosts.issue.change", facts)
    said = [read_form_phrases(lang).fill("hosts.issue.machine", facts) for lang in REQUIRED_LANGS]
    branch = f"issue-{issue.number}"
    commit = commit_file(root, path, text, f"{title}\n", branch)
    return deliver(root, host, token, commit, branch, title, "\n\n".join([*said, f"Closes #{issue.number}"]))


def _record(root: Path, event: Mapping[str, Any], day: datetime | None) -> tuple[str, str, str]:
    """Return id, path and text of the record that the issue of *event* asks for."""
    catalogue = check_repository(root, day_of(day)).catalogue
    today = day_of(day)
    found = publishable_of(issue_of(event), catalogue, today)
    try:
        record_id = next_id(root, found.record, found.public, year=str(today.year))
        text = record_text(published(found, record_id, today), found.record)
        return record_id, path_of(found.record, record_id, found.public), text
    except DeskError as error:
        raise HostError("place", {"field": error.told("field")}) from None


def _one_word(account: str) -> str:
    return "".join(c for c in account if c.isalnum() or c in "-_.[]")[:60]
