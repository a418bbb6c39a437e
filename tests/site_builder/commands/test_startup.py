"""Start-up: a command imports what it uses, so that help and a build with nothing changed answer at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repositories import copy_base
from tests.service import SETTINGS

pytestmark = pytest.mark.slow

ENGINE = {"mkdocs.config", "markdown", "jinja2", "markdown_it"}
CHECKING = {"frictionless", "concurrent.futures"}
SERVICE = {
    "aiosmtplib", "altcha", "argon2", "authlib", "cn2an", "httpx", "itsdangerous", "joserfc", "openpyxl",
    "PIL", "pygit2", "pyrage", "python_multipart", "starlette", "uvicorn", "watchfiles",
}  # fmt: skip
FOLDING = {"opencc"}  # tells names apart, which every check does
DAY = "2026-11-21"
RUN = """
import sys
from forms.cli import cli
try:
    cli(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


def modules_of(*words: str) -> set[str]:
    """Return the modules that are imported when ``jiebang`` with *words* has done its work."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n")[-2].split())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = copy_base(tmp_path_factory.mktemp("startup") / "repository")
    (made / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return made


def test_help_imports_no_command_and_nothing_heavy() -> None:
    found = modules_of("--help")

    assert {name for name in found if name.startswith(("forms.", "site_builder."))} == {
        "forms.cli", "site_builder.cli", "site_builder.commands", "site_builder.commands.lazy",
        "site_builder.commands.surroundings", "site_builder.commands.told", "site_builder.commands.wrapping",
        "site_builder.languages", "site_builder.load", "site_builder.load.collector",
    }  # fmt: skip
    assert found & {*ENGINE, *CHECKING, *SERVICE, *FOLDING, "yaml"} == set()


def test_a_check_imports_neither_the_engine_nor_the_service(root: Path) -> None:
    found = modules_of("check", "--root", str(root), "--date", DAY)

    assert found & {*ENGINE, *SERVICE} == set()
    assert {name for name in found if name.startswith("forms.")} == {"forms.cli"}


def test_a_build_with_nothing_changed_imports_nothing_that_checks_or_draws(root: Path) -> None:
    words = ("build", "--root", str(root), "--date", DAY, "--no-search")
    first = modules_of(*words)

    again = modules_of(*words)

    assert first >= {"mkdocs.config", "jinja2", "frictionless"}
    assert again & {*ENGINE, *CHECKING, *SERVICE} == set()
    rooms = ("validate", "judge", "derive", "render", "records", "compute")
    assert {name for name in again if name.startswith(tuple(f"site_builder.{room}" for room in rooms))} == set()


@pytest.mark.parametrize("command", ["points", "awards", "judge", "log", "states", "desk", "inbox", "keys", "forms"])
def test_the_help_of_a_command_imports_neither_engine_nor_check(command: str) -> None:
    assert modules_of(command, "--help") & {*ENGINE, *CHECKING, "starlette", "authlib", "httpx", "openpyxl"} == set()
