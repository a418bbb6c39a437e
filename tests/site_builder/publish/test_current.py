"""A build with nothing to do is told from the files alone; whatever changed, there is something to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.publish.build import build_site
from site_builder.publish.cache_folder import cache_folder, cache_path
from site_builder.publish.current import current_site
from tests.repositories import TODAY, copy_base
from tests.service import SETTINGS
from tests.site import build, change

pytestmark = pytest.mark.slow

NEED = "needs/cic2026/cic2026-31-0001.yml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = copy_base(tmp_path_factory.mktemp("current") / "repository")
    (made / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    assert build(made, day=TODAY).problems == ()
    return made


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """Return a copy, with site and cache, in which things may happen."""
    made = Path(shutil.copytree(root, tmp_path / "repository"))
    shutil.copytree(cache_path(root), cache_folder(made), dirs_exist_ok=True)
    return made


def is_current(root: Path) -> bool:
    return current_site(root, TODAY, with_search=False) is not None


def test_after_a_build_there_is_nothing_to_do(root: Path) -> None:
    current = current_site(root, TODAY, with_search=False)

    assert current and (current.pages, current.too_light) == (176, {})


def test_a_build_with_nothing_to_do_says_what_the_last_one_said(root: Path) -> None:
    words = ["build", "--root", str(root), "--date", TODAY.isoformat(), "--no-search", "--lang", "en"]

    result = CliRunner().invoke(cli, words, catch_exceptions=False)

    assert (result.stdout.partition(", seconds")[0], result.stderr) == ("pages: 176, written: 0, removed: 0", "")


def _written(path: str, text: str) -> Callable[[Path], None]:
    return lambda root: (root / path).write_text(text, encoding="utf-8") and None


def _known(name: str, text: str) -> Callable[[Path], None]:
    return lambda root: (cache_path(root) / name).write_text(text, encoding="utf-8") and None


def _linked(path: str) -> Callable[[Path], None]:
    """Return what puts a link in the place of *path*, to a file with the same content."""

    def put(root: Path) -> None:
        same = root / "same"
        (root / path).rename(same)
        (root / path).symlink_to(same)

    return put


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(lambda root: change(root / NEED, "zh: ", "zh: 新"), id="a record is edited"),
        pytest.param(lambda root: (root / NEED).unlink(), id="a record goes"),
        pytest.param(_written("content/organizations/new.yml", "id: new\n"), id="a record comes"),
        pytest.param(_written("content/notes.txt", "what is no record"), id="what is no record comes"),
        pytest.param(_linked(NEED), id="a link stands for a record"),
        pytest.param(lambda root: (root / "content/more").symlink_to(root / "needs"), id="a link to a folder comes"),
        pytest.param(lambda root: os.mkfifo(root / "content/pipe.yml"), id="a pipe comes"),
        pytest.param(lambda root: change(root / "mkdocs.yml", "en: Test", "en: Tests"), id="a setting changes"),
        pytest.param(lambda root: (root / "mkdocs.yml").unlink(), id="the settings go"),
        pytest.param(lambda root: (root / "site/en/index.html").unlink(), id="a page of the site goes"),
        pytest.param(lambda root: (cache_path(root) / "manifest.json").unlink(), id="a build was cut off"),
        pytest.param(_known("manifest.json", "{}"), id="the list of pages changes"),
        pytest.param(_known("built.json", '{"made_from": "x"}'), id="the note of the build is damaged"),
    ],
)
def test_there_is_something_to_do_once(copied: Path, happens: Callable[[Path], None]) -> None:
    assert is_current(copied)

    happens(copied)

    assert not is_current(copied)


def test_another_day_is_something_to_do(root: Path) -> None:
    assert current_site(root, TODAY + timedelta(days=1), with_search=False) is None


def test_the_search_index_that_was_not_made_is_something_to_do(root: Path) -> None:
    assert current_site(root, TODAY, with_search=True) is None


def test_what_the_private_folder_holds_is_something_to_do(copied: Path, private: Path) -> None:
    assert not is_current(copied)
    assert build(copied, day=TODAY).problems == ()
    assert is_current(copied)

    (private / "needs.yml").write_text("owner: x\n", encoding="utf-8")

    assert not is_current(copied)


def test_a_site_that_was_only_a_preview_is_to_be_built(copied: Path) -> None:
    assert build_site(copied, TODAY, with_search=False, is_preview=True, say=lambda key: None).problems == ()
    assert not is_current(copied)

    build(copied, day=TODAY)

    assert is_current(copied)


def test_records_that_are_refused_leave_nothing_to_do_once_they_are_as_before(copied: Path) -> None:
    text = (copied / NEED).read_text(encoding="utf-8")
    (copied / NEED).write_text(f"{text}no_such_field: x\n", encoding="utf-8")
    assert build(copied, day=TODAY).problems != ()
    assert not is_current(copied)

    (copied / NEED).write_text(text, encoding="utf-8")

    assert is_current(copied)
