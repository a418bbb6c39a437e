"""What commands say of themselves, in the reader's language: help, errors of usage, questions.

The words are in the folder ``commands`` of each folder of words, and none is in the code. ``lines.txt`` has the one
line that lists of commands show, and ``click.txt`` the words of click itself; both are read without a parser of YAML,
so that ``--help`` answers at once. ``help.yml`` has the rest: more of each command, and what its options are for.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from site_builder.commands.wrapping import wrapped
from site_builder.languages import ENGLISH, LANGS, STRINGS, Lang

FOLDER = "commands"
PROGRAM = "jiebang"
LANGUAGE = "JIEBANG_LANG"
_ASKED = (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG")


def own_language() -> Lang:
    """Return the language of whoever runs the command: that of ``JIEBANG_LANG``, else of the system, else English."""
    own = next((os.environ[name] for name in _ASKED if os.environ.get(name)), "").replace("_", "-")
    return next((lang for lang in LANGS if own.startswith(lang)), ENGLISH)


def language_of(context: click.Context | None) -> Lang:
    """Return the language that the command line asked for so far, else one's own."""
    asked = context.params.get("lang") if context else None
    return asked if asked in LANGS else own_language()


@dataclass(frozen=True)
class Told:
    """What is said of commands in *lang* by the words in *folders*; a *way* is how one is called: ``judge rank``."""

    lang: Lang
    folders: tuple[Path, ...]

    def line(self, way: str) -> str | None:
        """Return what the command does, in one line; without a way, what the whole program does."""
        return _first(_lines(folder, self.lang, "lines.txt").get(way or PROGRAM) for folder in self.folders)

    def text(self, way: str) -> str | None:
        """Return the same with all else that its help says."""
        line, more = self.line(way), self._phrase(f"{way}.text") if way else None
        return f"{line}\n\n{more}" if line and more else line

    def option(self, way: str, name: str) -> str | None:
        """Return what an option of the command is for: its own words, or those of all options of that name."""
        return self._phrase(f"{way}.options.{name}") or self._phrase(f"options.{name}")

    def _phrase(self, place: str) -> str | None:
        key = f"help.{place.strip('.').replace(' ', '.')}"
        return _first(_phrases(folder, self.lang).get(key) for folder in self.folders)


class _Formatter(click.HelpFormatter):
    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{say('{heading}:').format(heading=heading)}\n")


class ToldContext(click.Context):
    """Where a command runs; asked for its help, it takes the words from the folders."""

    formatter_class = _Formatter

    def get_help(self) -> str:
        """Return the help in the language of the reader."""
        _put(told_in(self), self)
        return super().get_help()


def told_in(context: click.Context) -> Told:
    """Return what is said of commands to whoever reads what *context* prints."""
    return Told(language_of(context), getattr(context.find_root().command, "words", (STRINGS,)))


def tell(command: click.Command) -> click.Command:
    """Return *command*; it and those below it take their words from the folders."""
    command.context_class = ToldContext
    for inner in getattr(command, "commands", {}).values():
        tell(inner)
    return command


def _put(told: Told, context: click.Context) -> None:
    """Give the command of *context*, its options and those below it their words, where there are any."""
    command, way = context.command, way_of(context)
    command.help = told.text(way) or command.help
    for name, inner in getattr(command, "commands", {}).items():
        inner.short_help = told.line(f"{way} {name}")
    for option in command.get_params(context):
        if isinstance(option, click.Option):
            _put_option(told, way, option, is_help=option is command.get_help_option(context))


def _put_option(told: Told, way: str, option: click.Option, *, is_help: bool) -> None:
    if is_help or option.name == "version":
        option.help = said(f"Show {'this message' if is_help else 'the version'} and exit.", told.lang)
        return
    option.help = told.option(way, option.name or "") or option.help
    if isinstance(option.show_default, str):
        option.show_default = told.option(way, f"{option.name}_default") or option.show_default


def way_of(context: click.Context) -> str:
    """Return how the command of *context* is called, without the name of the program."""
    above = way_of(context.parent) if context.parent else ""
    return f"{above} {context.info_name}".strip() if context.parent else ""


def say(message: str) -> str:
    """Return what click says, in the language of the reader."""
    return said(message, language_of(click.get_current_context(silent=True)))


def said(message: str, lang: Lang) -> str:
    """Return what click says by *message* in *lang*, and the message itself where there are no words for it."""
    return _lines(STRINGS, lang, "click.txt").get(message, message)


def _say_count(one: str, several: str, count: int) -> str:
    return say(one if count == 1 else several)


@functools.cache
def _lines(folder: Path, lang: Lang, name: str) -> Mapping[str, str]:
    """Return what stands in a file of lines ``key = words``."""
    file = folder / lang / FOLDER / name
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else ()
    return dict(line.split(" = ", 1) for line in lines)


@functools.cache
def _phrases(folder: Path, lang: Lang) -> Mapping[str, str]:
    from site_builder.phrases import read_phrase_file

    file = folder / lang / FOLDER / "help.yml"
    return dict(read_phrase_file(file)) if file.exists() else {}


def _first(words: Iterable[str | None]) -> str | None:
    return next((word for word in words if word), None)


for module in [module for name, module in sys.modules.items() if name.startswith("click.")]:
    for name, ours in {"_": say, "ngettext": _say_count, "wrap_text": wrapped}.items():
        if hasattr(module, name):  # click asks gettext, which reads binary catalogues alone
            setattr(module, name, ours)
