"""Edits of a YAML text leave all else as it is."""

from __future__ import annotations

import pytest

from site_builder.upgrade.yaml_edits import Place, Value, added, in_flow, put, removed, renamed, replaced

TEXT = """\
# The record of a need.
id: a   # never changes
title:
  zh: '标题'
  en: |
    Two
    lines

# what follows is about money
budget: {amount: 5, currency: CNY} # yuan
tags:
- one
- name: two
  kind: x
last: "31"
"""


@pytest.mark.parametrize(
    ("place", "gone"),
    [
        (("id",), "id: a   # never changes\n"),
        (("title", "zh"), "  zh: '标题'\n"),
        (("title",), "title:\n  zh: '标题'\n  en: |\n    Two\n    lines\n"),
        (("budget", "amount"), "amount: 5, "),
        (("budget", "currency"), ", currency: CNY"),
        (("tags", 1, "kind"), "  kind: x\n"),
        (("last",), 'last: "31"\n'),
    ],
)
def test_an_entry_goes_with_all_below_it(place: Place, gone: str) -> None:
    assert TEXT.count(gone) == 1
    assert removed(TEXT, place) == TEXT.replace(gone, "")


def test_the_first_key_of_an_item_leaves_its_dash() -> None:
    assert removed("- name: two\n  kind: x\n", (0, "name")) == "- kind: x\n"


@pytest.mark.parametrize(
    ("place", "old", "new"), [(("title", "en"), "  en: |", "  de: |"), (("budget",), "\nbudget:", "\nde:")]
)
def test_a_key_is_renamed(place: Place, old: str, new: str) -> None:
    assert renamed(TEXT, place, "de") == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("place", "value", "old", "new"),
    [
        (("id",), "b", "id: a ", "id: b "),
        (("last",), "32", '"31"', "'32'"),
        (("tags", 0), {"zh": "上海", "en": "no"}, "- one", "- {zh: 上海, en: 'no'}"),
        (("budget", "amount"), 7, "5", "7"),
    ],
)
def test_a_value_is_replaced(place: Place, value: Value, old: str, new: str) -> None:
    assert replaced(TEXT, place, value) == TEXT.replace(old, new)


def test_a_key_is_added_where_it_belongs() -> None:
    assert added(TEXT, "form", True, after="id") == TEXT.replace("changes\n", "changes\nform: true\n")
    assert added("id: a", "form", ["x"]) == "id: a\nform: [x]\n"


def test_what_would_be_read_as_something_else_is_quoted() -> None:
    assert [in_flow(value) for value in ("31", "no", "a: b", "上海")] == ["'31'", "'no'", "'a: b'", "上海"]


def test_a_key_is_put_behind_the_first_one_of_a_mapping() -> None:
    assert put(TEXT, ("budget",), "of", "owner") == TEXT.replace("amount: 5,", "amount: 5, of: owner,")
    assert put(TEXT, ("tags", 1), "home", True) == TEXT.replace("- name: two\n", "- name: two\n  home: true\n")
