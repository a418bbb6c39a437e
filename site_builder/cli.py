"""The command line: which commands there are; each is imported when it is used."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.commands.lazy import LazyCommand, LazyGroup
from site_builder.languages import STRINGS

COMMANDS = {
    "awards": LazyCommand("site_builder.commands.awards", "awards"),
    "build": LazyCommand("site_builder.commands.build", "build"),
    "check": LazyCommand("site_builder.commands.check", "check"),
    "judge": LazyCommand("site_builder.commands.judge", "judge", is_private=True),
    "log": LazyCommand("site_builder.commands.log", "log"),
    "points": LazyCommand("site_builder.commands.points", "points"),
    "serve": LazyCommand("site_builder.commands.build", "serve"),
    "states": LazyCommand("site_builder.commands.states", "states"),
    "upgrade": LazyCommand("site_builder.commands.upgrade", "upgrade"),
}


def group_of(commands: dict[str, LazyCommand], *words: Path) -> LazyGroup:
    """Return the command ``jiebang`` with *commands*, whose words are in the folders *words* too."""
    group = LazyGroup(commands, (STRINGS, *words))
    return click.version_option(package_name="jiebang")(group)


cli = group_of(COMMANDS)

if __name__ == "__main__":
    cli()
