"""What all tests share: golden files, and a fresh copy of the base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import started_chromium
from tests.repositories import copy_base


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files; review the diff")


@pytest.fixture
def matches_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return a function that compares a text with its golden file, or rewrites the file on request."""

    def compare(golden: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            golden.write_text(text, encoding="utf-8")
        assert text == golden.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a fresh copy of the valid base repository."""
    return copy_base(tmp_path / "repository")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real Chromium, one for each file of tests."""
    with started_chromium() as made:
        yield made
