"""Records as text: the form that a person would write, the same each time, and nothing lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from forms.inbox.writing import read_record_text, record_text
from forms.model import Tree
from site_builder.load.yaml_text import parse_values
from tests.repositories import BASE
from tests.trees import TREES

ROOT = Path(__file__).parents[3]
NEEDS = sorted([*BASE.glob("needs/*/*.yml"), *ROOT.glob("needs/*/*.yml")])

WRITTEN: list[tuple[Tree, str]] = [
    ({}, "{}\n"),
    ({"trl": "7"}, 'trl: "7"\n'),
    ({"a": "yes", "b": "null", "c": "1e3", "d": "2026-11-21"}, 'a: "yes"\nb: "null"\nc: "1e3"\nd: "2026-11-21"\n'),
    ({"on": "x"}, '"on": x\n'),
    ({"a": "", "b": " x", "c": "x "}, 'a: ""\nb: " x"\nc: "x "\n'),
    ({"a": "a: b", "b": "a #b", "c": "a:b#c", "d": "#"}, 'a: "a: b"\nb: "a #b"\nc: a:b#c\nd: "#"\n'),
    ({"a": "- x", "b": "@x", "c": "*x", "d": "!x", "e": "%x"}, 'a: "- x"\nb: "@x"\nc: "*x"\nd: "!x"\ne: "%x"\n'),
    ({"a": "\u200b", "b": "\x00", "c": "a\r\nb"}, 'a: "\u200b"\nb: "\\x00"\nc: "a\\r\\nb"\n'),
    ({"a": []}, "a: []\n"),
    ({"a": ["x", "y, z"]}, 'a: [x, "y, z"]\n'),
    ({"a": {"zh": "一", "en": "one"}}, "a: {zh: 一, en: one}\n"),
    ({"a": {"zh": "一" * 120}}, f"a:\n  zh: {'一' * 120}\n"),
    ({"a": "one\n\ntwo\n"}, "a: |\n  one\n\n  two\n"),
    ({"a": "one\ntwo"}, "a: |-\n  one\n  two\n"),
    ({"a": " one\ntwo"}, 'a: " one\\ntwo"\n'),
    ({"a": [{"b": "x\ny", "c": "z"}]}, "a:\n  - b: |-\n      x\n      y\n    c: z\n"),
]


@pytest.mark.parametrize(("tree", "text"), WRITTEN, ids=lambda value: repr(value)[:40])
def test_values_are_written_like_this(tree: Tree, text: str) -> None:
    assert record_text(tree) == text
    assert read_record_text(text) == tree


def test_schema_says_which_values_need_no_quotation_marks() -> None:
    tree: Tree = {"published_on": "2026-08-31", "open_for_proposals": "true", "region": "31"}

    assert record_text(tree, "need") == 'published_on: 2026-08-31\nopen_for_proposals: true\nregion: "31"\n'


@pytest.mark.slow
@settings(max_examples=300)
@given(tree=TREES)
def test_any_tree_comes_back_as_it_was(tree: Tree) -> None:
    assert read_record_text(record_text(tree)) == tree


@pytest.mark.parametrize("path", NEEDS, ids=lambda path: path.stem)
def test_needs_of_the_repository_come_back_and_their_form_is_stable(path: Path) -> None:
    values = parse_values(path.name, path.read_text(encoding="utf-8"))
    text = record_text(values, "need")  # type: ignore[arg-type]

    assert parse_values(path.name, text) == values
    assert record_text(read_record_text(text), "need") == text
