"""Each problem code has a case: the bad version gives exactly this text, the good version gives nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checking import check
from tests.repositories import CASES, build_case, read_case


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_check_reports(
    folder: Path, lang: str, tmp_path: Path, matches_golden: Callable[[Path, str], None]
) -> None:
    case = read_case(folder)
    root = build_case(case, "bad", tmp_path)

    matches_golden(folder / f"expected.{lang}.txt", check(root, lang, "HEAD" if case.has_history else ""))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_reported_code_is_the_one_the_case_is_named_for(folder: Path) -> None:
    first_line = (folder / "expected.en.txt").read_text(encoding="utf-8").split("\n")[0]

    assert first_line.endswith(f"[{folder.name}]")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_check_finds_nothing_in_the_good_version(folder: Path, tmp_path: Path) -> None:
    case = read_case(folder)
    root = build_case(case, "good", tmp_path)

    assert check(root, "en", "HEAD" if case.has_history else "") == check_of_nothing(root)


def test_check_finds_nothing_in_the_base(base: Path) -> None:
    assert check(base, "en") == check_of_nothing(base)


def check_of_nothing(root: Path) -> str:
    return "exit 0\n"
