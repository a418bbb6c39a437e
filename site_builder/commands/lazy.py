"""A group whose commands are imported when they are used, so that ``--help`` answers at once."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from site_builder.load.collector import paused_collector

atexit.register(gc.freeze)  # else the interpreter searches all that a build made for cycles before it ends


@dataclass(frozen=True)
class LazyCommand:
    """Where a command is found, and what its line in the list of commands says."""

    module: str
    name: str  # of the command in its module
    help: str

    def load(self) -> click.Command:
        """Return the command itself."""
        with paused_collector():  # modules are kept
            command: click.Command = getattr(import_module(self.module), self.name)
        return command


class LazyGroup(click.Group):
    """A group of commands that are known by name; one is imported when it runs or shows its own help."""

    def __init__(self, lazy: Mapping[str, LazyCommand], **settings: Any) -> None:
        super().__init__(**settings)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which help lists them."""
        return sorted(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, ``None`` where there is none."""
        found = self.lazy.get(cmd_name)
        return found.load() if found else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.lazy[name].help) for name in self.list_commands(ctx)])
