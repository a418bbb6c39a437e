"""The one way in which commands print: nothing that comes from a record or a visitor steers terminal or runner."""

from __future__ import annotations

import click

from site_builder.text_forms.shown import for_terminal


def echo(text: str, *, nl: bool = True, err: bool = False, is_exact: bool = False) -> None:
    """Print *text* as ``click.echo`` does, with what would be taken for a command made visible.

    Args:
        text: what to print.
        nl: whether a line end follows.
        err: whether to the standard error.
        is_exact: whether *text* is for a program, which needs each character, or has its marks already.
    """
    click.echo(text if is_exact else for_terminal(text), nl=nl, err=err)  # noqa: TID251
