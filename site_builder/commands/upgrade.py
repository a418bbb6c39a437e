"""``jiebang upgrade``: records, settings and log of an earlier form become those that this program reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from site_builder.commands.checked import is_log_behind
from site_builder.commands.echo import echo
from site_builder.commands.log import enter_new_versions
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.load.git import GitError, git
from site_builder.load.records import LOG_PATH
from site_builder.load.whole import write_whole
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import render_text
from site_builder.upgrade.form import read_form
from site_builder.upgrade.migrations import CURRENT
from site_builder.upgrade.plan import Plan, plan_of
from site_builder.validate.repository import CheckedRepository, check_repository


@click.command()
@root_option
@lang_option
@date_option
@click.option("--dry-run", is_flag=True)
def upgrade(root: Path, lang: str, day: datetime | None, dry_run: bool) -> None:
    """Bring records to the form of this program."""
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    if (read_form(root) or 0) > CURRENT:
        raise usage_error(phrases, "upgrade.newer")
    plan = plan_of(root)
    for line in lines_of(plan, phrases):
        echo(line)
    if dry_run or not plan.files:
        echo(phrases.fill("upgrade.would" if plan.files else "upgrade.nothing", {"count": len(plan.changed)}))
        return
    _refuse_unsaved(root, phrases)
    _write(root, plan)
    checked = _with_log(root, day_of(day))
    _commit(root, plan, phrases)
    echo(phrases.fill("upgrade.done", {"count": len(plan.changed)}))
    sys.exit(_remaining(checked, phrases))


def lines_of(plan: Plan, phrases: Phrases) -> Iterator[str]:
    """Yield what *plan* does in words: each migration, and below it each file."""
    for migration, changes in plan.steps:
        yield f"{migration.day}  {phrases[f'upgrade.migrations.{migration.id}']}"
        for change in changes:
            yield f"    {change.path}: {phrases.fill(f'upgrade.says.{change.says}', change.facts)}"


def _refuse_unsaved(root: Path, phrases: Phrases) -> None:
    """Refuse where git could not bring back what is there now: no repository, or changes that nobody committed."""
    try:
        unsaved = git(root, "status", "--porcelain", "--", *_places(root))
    except GitError as error:
        raise usage_error(phrases, "upgrade.no_git", why=error.why()[phrases.lang]) from None
    if unsaved:
        raise usage_error(phrases, "upgrade.unsaved", files=unsaved[:400])


def _places(root: Path) -> list[str]:
    return [name for name in ("needs", "content", "mkdocs.yml") if (root / name).exists()]


def _write(root: Path, plan: Plan) -> None:
    for path, text in plan.files.items():
        if text is None:
            (root / path).unlink()
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(root / path, text.encode())


def _with_log(root: Path, day: date) -> CheckedRepository:
    """Return the checked repository; where nothing is wrong but the log, the changed versions are entered there."""
    checked = check_repository(root, day)
    if not checked.errors or not all(map(is_log_behind, checked.errors)):
        return checked
    enter_new_versions(root, checked.catalogue, day)
    return check_repository(root, day)


def _commit(root: Path, plan: Plan, phrases: Phrases) -> None:
    paths = [*plan.files, *([LOG_PATH] if (root / LOG_PATH).exists() else [])]
    told = "\n".join(lines_of(plan, phrases))
    git(root, "add", "--all", "--", *paths)
    git(root, "commit", "--quiet", "--message", phrases["upgrade.commit"], "--message", told, "--", *paths)


def _remaining(checked: CheckedRepository, phrases: Phrases) -> int:
    """Print what a person has to decide, and return the exit status; the log is told of by ``jiebang log``."""
    left = [problem for problem in checked.errors if not is_log_behind(problem)]
    if left:
        echo(phrases["upgrade.left"])
        echo(render_text(left, phrases), nl=False)
    return 1 if left else 0
