"""Start-up: a command imports what it uses, so that help and a check of unchanged records answer at once."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "altcha", "argon2", "authlib", "cn2an", "concurrent.futures", "frictionless", "httpx", "jinja2", "markdown_it",
    "material", "mkdocs.config", "openpyxl", "opencc", "pygit2", "pyrage", "starlette", "tabulate", "uvicorn",
}  # fmt: skip
RUN = """
import sys
from forms.cli import cli
try:
    cli(sys.argv[1:])
finally:
    print("\\n".join(sys.modules), file=sys.stderr)
"""


def modules_of(*words: str) -> set[str]:
    """Return the modules that are imported when ``jiebang`` with *words* ends."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n"))


def test_help_imports_no_command() -> None:
    own = {name for name in modules_of("--help") if name.startswith(("forms.", "site_builder."))}

    assert own == {
        "forms.cli", "site_builder.cli", "site_builder.commands", "site_builder.commands.lazy", "site_builder.load",
        "site_builder.load.collector",
    }  # fmt: skip


def test_help_imports_nothing_but_click_that_takes_time() -> None:
    assert modules_of("--help") & {*HEAVY, "yaml", "json"} == set()
