"""Each page of ``docs/how-to`` is walked in a copy of the repository, step by step as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site import DAY
from tests.trips import PAGES, copy_all, read, steps_of, walk

TRIPS = sorted(path for path in PAGES.glob("*.md") if path.name != "README.md")


@pytest.mark.slow
@pytest.mark.parametrize("page", TRIPS, ids=lambda page: page.stem)
def test_the_trip_can_be_made_as_the_page_says(page: Path, tmp_path: Path) -> None:
    walk(read(page), copy_all(tmp_path / "copy"), DAY.isoformat())


@pytest.mark.parametrize("page", TRIPS, ids=lambda page: page.stem)
def test_a_page_promises_something_and_changes_something(page: Path) -> None:
    kinds = {step.where or step.kind for step in steps_of(read(page))}

    assert kinds & {"you find", "text"} and kinds & {"above", "below", "instead of", "at its end", "new file"}


def test_the_list_names_each_trip() -> None:
    assert sorted(set(re.findall(r"\]\(([a-z-]+\.md)\)", read(PAGES / "README.md")))) == [page.name for page in TRIPS]
