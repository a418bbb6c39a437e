"""Data flows one way: the contracts in pyproject.toml hold, and each notices an import that breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def broken(root: Path) -> list[str]:
    """Return the names of the contracts that the code under *root* breaks."""
    done = subprocess.run([LINT, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    return [line.partition(" BROKEN")[0] for line in done.stdout.splitlines() if " BROKEN" in line]


def test_every_import_keeps_the_contracts() -> None:
    assert subprocess.run([LINT, "--no-logo", "--no-cache"], cwd=ROOT, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        (
            "site_builder/load/text.py",
            "from site_builder.derive import facets",
            "Data flow one way: a room of site_builder imports only rooms below it",
        ),
        (
            "site_builder/problems.py",
            "from site_builder.load import text",
            "Data flow one way: a room of site_builder imports only rooms below it",
        ),
        ("forms/inbox/store.py", "from forms.desk import queue", "A room of forms imports only rooms below it"),
        ("site_builder/cli.py", "from forms import model", "site_builder never imports forms"),
        (
            "forms/review/queue.py",
            "from site_builder.judge import layout",
            "forms imports these modules of site_builder and no other",
        ),
    ],
)
def test_import_that_breaks_a_contract_is_found(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for package in ("site_builder", "forms"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=names_but_code)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    assert broken(tmp_path) == [contract]


def names_but_code(folder: str, names: list[str]) -> list[str]:
    """Return which of *names* in *folder* are neither folders nor Python."""
    return [name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()]
