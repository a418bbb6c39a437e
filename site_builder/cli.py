"""The command line: which commands there are; each is imported when it is used."""

from __future__ import annotations

import click

from site_builder.commands.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "awards": LazyCommand("site_builder.commands.awards", "awards", "Propose and verify awards."),
    "build": LazyCommand("site_builder.commands.build", "build", "Build the site into site/."),
    "check": LazyCommand("site_builder.commands.check", "check", "Report every problem in the records."),
    "judge": LazyCommand("site_builder.commands.judge", "judge", "Judge a contest.", is_private=True),
    "log": LazyCommand("site_builder.commands.log", "log", "Enter new versions into the publication log."),
    "points": LazyCommand("site_builder.commands.points", "points", "Post, rank, pay out and verify points."),
    "serve": LazyCommand("site_builder.commands.build", "serve", "Preview the site; receives no submissions."),
    "states": LazyCommand("site_builder.commands.states", "states", "Print a table of states."),
    "upgrade": LazyCommand("site_builder.commands.upgrade", "upgrade", "Bring records to the form of this program."),
}


def group_of(commands: dict[str, LazyCommand]) -> LazyGroup:
    """Return the command ``jiebang`` with *commands*."""
    group = LazyGroup(commands, help="Run an innovation challenge from a git repository (揭榜).")
    return click.version_option(package_name="jiebang")(group)


cli = group_of(COMMANDS)

if __name__ == "__main__":
    cli()
