"""The check as a person runs it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.commands import check as command
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


def check_in_each(root: Path, langs: Sequence[str], *options: str) -> dict[str, str]:
    """Return what ``check`` returns in each of *langs*; the files are read once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "check_repository", functools.cache(command.check_repository))
        return {lang: check(root, *options, lang=lang) for lang in langs}
