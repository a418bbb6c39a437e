"""The command line: all commands of ``site_builder``, and those that handle submissions."""

from __future__ import annotations

import click

from forms.commands.desk import desk
from forms.commands.import_ import import_
from forms.commands.inbox import inbox
from forms.commands.issue_forms import issue_forms_group
from forms.commands.keys import keys
from forms.commands.pull_request import pull_request
from forms.commands.serve import forms
from forms.commands.template import template
from site_builder.cli import cli as site_commands

GROUPS: tuple[click.Command, ...] = (desk, forms, inbox, keys, template, import_, issue_forms_group, pull_request)

cli = click.Group(
    commands={**site_commands.commands, **{group.name or "": group for group in GROUPS}},
    params=site_commands.params,
    help=site_commands.help,
)

if __name__ == "__main__":
    cli()
