"""The page of each problem code says what the check does today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.problem_pages import FIRST_CASES, PAGES, index_page, page_of

STALE = "run python -m tests.problem_pages"


@pytest.mark.slow
@pytest.mark.parametrize("folder", FIRST_CASES, ids=lambda folder: folder.name)
def test_page_of_a_code_is_up_to_date(folder: Path) -> None:
    assert (PAGES / f"{folder.name}.md").read_text(encoding="utf-8") == page_of(folder), STALE


def test_list_of_codes_is_up_to_date() -> None:
    assert (PAGES / "README.md").read_text(encoding="utf-8") == index_page(), STALE


def test_there_is_no_page_without_a_code() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == sorted(
        ["README", *(case.name for case in FIRST_CASES)]
    )
