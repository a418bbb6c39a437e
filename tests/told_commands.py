"""Commands that a text tells people to type: each is held to the command line that there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from tests.commands import ALL

_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(jiebang [a-z-][^`\n]*)`")
_BEFORE = re.compile(r"^(?:sudo (?:-\w+ \S+ )*|exec |[A-Z_]+=\S+ )*(?:\S*/)?(?=jiebang )")


def blocks_in(file: Path) -> Iterator[str]:
    """Yield each block of shell lines in *file*."""
    yield from (found[1] for found in _BLOCK.finditer(file.read_text(encoding="utf-8")))


def typed_in(file: Path) -> Iterator[str]:
    """Yield each command of jiebang that a block of *file* tells to type."""
    for block in blocks_in(file):
        for line in block.replace("\\\n", " ").splitlines():
            said = _BEFORE.sub("", line.strip())
            if said.startswith("jiebang "):
                yield said


def named_in(file: Path) -> Iterator[str]:
    """Yield each command of jiebang that a sentence of *file* names, maybe without all that it takes."""
    yield from (found[1] for found in _INLINE.finditer(file.read_text(encoding="utf-8")))


def fault_in(line: str, *, is_whole: bool = True) -> str:
    """Return what is wrong with a command *line*, empty where nothing is.

    Args:
        is_whole: whether arguments may not be left out, as they are where a sentence names a command.
    """
    words = shlex.split(line, comments=True)
    words = words[: next((at for at, word in enumerate(words) if word in ("|", ">", "&&", ";")), len(words))]
    name, rest = words[0], words[1:]
    while rest and f"{name} {rest[0]}" in ALL:
        name, rest = f"{name} {rest[0]}", rest[1:]
    if name == "jiebang":
        return "" if rest[:1] == ["--version"] else f"no such command: {line}"
    command = ALL[name]
    if isinstance(command, click.Group):
        return f"{line}: which one?" if rest or is_whole else ""
    return _faulty_arguments(command, rest, is_whole)


def _is_given(value: object) -> bool:
    return isinstance(value, str | bool | int) or (isinstance(value, tuple | list) and bool(value))


def _faulty_arguments(command: click.Command, words: list[str], is_whole: bool) -> str:
    context = click.Context(command)
    try:
        given, left, _ = command.make_parser(context).parse_args(list(words))
    except click.UsageError as error:
        return f"{command.name}: {error.format_message()}"
    missing = [
        param.name for param in command.params if param.required and not _is_given(given.get(param.name or ""))
    ]
    if left or (missing and is_whole):
        return f"{command.name}: left over {left}, missing {missing}"
    for param in command.params:
        value = given.get(param.name or "")
        if isinstance(param.type, click.Choice) and _is_given(value):
            odd = {*value} if isinstance(value, list) else {value}
            if not odd <= {*map(str, param.type.choices)}:
                return f"{command.name}: {param.name} cannot be {odd}"
    return ""


def block_named(file: Path, name: str) -> str:
    """Return the block of shell lines that stands below ``<!-- run: name -->`` in *file*."""
    found = re.search(
        rf"^ *<!-- run: {name} -->\n *```sh\n(.*?)^ *```", file.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found, f"{file.name} has no block called {name}"
    return found[1]
