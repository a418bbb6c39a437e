"""The check as a person runs it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.model import PRIVATE_FOLDER
from tests.repositories import PRIVATE, TODAY


def check(root: Path, *options: str, lang: str = "en") -> str:
    """Return what ``jiebang check`` prints for *root*, and a last line with its exit status.

    The check knows the private folder of *root* where there is one.
    """
    words = ["check", "--root", str(root), "--date", TODAY.isoformat(), "--lang", lang, *options]
    private = root / PRIVATE
    known = {PRIVATE_FOLDER: str(private) if private.is_dir() else None}
    result = CliRunner(env=known).invoke(cli, words, catch_exceptions=False)
    return f"{result.stdout}exit {result.exit_code}\n"
