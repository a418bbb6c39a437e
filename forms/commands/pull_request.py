"""``jiebang pull-request``: what the actions of a code host ask about a pull request under check."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from forms.commands.issue_forms import event_argument, host_refusals, kind_option
from forms.hosts.errors import HostError
from forms.hosts.issue_text import read_event
from forms.hosts.kinds import host_of
from forms.hosts.requests import NOBODY, answer, answer_text, read_findings, role_of
from forms.hosts.settings import code_host_of_event, token_in
from forms.phrases import read_form_phrases
from site_builder.commands.options import lang_option

folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
TEAMS_VARIABLE = "JIEBANG_TEAMS_TOKEN"


@click.group("pull-request")
def pull_request() -> None:
    """Answer the check of a pull request; run by the actions of a code host."""


@pull_request.command()
@lang_option
@kind_option
@event_argument
def role(lang: str, kind: str, event_file: Path) -> None:
    """Print the role of who opened the pull request in EVENT, by the teams of the organisation.

    JIEBANG_TEAMS_TOKEN may read the members of teams; without it everybody is a visitor.
    """
    phrases = read_form_phrases(lang)
    with host_refusals(phrases):
        event = read_event(event_file)
        account = _word(event, "pull_request", "user", "login")
        token = os.environ.get(TEAMS_VARIABLE, "")
        if not token or not account:
            click.echo(NOBODY)
            return
        host = code_host_of_event(kind, os.environ, event)
        click.echo(role_of(host_of(host, token).rest, kind, host.owner, account))


@pull_request.command()
@event_argument
@folder_argument
def number(event_file: Path, folder: Path) -> None:
    """Write the number of the pull request in EVENT into FOLDER, beside what was found."""
    with host_refusals(read_form_phrases("en")):
        found = (read_event(event_file).get("pull_request") or {}).get("number")
        if not isinstance(found, int):
            raise HostError("no_request")
        (folder / "number").write_text(f"{found}\n", encoding="ascii")


@pull_request.command()
@folder_argument
def summary(folder: Path) -> None:
    """Print what the check left in FOLDER (zh.json, en.json) as Markdown in both languages."""
    with host_refusals(read_form_phrases("en")):
        click.echo(answer_text(read_findings(folder).by_lang), nl=False)


@pull_request.command("answer")
@lang_option
@kind_option
@event_argument
@folder_argument
def answer_command(lang: str, kind: str, event_file: Path, folder: Path) -> None:
    """Post what the check left in FOLDER on its pull request; EVENT is of the workflow run that checked it.

    FOLDER may have been written by foreign code. It is posted in code blocks, and only where the pull request stands
    at the commit that the host says was checked.
    """
    phrases = read_form_phrases(lang)
    with host_refusals(phrases):
        event = read_event(event_file)
        host, token = code_host_of_event(kind, os.environ, event), token_in(os.environ)
        findings = read_findings(folder)
        answer(host_of(host, token).rest, host.repository, findings, _word(event, "workflow_run", "head_sha"))
    click.echo(phrases.fill("hosts.comment.posted", {"number": findings.number}))


def _word(event: Mapping[str, Any], *steps: str) -> str:
    found: Any = event
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
