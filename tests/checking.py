"""The check as a person runs it."""

from __future__ import annotations

from pathlib import Path

from site_builder.phrases import read_phrases
from site_builder.problems import render_text
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY


def check(root: Path, lang: str, since: str = "") -> str:
    """Return what ``jiebang check`` prints for *root* in *lang*, and a last line with its exit status."""
    problems = check_repository(root, TODAY).problems
    return render_text(problems, read_phrases(lang)) + f"exit {int(any(not p.is_warning for p in problems))}\n"
