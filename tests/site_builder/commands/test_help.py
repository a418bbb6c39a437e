"""`--help` in the languages of the site: each command stands whole on its line, every option says what it is for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from forms.cli import STRINGS as FORM_STRINGS
from forms.cli import cli
from site_builder.commands.told import Told, own_language
from site_builder.commands.wrapping import columns_of, wrapped
from site_builder.languages import LANGS, STRINGS
from site_builder.phrases import read_phrase_file
from tests.commands import ALL

ROOM = 45  # columns on a line of 80, beside the longest name of a command
FOLDERS = (STRINGS, FORM_STRINGS)
WAYS = {name.removeprefix("jiebang").strip(): command for name, command in {"jiebang": cli, **ALL}.items()}
BOTH = pytest.mark.parametrize("lang", LANGS)


def help_of(*words: str, **settings: str | None) -> str:
    none = dict.fromkeys(["JIEBANG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"])
    return CliRunner(env={**none, **settings}).invoke(cli, [*words]).output


def options_of(way: str) -> list[str]:
    named = [param.name for param in WAYS[way].params if isinstance(param, click.Option) and param.name]
    return [name for name in named if name != "version"]


@BOTH
@pytest.mark.parametrize("way", WAYS)
def test_every_command_says_in_one_line_what_it_does(way: str, lang: str) -> None:
    line = Told(lang, FOLDERS).line(way)

    assert line
    assert (columns_of(line) <= (ROOM if way else 80), line[-1] in ".。") == (True, True)


@BOTH
@pytest.mark.parametrize("way", WAYS)
def test_every_option_says_what_it_is_for(way: str, lang: str) -> None:
    told = Told(lang, FOLDERS)

    assert [name for name in options_of(way) if not told.option(way, name)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=["site_builder", "forms"])
def test_each_language_says_the_same_of_the_same(folder: Path) -> None:
    keys = {lang: [key for key, _ in read_phrase_file(folder / lang / "commands/help.yml")] for lang in LANGS}
    lines = {
        lang: [line.split(" = ")[0] for line in (folder / lang / "commands/lines.txt").read_text().splitlines()]
        for lang in LANGS
    }

    assert {tuple(found) for found in keys.values()} == {tuple(keys["en"])}
    assert {tuple(found) for found in lines.values()} == {tuple(lines["en"])}


def test_no_word_is_of_a_command_or_an_option_that_there_is_not() -> None:
    told = {key for folder in FOLDERS for key, _ in read_phrase_file(folder / "en/commands/help.yml")}
    ways = {f"help.{way.replace(' ', '.')}" for way in WAYS}
    options = {name for way in WAYS for name in options_of(way)} | {"lang_default"}
    used = {f"help.options.{name}" for name in options} | {f"{way}.text" for way in ways}
    used |= {f"help.{way.replace(' ', '.')}.options.{name}" for way in WAYS for name in options_of(way)}

    assert told - used == set()


def test_help_is_in_the_language_of_the_reader() -> None:
    assert "Report every problem in the records." in help_of("check", "--help")
    assert "检查记录，报告全部问题。" in help_of("check", "--help", LANG="zh_CN.UTF-8")
    assert "检查记录，报告全部问题。" in help_of("--help", JIEBANG_LANG="zh", LC_ALL="en_GB.UTF-8")
    assert "检查记录，报告全部问题。" in help_of("check", "--lang", "zh", "--help", LANG="en_US.UTF-8")


@pytest.mark.parametrize("way", WAYS)
def test_chinese_help_has_no_english_sentence_and_fits_the_terminal(way: str) -> None:
    said = help_of(*way.split(), "--help", LANG="zh_CN.UTF-8")

    assert re.findall(r"[A-Za-z]+ (?:the|of|is|and|this|to) [a-z]+", said) == []
    assert [line for line in said.splitlines() if columns_of(line) > 80 and " [" not in line] == []


def test_wrong_usage_is_told_in_the_language_of_the_reader() -> None:
    assert help_of("chek", LANG="zh_CN.UTF-8").splitlines()[-1].startswith("错误：没有'chek'这个命令。")
    assert "错误：缺少选项 '--type'" in help_of("states", LANG="zh_CN.UTF-8")
    assert "Error: No such command 'chek'." in help_of("chek")


def test_the_language_of_a_person_is_asked_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"JIEBANG_LANG": "", "LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"}.items():
        monkeypatch.setenv(name, value)

    assert own_language() == "zh"


def messages_of_click() -> Iterator[str]:
    for module in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and arg.value)


@BOTH
def test_each_word_of_click_that_is_translated_is_one_that_click_says(lang: str) -> None:
    ours = [line.split(" = ") for line in (STRINGS / lang / "commands/click.txt").read_text().splitlines()]

    assert {words[0] for words in ours} - {*messages_of_click(), "required", "{heading}:"} == set()
    assert [words for words in ours if len(words) != 2] == []


def test_chinese_is_broken_between_characters_but_not_before_a_comma() -> None:
    text = "甲乙丙，丁戊己 word 庚辛。\n\n第二段"

    assert wrapped(text, 8, preserve_paragraphs=True) == "甲乙丙，\n丁戊己\nword 庚\n辛。\n\n第二段"
    assert wrapped("one two three", 8) == "one two\nthree"
