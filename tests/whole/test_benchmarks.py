"""Each benchmark still runs: a small run of every script, and the data that it makes pass the check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repositories import copy_base

ROOT = Path(__file__).parents[2]
LONGEST_RUN = 900  # seconds, on a loaded machine
SMALL = {
    "duplicates.py": ("--records", "100", "--texts", "12"),
    "forms_kill.py": ("--rounds", "1"),
    "forms_load.py": ("--seconds", "0.1", "--files", "1"),
    "generate.py": ("--needs", "200", "--seed", "8", "--out", "repository"),
    "house.py": (),
    "inbox.py": ("--submissions", "3", "--clients", "1", "2", "--files"),
    "inbox_kill.py": ("--rounds", "1"),
    "startup.py": ("--repeat", "1", "--records", "base"),
    "mutants.py": ("--count", "1", "--jobs", "1", "--longest", "20"),
    "run.py": ("--needs", "100", "--check", "100", "--repeat", "1", "--markdown-pages", "5"),
}
PARTS = {"edit.py", "markdown_site.py"}  # run.py runs them
ALONE = {"first_need.py"}  # clones and installs the whole program


def test_every_script_is_here() -> None:
    scripts = {file.name for file in (ROOT / "benchmarks").glob("*.py") if "__main__" in file.read_text("utf-8")}

    assert scripts == {*SMALL, *PARTS, *ALONE}


@pytest.mark.slow
@pytest.mark.parametrize("script", SMALL)
def test_a_small_run_finds_nothing_wrong(script: str, tmp_path: Path) -> None:
    copy_base(tmp_path / "base")
    command = [sys.executable, str(ROOT / "benchmarks" / script), *SMALL[script]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=LONGEST_RUN)

    assert done.returncode == 0, done.stdout + done.stderr
