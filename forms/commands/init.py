"""``jiebang init``: a content repository for one's own challenge, checked and built."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from forms.commands.asking import asked
from forms.commands.options import inbox_beside
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, identity_folder, make_first
from forms.phrases import read_form_phrases
from forms.starting.answers import Answers, Given, WrongAnswersError
from forms.starting.questions import questions_on, read_answers
from forms.starting.repository import FaultyAnswersError, NotEmptyError, is_free, start_repository
from site_builder.commands.build import build_once
from site_builder.commands.echo import echo
from site_builder.commands.options import cache_option, date_option, day_of, lang_option, usage_error
from site_builder.load.git import GitError
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import parse_values
from site_builder.phrases import Phrases
from site_builder.problems import InvalidDataError, render_text

Command = Callable[..., Any]


def answer_options(command: Command) -> Command:
    """Add an option for each question to *command*."""
    for question in reversed(questions_on(date.min)):
        option = click.option(
            f"--{question.key.replace('_', '-')}", multiple=question.is_list, metavar=question.key.upper()
        )
        command = option(command)
    return command


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@answer_options
@click.option("--ask/--no-ask", "is_asking", default=None)
@click.option("--inbox/--no-inbox", "with_inbox", default=True)
@click.option("--build/--no-build", "with_site", default=True)
@cache_option
@date_option
@lang_option
def init(
    folder: Path,
    file: Path | None,
    is_asking: bool | None,
    with_inbox: bool,
    with_site: bool,
    day: datetime | None,
    lang: str,
    **options: str | tuple[str, ...] | None,
) -> None:
    """Begin a challenge of your own."""
    phrases, today = read_form_phrases(lang), day_of(day)
    if not is_free(folder):
        raise usage_error(phrases, "init.refused.not_empty", folder=str(folder))
    given: Given = {**_answers_in(file, phrases), **_given_by(options)}
    if sys.stdin.isatty() and file is None if is_asking is None else is_asking:
        given = asked(given, today, phrases)
    answers = _read(given, today, phrases)
    _start(folder, answers, today, phrases)
    echo(phrases.fill("init.made", {"folder": folder}))
    if with_inbox:
        _make_inbox(folder, phrases)
    if with_site:
        build_once(folder, phrases, today, is_clean=False, with_search=True)
    echo(phrases.fill("init.next", {"folder": folder, "edition": answers.edition}))


def _answers_in(file: Path | None, phrases: Phrases) -> Given:
    """Return the answers in *file*; a logo that it names is looked for beside it."""
    if file is None:
        return {}
    try:
        found = parse_values(file.name, decode_text(file.name, read_bytes(file.name, file)))
    except InvalidDataError as error:
        echo(render_text([error.problem], phrases), nl=False, err=True)
        sys.exit(2)
    logo = found.get("logo")
    return {**found, "logo": str(file.parent / logo)} if isinstance(logo, str) and logo else found


def _given_by(options: Mapping[str, str | tuple[str, ...] | None]) -> Given:
    """Return the answers that options gave."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in options.items() if value}


def _read(given: Given, today: date, phrases: Phrases) -> Answers:
    try:
        return read_answers(given, today)
    except WrongAnswersError as error:
        lines = [
            phrases.fill(
                "init.wrong.row", {"key": one.key, "what": phrases.fill(f"init.wrong.{one.code}", one.facts)}
            )
            for one in error.wrong
        ]
        raise usage_error(phrases, "init.refused.wrong", lines="\n".join(lines)) from None


def _start(folder: Path, answers: Answers, today: date, phrases: Phrases) -> None:
    try:
        start_repository(folder, answers, today, phrases.fill("init.commit", {"name": answers.name}))
    except NotEmptyError:
        raise usage_error(phrases, "init.refused.not_empty", folder=str(folder)) from None
    except FaultyAnswersError as error:
        echo(render_text(error.problems, phrases), nl=False)
        _fail(phrases, "init.refused.faulty")
    except GitError as error:
        _fail(phrases, "init.refused.git", reason=error.why())
    except OSError as error:
        _fail(phrases, "init.refused.disk", folder=folder, reason=error.strerror or error)


def _fail(phrases: Phrases, key: str, **facts: Any) -> NoReturn:
    echo(phrases.fill(key, facts), err=True)
    sys.exit(1)


def _make_inbox(folder: Path, phrases: Phrases) -> None:
    place = inbox_beside(folder)
    try:
        make_repository(place)
        made = make_first(place / RECIPIENTS, identity_folder())
    except OSError as error:
        echo(phrases.fill("init.no_inbox", {"place": place.resolve(), "reason": error.strerror or error}), err=True)
        return
    echo(phrases.fill("init.inbox" if made else "init.inbox_there", {"place": place.resolve(), "file": made}))
