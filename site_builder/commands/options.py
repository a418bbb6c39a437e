"""What all commands share: their options, the day they stand on, and how they refuse."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from site_builder.commands.echo import echo
from site_builder.load.schemas import read_schemas
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import Problem, render_text
from site_builder.render.formats import SHANGHAI as SHANGHAI
from site_builder.validate.private.sealed_owners import PRIVATE_FOLDER
from site_builder.validate.repository import CheckedRepository, check_repository

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The repository (default: the current folder).",
)


def _own_language() -> str:
    """Return the language the machine is set to, as far as it is one of ours."""
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en"


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=_own_language,
    show_default="zh on a Chinese system, en elsewhere",
    help="Language of the messages.",
)
date_option = click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Treat this day as today (default: today in Shanghai)."
)


def _known_role(context: click.Context, option: click.Parameter, value: str) -> str:
    roles = read_schemas().codes["role"]
    if value not in roles:
        raise click.BadParameter(", ".join(roles), context, option)
    return value


role_option = click.option(
    "--role",
    metavar="ROLE",
    default="organizer",
    show_default=True,
    callback=_known_role,
    help="With --since: who proposes the changes, as the code host knows. It decides who may change which state.",
)


def day_of(given: datetime | None) -> date:
    """Return the day given on the command line, or today in Shanghai."""
    return given.date() if given else datetime.now(SHANGHAI).date()


def usage_error(phrases: Phrases, key: str, **facts: str) -> click.UsageError:
    """Return the refusal that phrase *key* says, for wrong usage (exit status 2)."""
    return click.UsageError(phrases.fill(key, facts))


def require_repository(root: Path, phrases: Phrases) -> None:
    """Refuse a folder that holds no records."""
    if not (root / "needs").is_dir() and not (root / "content").is_dir():
        raise usage_error(phrases, "build.not_a_repository")


def private_folder(phrases: Phrases) -> Path | None:
    """Return the private folder that the environment names, ``None`` where it names none."""
    named = os.environ.get(PRIVATE_FOLDER)
    if not named:
        return None
    folder = Path(named)
    if not folder.is_dir():
        raise usage_error(phrases, "private.no_folder", folder=named)
    return folder


def checked_or_exit(
    root: Path, lang: str, day: date, *, but: Callable[[Problem], bool] = lambda problem: False
) -> CheckedRepository:
    """Return the checked repository; where it has errors, those that *but* leaves aside, print them and exit."""
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    checked = check_repository(root, day)
    broken = [problem for problem in checked.errors if not but(problem)]
    if broken:
        echo(render_text(broken, phrases), nl=False)
        echo(phrases.fill("build.refused_plain", {"errors": str(len(broken))}))
        sys.exit(1)
    return checked


def is_log_behind(problem: Problem) -> bool:
    """Return whether *problem* says no more than that the publication log waits for ``jiebang log``."""
    return problem.code in ("not-in-log", "log-outdated")
