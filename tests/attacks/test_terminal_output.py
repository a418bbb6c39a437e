"""What a command prints steers neither the terminal nor the runner that reads its log."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from forms.cli import cli
from site_builder.commands.echo import echo
from site_builder.phrases import read_phrases
from site_builder.problems import RENDERERS, Problem

HOSTILE = "\x1b]0;owned\x07\x1b[2J\n::error file=a::b\n##[set-env name=x]\r\u202e\u009b31m"
PROBLEM = Problem(
    f"needs/{HOSTILE}.yml",
    3,
    "not-a-date",
    "title",
    {"label": HOSTILE, "field": HOSTILE, "value": HOSTILE, "help": HOSTILE},
)


def hidden_of(text: str) -> set[str]:
    """Return the characters of *text* that steer a terminal."""
    return {character for character in text if not character.isprintable() and character not in "\n\u3000"}


@pytest.mark.parametrize("form", ["text", "github"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_hold_no_control_character_and_no_command_but_their_own(form: str, lang: str) -> None:
    text = RENDERERS[form]([PROBLEM, PROBLEM], read_phrases(lang))
    commands = [line for line in text.splitlines() if line.lstrip().startswith(("::", "##["))]

    assert hidden_of(text) == set()
    assert len(commands) == (2 if form == "github" else 0)
    assert all(line.startswith("::error file=needs/") for line in commands)


def test_whatever_a_command_prints_is_made_visible(capsys: pytest.CaptureFixture[str]) -> None:
    echo(HOSTILE)

    assert capsys.readouterr().out == (
        "<U+001B>]0;owned<U+0007><U+001B>[2J\n| ::error file=a::b\n| ##[set-env name=x]<U+000D><U+202E><U+009B>31m\n"
    )


def test_check_of_a_repository_prints_no_command_of_a_name_in_it(base: Path) -> None:
    (base / "needs/cic2026/a\x1b[2J\n::stop-commands::x.yml").write_text("id: [\n", encoding="utf-8")
    output = CliRunner().invoke(cli, ["check", "--root", str(base), "--lang", "en", "--date", "2026-11-21"]).stdout

    assert "<U+001B>" in output
    assert hidden_of(output) == set()
    assert [line for line in output.splitlines() if line.startswith("::")] == []
