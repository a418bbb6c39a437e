"""Every command of jiebang by its whole name."""

from __future__ import annotations

from collections.abc import Iterator

import click

from forms.cli import cli


def commands(group: click.Group, above: str = "jiebang") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield f"{above} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")


ALL = dict(commands(cli))
