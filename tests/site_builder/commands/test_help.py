"""`--help`: what each command does stands whole on its line, and every option says what it is for."""

from __future__ import annotations

import click
import pytest

from forms.cli import cli
from tests.commands import ALL

ROOM = 45  # characters on a line of 80, beside the longest name of a command


@pytest.mark.parametrize("name", ALL)
def test_what_a_command_does_is_not_cut_off_in_the_list(name: str) -> None:
    words = ALL[name].get_short_help_str(1000)

    assert (words == ALL[name].get_short_help_str(ROOM), words.endswith(".")) == (True, True)


@pytest.mark.parametrize("name", ALL)
def test_every_option_says_what_it_is_for(name: str) -> None:
    options = [option for option in ALL[name].params if isinstance(option, click.Option)]

    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", cli.lazy)
def test_the_list_of_commands_says_what_the_help_of_each_says(name: str) -> None:
    assert (cli.lazy[name].load().name, cli.lazy[name].help) == (
        name,
        ALL[f"jiebang {name}"].get_short_help_str(1000),
    )
