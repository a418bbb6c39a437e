"""The words: the same keys in both languages, and for every problem code its words, its case and its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from site_builder.phrases import STRINGS, Phrases, read_phrase_file, read_phrases
from site_builder.problems import WARNINGS
from tests.given_codes import codes_of_conditions
from tests.repositories import CASES, TESTS, read_case

PACKAGE = STRINGS.parent
FILES = sorted({path.name for path in STRINGS.glob("*/*.yml")})
CODES = sorted({key.split(".")[1] for key in read_phrases("en").by_key if key.startswith("problems.")})
# Leaks are found by the build, what is wrong with a workbook when it is read.
CODES_OF_THE_CHECK = [code for code in CODES if not code.startswith(("leak-", "workbook-"))]
ENGLISH_ONLY = {"detail"}  # libyaml's own words
FACT = re.compile(r"\{(\w+)\}")


def keys_of(path: Path) -> list[str]:
    """Return the dotted keys of a file of phrases, in order."""
    return [key for key, _ in read_phrase_file(path)]


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_keys(name: str) -> None:
    assert sorted(keys_of(STRINGS / "zh" / name)) == sorted(keys_of(STRINGS / "en" / name))


def keys_twice(node: yaml.Node) -> Iterator[str]:
    """Yield each key below *node* that stands twice in one mapping: the first of them would say nothing."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from (key for key in sorted(set(keys)) if keys.count(key) > 1)
        for _, value in node.value:
            yield from keys_twice(value)


@pytest.mark.parametrize("package", ["site_builder", "forms"])
def test_no_key_is_written_twice_in_a_file_of_words(package: str) -> None:
    files = sorted((PACKAGE.parent / package / "strings").rglob("*.yml"))
    twice = {
        file.name: list(keys_twice(yaml.compose(file.read_text(encoding="utf-8"), yaml.CSafeLoader)))
        for file in files
    }

    assert files
    assert {name: keys for name, keys in twice.items() if keys} == {}


BOTH = (read_phrases("zh"), read_phrases("en"))


def facts_of(phrases: Phrases) -> dict[str, set[str]]:
    """Return the facts that the words of each code fill in, but for those that only English ones may."""
    found: dict[str, set[str]] = {code: set() for code in CODES}
    for key, words in phrases.by_key.items():
        if key.startswith("problems."):
            found[key.split(".")[1]] |= {*FACT.findall(words)} - ENGLISH_ONLY
    return found


def test_both_languages_fill_in_the_same_facts() -> None:
    zh, en = map(facts_of, BOTH)

    assert {code: (zh[code], en[code]) for code in CODES if zh[code] != en[code]} == {}


def test_every_code_says_what_is_wrong_and_how_to_mend_it() -> None:
    keys = [f"problems.{code}.{part}" for code in CODES for part in ("what", "fix")]

    assert [(key, phrases.lang) for key in keys for phrases in BOTH if not phrases[key]] == []


def literals() -> Iterator[tuple[str, ast.Constant]]:
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, node


def codes_given_to_problems() -> Iterator[str]:
    """Yield each literal that stands where a problem code does."""
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            at = {"Problem": 2, "fail": 0}.get(name, 0 if name == "add" and len(node.args) > 1 else 9)
            code = node.args[at] if len(node.args) > at else None
            if isinstance(code, ast.Constant):
                yield str(code.value)


def test_every_code_with_words_occurs_in_the_source() -> None:
    written = {value for value, _ in literals()} | codes_of_conditions()

    assert [code for code in CODES if code not in written] == []


def test_every_code_in_the_source_has_words() -> None:
    assert sorted((set(codes_given_to_problems()) | codes_of_conditions()) - set(CODES)) == []


def test_every_warning_is_a_code() -> None:
    assert sorted(WARNINGS - set(CODES)) == []


def test_every_code_has_a_case() -> None:
    assert sorted({read_case(folder).code for folder in CASES}) == CODES_OF_THE_CHECK
    assert [code for code in CODES_OF_THE_CHECK if not (TESTS / "cases" / code / "case.yml").is_file()] == []


def test_every_invariant_from_solution_to_payout_has_a_case() -> None:
    """Invariant 61, totals and ranking are computed, is a property, shown in ``test_points.py``."""
    shown = {number for folder in CASES for number in read_case(folder).invariants}

    assert sorted({*range(25, 64)} - shown) == [61]


def test_every_code_has_a_page() -> None:
    pages = sorted(path.stem for path in (TESTS.parent / "docs/problems").glob("*.md") if path.stem != "README")

    assert pages == CODES_OF_THE_CHECK
