"""The page of each problem code says what the check does today."""

from __future__ import annotations

import pytest

from tests.problem_pages import FIRST_CASES, PAGES, index_page, page_of

STALE = "run python -m tests.problem_pages"


@pytest.mark.slow
@pytest.mark.parametrize("letter", sorted({folder.name[0] for folder in FIRST_CASES}))
def test_page_of_each_code_is_up_to_date(letter: str) -> None:
    folders = [folder for folder in FIRST_CASES if folder.name.startswith(letter)]

    written = {folder.name: (PAGES / f"{folder.name}.md").read_text(encoding="utf-8") for folder in folders}

    assert written == {folder.name: page_of(folder) for folder in folders}, STALE


def test_list_of_codes_is_up_to_date() -> None:
    assert (PAGES / "README.md").read_text(encoding="utf-8") == index_page(), STALE


def test_there_is_no_page_without_a_code() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == sorted(
        ["README", *(case.name for case in FIRST_CASES)]
    )
