"""``jiebang states``: the state tables drawn."""

from __future__ import annotations

import click

from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import STATES, read_state_tables
from site_builder.phrases import read_phrases
from site_builder.render.state_diagrams import render_lines, render_mermaid

DRAWN = {"mermaid": render_mermaid, "text": render_lines}


@click.command()
@lang_option
@click.option(
    "--type",
    "name",
    type=click.Choice(sorted(path.stem for path in STATES.glob("*.yml"))),
    required=True,
)
@click.option("--format", "form", type=click.Choice(sorted(DRAWN)), default="text")
def states(lang: str, name: str, form: str) -> None:
    """Print a table of states."""
    echo(DRAWN[form](read_state_tables()[name], read_schemas().codes, read_phrases(lang)), nl=False)
