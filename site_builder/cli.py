"""The command line: check, build, serve and log; what comes in groups is in ``commands/``."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from site_builder.commands.awards import awards
from site_builder.commands.judge import judge
from site_builder.commands.options import (
    checked_or_exit,
    date_option,
    day_of,
    is_log_behind,
    lang_option,
    private_folder,
    require_repository,
    role_option,
    root_option,
    usage_error,
)
from site_builder.commands.points import points
from site_builder.commands.rows import append_rows
from site_builder.commands.states import states
from site_builder.load.records import LOG_PATH
from site_builder.load.revision import UnknownRevisionError
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import RENDERERS, Problem, render_text
from site_builder.validate.history import check_history
from site_builder.validate.log import missing_entries, read_log, row_of
from site_builder.validate.repository import check_repository, with_lines
from site_builder.validate.sealed import check_sealed

LOG_HEADER = (
    "# Publication log: one line a published version, each naming the digest of the line before.\n"
    "# `jiebang log` adds the lines; nothing here is written or changed by hand.\n"
)


@click.group()
@click.version_option(package_name="jiebang")
def cli() -> None:
    """Run an innovation challenge from a git repository (揭榜)."""


@cli.command()
@root_option
@lang_option
@date_option
@click.option("--format", "form", type=click.Choice(sorted(RENDERERS)), default="text", help="Form of the report.")
@click.option("--since", metavar="REV", help="Also compare with this git revision.")
@role_option
def check(root: Path, lang: str, day: datetime | None, form: str, since: str | None, role: str) -> None:
    """Report every problem in the records.

    Exit status: 0 none, 1 problems in the data, 2 wrong usage. Anything else is our bug.
    """
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    checked = check_repository(root, day_of(day))
    problems: Sequence[Problem] = checked.problems
    if private := private_folder(phrases):
        problems = sorted([*problems, *check_sealed(root, private, checked.catalogue)])
    if since is not None:
        try:
            history = check_history(root, since, checked.catalogue, day_of(day), role)
            problems = sorted([*problems, *with_lines(root, history)])
        except UnknownRevisionError:
            raise usage_error(phrases, "revision.unknown", revision=since) from None
    click.echo(RENDERERS[form](problems, phrases), nl=False)
    errors = sum(not problem.is_warning for problem in problems)
    facts = {
        "records": str(sum(len(by_id) for by_id in checked.catalogue.records.values())),
        "errors": str(errors),
        "warnings": str(len(problems) - errors),
    }
    if form == "text":
        click.echo(phrases.fill("check.done", facts))
    sys.exit(1 if errors else 0)


def build_once(
    root: Path, phrases: Phrases, day: date, *, is_clean: bool, with_search: bool, is_preview: bool = False
) -> bool:
    """Build the site of the repository at *root*, say what was done, and return whether it was built."""
    from site_builder.publish.build import build_site
    from site_builder.publish.settings import SettingsError

    private_folder(phrases)
    started = time.perf_counter()

    def say(key: str) -> None:
        click.echo(phrases[key], err=True)

    try:
        built = build_site(root, day, is_clean=is_clean, with_search=with_search, is_preview=is_preview, say=say)
    except SettingsError as error:
        raise usage_error(phrases, "build.bad_settings", why=str(error)) from None
    if built.problems:
        click.echo(render_text(built.problems, phrases), nl=False)
        errors = sum(not problem.is_warning for problem in built.problems)
        click.echo(phrases.fill("build.refused", {"errors": errors}))
        return False
    seconds = f"{time.perf_counter() - started:.1f}"
    facts = {"pages": built.pages, "written": built.written, "removed": built.removed, "seconds": seconds}
    click.echo(phrases.fill("build.done", facts))
    return True


@cli.command()
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


@cli.command()
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

    def build_now() -> bool:
        return build_once(root, phrases, day_of(day), is_clean=False, with_search=True, is_preview=True)

    def rebuild() -> None:
        click.echo(phrases["serve.changed"])
        build_now()

    if not build_now() and not (root / "site").is_dir():
        sys.exit(1)
    click.echo(phrases.fill("serve.ready", {"port": port}))
    serve_site(root, port, rebuild)


@cli.command()
@root_option
@lang_option
@date_option
def log(root: Path, lang: str, day: datetime | None) -> None:
    """Enter new versions into the publication log.

    Each record that was published or changed gets a line.
    """
    phrases, stand_on = read_phrases(lang), day_of(day)
    checked = checked_or_exit(root, lang, stand_on, but=is_log_behind)
    known = read_log(root)
    entries = missing_entries(checked.catalogue, known, stand_on)
    if entries:
        append_rows(root / LOG_PATH, LOG_HEADER, map(row_of, entries))
    click.echo(phrases.fill("log.done", {"count": len(entries)}))


cli.add_command(judge)
cli.add_command(points)
cli.add_command(states)
cli.add_command(awards)


if __name__ == "__main__":
    cli()
