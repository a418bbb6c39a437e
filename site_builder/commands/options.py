"""What all commands share: their options, the day they stand on, and how they refuse."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from site_builder.commands.told import own_language
from site_builder.languages import LANGS
from site_builder.load.zones import read_zone
from site_builder.model import PRIVATE_FOLDER, SHANGHAI
from site_builder.phrases import Phrases
from site_builder.publish.cache_folder import CACHE_VARIABLE

ROOT = "jiebang.root"  # where a command's other options find the repository


def repository_around(folder: Path) -> Path:
    """Return the repository that *folder* lies in: the nearest folder with settings and records, else *folder*."""
    around = (folder, *(Path(*[".."] * count) for count in range(1, len(folder.absolute().parents) + 1)))
    return next((place for place in around if _is_repository(place)), folder)


def _is_repository(folder: Path) -> bool:
    return (folder / "mkdocs.yml").is_file() and any((folder / name).is_dir() for name in ("needs", "content"))


def _found(context: click.Context, option: click.Parameter, value: Path | None) -> Path:
    """Return the repository that was named, or the one around the current folder, and let other options know it."""
    root: Path = context.meta.setdefault(ROOT, value or repository_around(Path()))
    return root


def _root(*, is_given: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=_found,
        is_eager=True,
        expose_value=is_given,
    )


root_option = _root(is_given=True)
only_root_option = _root(is_given=False)
"""For commands that need the repository to find other places, and nothing else of it."""


lang_option = click.option(
    "--lang",
    type=click.Choice(LANGS),
    default=own_language,
    is_eager=True,  # other options refuse in this language
    show_default="…",
)
date_option = click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]))


def _keep_there(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    """Let all that this process builds, and what it starts, keep its caches in the folder *value*."""
    if value:
        os.environ[CACHE_VARIABLE] = str(value.resolve())


cache_option = click.option(
    "--cache",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    callback=_keep_there,
)


def day_of(given: datetime | None) -> date:
    """Return the day given on the command line, or today in the time zone of the challenge."""
    return given.date() if given else datetime.now(own_zone()).date()


def own_zone() -> ZoneInfo:
    """Return the time zone of the repository that the command in progress works on."""
    context = click.get_current_context(silent=True)
    root = context.meta.get(ROOT) if context else None
    return read_zone(root) if root else SHANGHAI


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
