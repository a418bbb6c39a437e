"""``jiebang build`` and ``jiebang serve``: the site, once or on each change."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.commands.echo import echo
from site_builder.commands.options import (
    cache_option,
    date_option,
    day_of,
    lang_option,
    private_folder,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.phrases import Phrases, read_phrases
from site_builder.publish.current import current_site

if TYPE_CHECKING:
    from site_builder.publish.content import Content

MOST_KEYS = 5  # of one file that a message names


def build_once(
    root: Path, phrases: Phrases, day: date, *, is_clean: bool, with_search: bool, is_preview: bool = False
) -> Content | None:
    """Build the site of the repository at *root*, say what was done, and return what it shows, if it was built."""
    from site_builder.problems import render_text
    from site_builder.publish.build import build_site
    from site_builder.publish.cache_folder import CacheError
    from site_builder.publish.palette import NAMED
    from site_builder.publish.settings import LackingWordsError, SettingsError, UnknownPrimaryError

    started = time.perf_counter()
    private_folder(phrases)

    def say(key: str) -> None:
        echo(phrases[key], err=True)

    try:
        built = build_site(root, day, is_clean=is_clean, with_search=with_search, is_preview=is_preview, say=say)
    except UnknownPrimaryError as error:
        raise usage_error(phrases, "build.unknown_colour", colour=str(error), named=", ".join(NAMED)) from None
    except CacheError as error:
        raise usage_error(phrases, "build.cache_not_ours", folder=str(error.path)) from None
    except LackingWordsError as error:
        raise usage_error(phrases, "build.lacking_words", lacking=_lines(error.lacking, phrases)) from None
    except SettingsError as error:
        raise usage_error(phrases, "build.bad_settings", why=str(error)) from None
    if built.problems:
        echo(render_text(built.problems, phrases), nl=False)
        errors = sum(not problem.is_warning for problem in built.problems)
        echo(phrases.fill("build.refused", {"errors": errors}))
        return None
    palette = built.content.settings.palette if built.content else None
    _say_built(phrases, built.pages, started, palette.too_light if palette else {}, built.written, built.removed)
    return built.content


def _lines(lacking: Mapping[str, tuple[str, ...]], phrases: Phrases) -> str:
    """Return a line for each file with the first few keys that it lacks and how many they are."""
    lines = []
    for file, keys in lacking.items():
        few = phrases["format.comma"].join(keys[:MOST_KEYS]) + (
            phrases["format.ellipsis"] if keys[MOST_KEYS:] else ""
        )
        key = "build.lacks" if keys else "build.no_file"
        lines.append(phrases.fill(key, {"file": file, "keys": few, "count": len(keys)}))
    return "".join(f"\n  {line}" for line in lines)


def _say_built(
    phrases: Phrases, pages: int, started: float, too_light: Mapping[str, str], written: int = 0, removed: int = 0
) -> None:
    """Say what was done since *started*, and which colours are shown instead of those that are *too_light*."""
    seconds = f"{time.perf_counter() - started:.1f}"
    facts = {"pages": pages, "written": written, "removed": removed, "seconds": seconds}
    echo(phrases.fill("build.done", facts))
    for asked, shown in too_light.items():
        echo(phrases.fill("build.colour_too_light", {"asked": asked, "shown": shown}), err=True)


@click.command()
@root_option
@lang_option
@date_option
@click.option("--clean", "is_clean", is_flag=True)
@click.option("--search/--no-search", "with_search", default=True)
@cache_option
def build(root: Path, lang: str, day: datetime | None, is_clean: bool, with_search: bool) -> None:
    """Build the site into site/."""
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    if not (root / "mkdocs.yml").is_file():
        raise usage_error(phrases, "build.no_settings")
    private_folder(phrases)
    started = time.perf_counter()
    if not is_clean and (current := current_site(root, day_of(day), with_search=with_search)):
        _say_built(phrases, current.pages, started, current.too_light)
    elif not build_once(root, phrases, day_of(day), is_clean=is_clean, with_search=with_search):
        sys.exit(1)


@click.command()
@root_option
@lang_option
@date_option
@click.option("--port", default=8000, show_default=True)
@cache_option
def serve(root: Path, lang: str, day: datetime | None, port: int) -> None:
    """Preview the site; receives no submissions."""
    from site_builder.publish.serve import is_port_free, serve_site

    phrases = read_phrases(lang)
    require_repository(root, phrases)
    if not (root / "mkdocs.yml").is_file():
        raise usage_error(phrases, "build.no_settings")

    if not is_port_free(port):
        raise usage_error(phrases, "serve.port_taken", port=str(port))

    def build_now() -> Content | None:
        return build_once(root, phrases, day_of(day), is_clean=False, with_search=True, is_preview=True)

    def rebuild() -> None:
        echo(phrases["serve.changed"])
        build_now()

    if not build_now() and not (root / "site").is_dir():
        sys.exit(1)
    echo(phrases.fill("serve.ready", {"port": port}))
    serve_site(root, port, rebuild)
