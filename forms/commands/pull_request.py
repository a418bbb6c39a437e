"""``jiebang pull-request``: what the actions of a code host ask about a pull request under check."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from forms.commands.issue_forms import event_argument, host_refusals, kind_option
from forms.forges.errors import HostError
from forms.forges.events import (
    code_host_of_event,
    merge_request_event,
    pushers_in,
    read_event,
    request_event,
    word_of,
)
from forms.forges.github import GitHub
from forms.forges.host import Host
from forms.forges.kinds import host_of
from forms.forges.requests import answer, answer_text, read_findings
from forms.forges.roles import NOBODY, role_of_all
from forms.forges.settings import token_in
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option
from site_builder.languages import LANGS

folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
TEAMS_VARIABLE = "JIEBANG_TEAMS_TOKEN"


@click.group("pull-request")
def pull_request() -> None:
    """Answer a pull request."""


@pull_request.command()
@lang_option
@event_argument
def event(lang: str, event_file: Path) -> None:
    """Write the event file on GitLab."""
    with host_refusals(read_form_phrases(lang)):
        event_file.write_text(json.dumps(merge_request_event(os.environ)), encoding="utf-8")


@pull_request.command()
@lang_option
@kind_option
@event_argument
def role(lang: str, kind: str, event_file: Path) -> None:
    """Print the role of a pull request."""
    phrases = read_form_phrases(lang)
    with host_refusals(phrases):
        told = read_event(event_file)
        token = os.environ.get(TEAMS_VARIABLE, "")
        if not token:
            echo(NOBODY)
            return
        host = host_of(code_host_of_event(kind, os.environ, told), token)
        account = word_of(told, "pull_request", "user", "login") or _author(host, number_in(told))
        echo(role_of_all(host, (account, *pushers_in(told))))


def _author(host: Host, number: int) -> str:
    found = host.standing(number)
    return found.author if found else ""


def number_in(told: Mapping[str, Any]) -> int:
    """Return the number of the pull request in an event.

    Raises:
        HostError: it is about none.
    """
    found = told.get("pull_request")
    number = found.get("number") if isinstance(found, Mapping) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise HostError("no_request")
    return number


@pull_request.command()
@lang_option
@event_argument
@click.argument("request_file", metavar="REQUEST", type=click.Path(dir_okay=False, path_type=Path))
def find(lang: str, event_file: Path, request_file: Path) -> None:
    """Find the pull request of a run."""
    with host_refusals(read_form_phrases(lang)):
        told = read_event(event_file)
        host = GitHub(code_host_of_event("github", os.environ, told), token_in(os.environ))
        run = ("workflow_run",)
        head, branch = word_of(told, *run, "head_sha"), word_of(told, *run, "head_branch")
        found = host.found_at(word_of(told, *run, "head_repository", "owner", "login"), branch, head)
        if found is None or not _COMMIT.fullmatch(head):
            raise HostError("no_request")
        request_file.write_text(json.dumps(request_event(told, found.number, found.author)), encoding="utf-8")
    echo(f"head={head}")


@pull_request.command()
@lang_option
@event_argument
@folder_argument
def verdict(lang: str, event_file: Path, folder: Path) -> None:
    """State the verdict on GitHub."""
    with host_refusals(read_form_phrases(lang)):
        told = read_event(event_file)
        host = GitHub(code_host_of_event("github", os.environ, told), token_in(os.environ))
        found = read_findings(folder).by_lang.values()
        errors = max(sum(one.get("severity") != "warning" for one in by_lang) for by_lang in found)
        words = " · ".join(read_form_phrases(one).fill("hosts.verdict", {"errors": str(errors)}) for one in LANGS)
        host.state_verdict(word_of(told, "pull_request", "head", "sha"), not errors, words, _run_address(os.environ))
    sys.exit(1 if errors else 0)


def _run_address(environment: Mapping[str, str]) -> str:
    server, repository, run = (
        environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}"


@pull_request.command()
@event_argument
@folder_argument
def number(event_file: Path, folder: Path) -> None:
    """Write down the number of a pull request."""
    with host_refusals(read_form_phrases("en")):
        (folder / "number").write_text(f"{number_in(read_event(event_file))}\n", encoding="ascii")


@pull_request.command()
@folder_argument
def summary(folder: Path) -> None:
    """Print the findings as Markdown."""
    with host_refusals(read_form_phrases("en")):
        echo(answer_text(read_findings(folder).by_lang), nl=False)


@pull_request.command("answer")
@lang_option
@kind_option
@event_argument
@folder_argument
def answer_command(lang: str, kind: str, event_file: Path, folder: Path) -> None:
    """Post the findings on the pull request."""
    phrases = read_form_phrases(lang)
    with host_refusals(phrases):
        told = read_event(event_file)
        host, token = code_host_of_event(kind, os.environ, told), token_in(os.environ)
        findings = read_findings(folder)
        head = word_of(told, "workflow_run", "head_sha") or word_of(told, "pull_request", "head", "sha")
        answer(host_of(host, token), findings, head)
    echo(phrases.fill("hosts.comment.posted", {"number": findings.number}))
