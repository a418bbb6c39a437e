"""What an upgrade would change, and whether the check has to ask for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_builder.load.records import FORM_PATH
from site_builder.problems import Problem
from site_builder.upgrade.form import form_text, read_form
from site_builder.upgrade.migration import Change, Content, Migration
from site_builder.upgrade.migrations import CURRENT, MIGRATIONS


@dataclass(frozen=True)
class Plan:
    """What is to be done, by migration, and what each file then holds (``None``: it goes)."""

    steps: Sequence[tuple[Migration, Sequence[Change]]]
    files: Mapping[str, str | None]

    @property
    def changed(self) -> list[str]:
        """Return the paths of the records, pages and settings that change, sorted."""
        return sorted(path for path in self.files if path != FORM_PATH)


def plan_of(root: Path) -> Plan:
    """Return what brings the repository at *root* to the current form; running it twice plans nothing new."""
    form = read_form(root)
    content, steps = Content(root), []
    for migration in MIGRATIONS[form or 0 :]:
        changes = list(migration.changes(content))
        for change in changes:
            content = content.with_change(change)
        steps.append((migration, changes))
    number = {} if form is not None and form >= CURRENT else {FORM_PATH: form_text()}
    return Plan([step for step in steps if step[1]], {**content.changed, **number})


def form_problem(root: Path, problems: Sequence[Problem]) -> Problem | None:
    """Return the one thing to say of a repository whose form is not the one that this program reads.

    Args:
        root: the repository.
        problems: what the check found. A repository without a number, in which nothing is wrong, needs no upgrade.
    """
    form = read_form(root)
    if form is not None and form > CURRENT:
        return Problem(FORM_PATH, 1, "content-newer", "form", {"form": str(form)})
    is_silent = form is None and all(problem.is_warning for problem in problems)
    count = 0 if form == CURRENT or is_silent else len(plan_of(root).changed)
    return Problem(FORM_PATH, 1, "content-outdated", facts={"count": str(count)}) if count else None
