"""``jiebang build`` and ``jiebang serve``: the site, once or on each change."""

from __future__ import annotations

import sys
import time
from datetime import date, datetime
from pathlib import Path

import click

from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    private_folder,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import render_text
from site_builder.publish.build import build_site
from site_builder.publish.content import Content
from site_builder.publish.palette import NAMED, Palette
from site_builder.publish.settings import SettingsError, UnknownPrimaryError


def build_once(
    root: Path, phrases: Phrases, day: date, *, is_clean: bool, with_search: bool, is_preview: bool = False
) -> Content | None:
    """Build the site of the repository at *root*, say what was done, and return what it shows, if it was built."""
    private_folder(phrases)
    started = time.perf_counter()

    def say(key: str) -> None:
        echo(phrases[key], err=True)

    try:
        built = build_site(root, day, is_clean=is_clean, with_search=with_search, is_preview=is_preview, say=say)
    except UnknownPrimaryError as error:
        raise usage_error(phrases, "build.unknown_colour", colour=str(error), named=", ".join(NAMED)) from None
    except SettingsError as error:
        raise usage_error(phrases, "build.bad_settings", why=str(error)) from None
    if built.problems:
        echo(render_text(built.problems, phrases), nl=False)
        errors = sum(not problem.is_warning for problem in built.problems)
        echo(phrases.fill("build.refused", {"errors": errors}))
        return None
    seconds = f"{time.perf_counter() - started:.1f}"
    facts = {"pages": built.pages, "written": built.written, "removed": built.removed, "seconds": seconds}
    echo(phrases.fill("build.done", facts))
    if built.content:
        _say_colours(built.content.settings.palette, phrases)
    return built.content


def _say_colours(palette: Palette, phrases: Phrases) -> None:
    for asked, shown in palette.too_light.items():
        echo(phrases.fill("build.colour_too_light", {"asked": asked, "shown": shown}), err=True)


@click.command()
@root_option
@lang_option
@date_option
@click.option("--clean", "is_clean", is_flag=True, help="Forget what earlier builds knew.")
@click.option("--search/--no-search", "with_search", default=True, help="Write the search index.")
def build(root: Path, lang: str, day: datetime | None, is_clean: bool, with_search: bool) -> None:
    """Build the site into site/.

    It stays as it was where anything is wrong.

    Exit status: 0 built, 1 problems in the data, 2 wrong usage.
    """
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    if not (root / "mkdocs.yml").is_file():
        raise usage_error(phrases, "build.no_settings")
    if not build_once(root, phrases, day_of(day), is_clean=is_clean, with_search=with_search):
        sys.exit(1)


@click.command()
@root_option
@lang_option
@date_option
@click.option("--port", default=8000, show_default=True, help="Port on the loopback address.")
def serve(root: Path, lang: str, day: datetime | None, port: int) -> None:
    """Preview the site; receives no submissions.

    It is built again on each change.

    `jiebang forms serve` shows the same site and receives submissions.

    Exit status: 0 stopped, 1 the records have errors and there is no earlier site, 2 wrong usage or settings.
    """
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
