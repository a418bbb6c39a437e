"""What all tests share: golden files, a fresh copy of the base, a browser; a run leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from site_builder.publish.cache_folder import CACHE_VARIABLE
from tests.browsing import started_chromium
from tests.processes import mark_what_is_started, what_is_left
from tests.remembered import remember_records
from tests.repositories import copy_base
from tests.shared import FOLDER, share
from tests.themes import lend_drawings

LARGEST_KEPT = 20 * 2**20  # bytes of a folder that a failed test may leave to be looked at
settings.register_profile("jiebang", deadline=None)
settings.load_profile("jiebang")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files; review the diff")


def pytest_configure(config: pytest.Config) -> None:
    """Let a run that is told to end, end as by Ctrl+C: with its servers stopped and its folders removed.

    Caches of builds are kept in a folder of the run, which goes with it, and never in that of the user.
    """
    share(config)
    os.environ[CACHE_VARIABLE] = f"{os.environ[FOLDER]}/caches"
    remember_records()
    lend_drawings()
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    mark_what_is_started()
    yield
    left = what_is_left()
    for folder in tmp_path_factory.getbasetemp().iterdir():
        if sum(file.lstat().st_size for file in folder.rglob("*")) > LARGEST_KEPT:
            shutil.rmtree(folder, ignore_errors=True)
    assert left == [], "a test left these processes behind; they are ended now"


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


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the private folder, which the environment names."""
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("JIEBANG_PRIVATE", str(folder))
    return folder
