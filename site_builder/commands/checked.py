"""What commands share that go on from checked records."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from site_builder.commands.echo import echo
from site_builder.commands.options import require_repository
from site_builder.phrases import read_phrases
from site_builder.problems import Problem, render_text
from site_builder.validate.history.log import LOG_CODES
from site_builder.validate.repository import CheckedRepository, check_repository


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
    return problem.code in LOG_CODES
