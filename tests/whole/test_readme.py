"""The two READMEs: alike, every command is there, and what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from forms.cli import cli
from tests.commands import ALL

ROOT = Path(__file__).parents[2]
EN, ZH = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
BOTH = pytest.mark.parametrize("text", [EN, ZH], ids=["en", "zh"])


def test_both_have_the_same_sections_table_rows_and_steps() -> None:
    shapes = [re.findall(r"^(#+ |\||```|\d\. |- |  \w+/)", text, re.MULTILINE) for text in (EN, ZH)]

    assert shapes[0] == shapes[1]


def test_both_name_the_same_commands_and_settings() -> None:
    names = [sorted(re.findall(r"`jiebang [a-z-]+(?: [a-z-]+)?|[A-Z]+_[A-Z_]+", text)) for text in (EN, ZH)]

    assert set(names[0]) == set(names[1])


@BOTH
def test_every_command_is_told_and_none_that_there_is_not(text: str) -> None:
    told = set(re.findall(r"`?jiebang ([a-z][a-z-]+)", "\n".join(re.findall(r"`[^`\n]+`", text))))

    assert told == set(cli.lazy)
    pairs = set(re.findall(r"`jiebang ([a-z][a-z-]+ [a-z][a-z-]+)", text))
    groups = {name for name in cli.lazy if isinstance(ALL[f"jiebang {name}"], click.Group)}
    assert {pair for pair in pairs if pair.split()[0] in groups and f"jiebang {pair}" not in ALL} == set()


@BOTH
def test_what_is_linked_or_named_as_a_folder_is_there(text: str) -> None:
    linked = {link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link}
    named = set(re.findall(r"`((?:docs|forms|site_builder|content)/[\w/.-]+)`", text))

    assert {path for path in linked | named if not (ROOT / path).exists()} == set()


@BOTH
def test_every_room_is_in_the_list_of_folders(text: str) -> None:
    tree = re.search(r"```\nneeds/(.*?)```", text, re.DOTALL)
    assert tree
    for package in ("site_builder", "forms"):
        told = re.search(rf"^{package}/.*?(?=^\S)", tree[1], re.DOTALL | re.MULTILINE)
        assert told
        rooms = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
        assert rooms <= set(re.findall(r"^  (\w+)/", told[0], re.MULTILINE))
