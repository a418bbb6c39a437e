"""The check as a person runs it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from site_builder.cli import cli
from tests.repositories import TODAY


def check(root: Path, *options: str, lang: str = "en") -> str:
    """Return what ``jiebang check`` prints for *root*, and a last line with its exit status."""
    words = ["check", "--root", str(root), "--date", TODAY.isoformat(), "--lang", lang, *options]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    return f"{result.stdout}exit {result.exit_code}\n"
