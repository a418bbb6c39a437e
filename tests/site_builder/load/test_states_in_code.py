"""No list of states stands in code: what a state means is asked of the state tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.inbox.states import OPEN, read_inbox_table
from forms.mail.steps import EVENTS
from site_builder.derive.days.standing import UNSET
from site_builder.load.contract.schemas import SCHEMAS
from site_builder.load.contract.states import read_state_tables
from tests.repositories import TESTS

ROOT = TESTS.parent
FILES = [
    path.relative_to(ROOT).as_posix() for room in ("site_builder", "forms") for path in (ROOT / room).rglob("*.py")
]
PAGES = [
    path.relative_to(ROOT).as_posix()
    for room in ("site_builder", "forms")
    for path in (ROOT / room).rglob("*")
    if path.suffix in {".html", ".js"} and ".min." not in path.name
]
LISTS = [frozenset(table.states) for table in read_state_tables().values()]
STATES = frozenset[str]().union(*LISTS)
FIELDS = {"status", "stage", "state"}
EXCEPTIONS = {  # what a code host says of a pull request, and of a member
    "forms/forges/pulls.py": {"open"},
    "forms/forges/github.py": {"active"},
    "forms/forges/gitlab.py": {"active"},
}
"""File -> words that are states of some record too, and mean something else there."""
LOOKED_UP = {"docking_ended", "docking_runs", "docking_succeeded", "lost"}
"""Flags that stand in a variable where they are asked for."""
COMPARED = re.compile(r"""\b(?:status|stage)\b\s*(?:[!=]==?|(?:not\s+)?in\b)\s*[("'\[{]""")


def words_of(node: ast.expr) -> list[str]:
    """Return the words of a collection that is written out, none for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        text = node.func.value
        return text.value.split() if isinstance(text, ast.Constant) and isinstance(text.value, str) else []
    parts: list[ast.expr | None] = []
    if isinstance(node, (ast.Set, ast.List, ast.Tuple)):
        parts = [*node.elts]
    elif isinstance(node, ast.Dict):
        parts = [*node.keys]
    found = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return found if len(found) == len(parts) else []


def is_of_states(node: ast.expr) -> bool:
    """Return whether *node* is the state of something: a field ``status``, ``stage`` or ``state``."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value in FIELDS
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return isinstance(node.args[0], ast.Constant) and node.args[0].value in FIELDS
    return (isinstance(node, ast.Attribute) and node.attr in FIELDS) or (
        isinstance(node, ast.Name) and node.id in FIELDS
    )


def written_out(source: str) -> Iterator[str]:
    """Yield each group of states in *source*, and each state that a field is compared with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.expr):
            words = words_of(node)
            if len(words) > 1 and any(set(words) <= states for states in LISTS):
                yield " ".join(sorted(words))
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(is_of_states(side) for side in sides):
                for side in sides:
                    words = [side.value] if isinstance(side, ast.Constant) else words_of(side)
                    yield from (str(word) for word in words if word in STATES)


def test_no_states_are_written_out_in_code() -> None:
    found = {file: set(written_out(Path(ROOT, file).read_text(encoding="utf-8"))) for file in FILES}

    assert {file: words for file, words in found.items() if words} == EXCEPTIONS


def asked_for(text: str) -> set[str]:
    """Return the flags that *text*, code or a template, asks for."""
    calls = re.findall(r"(?:has_flag|is_state|flags_of|state_with)\([\w.\[\]()]+, ([^()]*)\)", text)
    calls += re.findall(r"(?:states_with|_is_verification)\([^,()]+, ([^()]*)\)", text)
    return {flag for call in calls for flag in re.findall(r"[\"'](\w+)[\"']", call)}


def test_every_flag_that_is_asked_for_is_explained_and_every_one_explained_is_used() -> None:
    texts = [Path(ROOT, file).read_text(encoding="utf-8") for file in (*FILES, *PAGES)]
    own = {flag for flags in read_inbox_table().flags.values() for flag in flags}
    by_inbox = {flag for action in read_inbox_table().actions.values() for flag in (*action.starts, action.end)}
    conditions = [path.read_text(encoding="utf-8") for path in SCHEMAS.rglob("*.yml")]
    by_condition = {flag for text in conditions for flag in re.findall(r'"@(\w+)"', text)}
    every = [state for table in read_state_tables().values() for state in table.states.values()]
    by_table = {flag for state in every for flag in (state.follows, state.precedes)} - {"", UNSET}
    asked = set[str]().union(by_condition, by_table, *map(asked_for, texts))
    explained = {flag for table in read_state_tables().values() for flag in table.flags}

    assert asked - explained - own == set()
    assert explained - asked - by_inbox - {*OPEN, *EVENTS} - LOOKED_UP == set()


def test_no_template_and_no_script_compares_a_state() -> None:
    found = {file: COMPARED.findall(Path(ROOT, file).read_text(encoding="utf-8")) for file in PAGES}

    assert {file: compared for file, compared in found.items() if compared} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('OPEN = {"published", "in_contest"}', ["in_contest published"]),
        ('OPEN = "published in_contest".split()', ["in_contest published"]),
        ('STEP = {"published": 1, "docking": 3}', ["docking published"]),
        ('need["status"] == "published"', ["published"]),
        ('envelope.state != "returned"', ["returned"]),
        ('values.get("status") == "revoked"', ["revoked"]),
        ('docking["stage"] not in ("terminated",)', ["terminated"]),
        ('KINDS = ("solution", "docking")', []),
        ('name == "docking"', []),
    ],
)
def test_a_list_of_states_and_a_comparison_with_one_are_found(source: str, found: list[str]) -> None:
    assert list(written_out(source)) == found
