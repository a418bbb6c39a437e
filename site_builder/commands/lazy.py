"""A group whose commands are imported when they are used, so that ``--help`` answers at once."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from site_builder.commands.surroundings import write_for, write_in_utf8
from site_builder.commands.told import ToldContext, say, tell, told_in
from site_builder.load.collector import paused_collector

atexit.register(gc.freeze)  # else the interpreter searches all that a build made for cycles before it ends


@dataclass(frozen=True)
class LazyCommand:
    """Where a command is found."""

    module: str
    name: str  # of the command in its module
    is_private: bool = field(default=False, kw_only=True)  # it writes what is not everybody's to read

    def load(self) -> click.Command:
        """Return the command itself."""
        with paused_collector():  # modules are kept
            command: click.Command = getattr(import_module(self.module), self.name)
        return tell(command)


class LazyGroup(click.Group):
    """A group of commands that are known by name; one is imported when it runs or shows its own help."""

    context_class = ToldContext

    def __init__(self, lazy: Mapping[str, LazyCommand], words: tuple[Path, ...], **settings: Any) -> None:
        super().__init__(**settings)
        self.lazy = lazy
        self.words = words
        self._is_process = False

    def main(self, args: Sequence[str] | None = None, *more: Any, **settings: Any) -> Any:
        """Run the command that *args* name; without any, that of this process, which keeps its surroundings out."""
        if args is None:
            self._is_process = True
            write_in_utf8()
        return super().main(args, *more, **settings)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* name, as ``click`` does, with files for whom it writes them."""
        name, command, rest = super().resolve_command(ctx, args)
        if self._is_process and name is not None and name in self.lazy:
            write_for(everybody=not self.lazy[name].is_private)
        return name, command, rest

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which help lists them."""
        return sorted(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, ``None`` where there is none."""
        found = self.lazy.get(cmd_name)
        return found.load() if found else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        told = told_in(ctx)
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, told.line(name) or "") for name in self.list_commands(ctx)])
