"""The cache of a build is no part of the repository, and what somebody else could have put there is not used."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.publish.build import build_site
from site_builder.publish.cache_folder import CACHE_VARIABLE, CacheError, cache_folder, cache_path
from tests.service import SETTINGS

DAY = date(2026, 11, 21)
PLANTED = "<script>planted()</script>"


@pytest.fixture
def root(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (base / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "caches"))
    return base


def build(root: Path) -> str:
    """Return all pages of the site, one after the other, after a build."""
    assert build_site(root, DAY, with_search=False, say=lambda key: None).problems == ()
    return "".join(page.read_text(encoding="utf-8") for page in sorted((root / "site").rglob("*.html")))


def test_a_theme_planted_in_the_repository_is_on_no_page(root: Path) -> None:
    build(root)
    drawn = cache_folder(root) / "theme"
    assert PLANTED not in build(root)
    planted = root / ".cache" / "theme"
    for page in drawn.rglob("*.html"):
        copy = planted / page.relative_to(drawn)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{PLANTED}</body>"), encoding="utf-8")
    (planted / "digest").write_bytes((drawn / "digest").read_bytes())
    (root / "site").rename(root / "before")

    assert PLANTED not in build(root)


def test_a_build_writes_nothing_into_the_repository_but_the_site(root: Path) -> None:
    before = {path.name for path in root.iterdir()}

    build(root)

    assert {path.name for path in root.iterdir()} == {*before, "site"}


def test_the_cache_of_each_repository_is_its_own(root: Path, tmp_path: Path) -> None:
    assert cache_folder(root) != cache_folder(tmp_path)
    assert cache_folder(root) == cache_folder(root / "needs" / "..")


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_cache_that_others_may_write_is_refused(root: Path, mode: int) -> None:
    cache_folder(root).chmod(mode)

    with pytest.raises(CacheError):
        cache_folder(root)
    told = CliRunner().invoke(cli, ["build", "--root", str(root), "--no-search", "--lang", "en"])
    assert (told.exit_code, "writable by others" in told.stderr) == (2, True)
    assert not (root / "site").exists()


def test_a_folder_of_caches_that_others_may_write_is_refused(root: Path) -> None:
    cache_folder(root).parent.chmod(0o777)

    with pytest.raises(CacheError):
        cache_folder(root)


def test_a_link_in_place_of_the_cache_is_refused(root: Path, tmp_path: Path) -> None:
    cache_folder(root).rmdir()
    (tmp_path / "theirs").mkdir(mode=0o700)
    cache_path(root).symlink_to(tmp_path / "theirs")

    with pytest.raises(CacheError):
        cache_folder(root)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give folders away")
def test_a_cache_of_somebody_else_is_refused(root: Path) -> None:
    os.chown(cache_folder(root), 12345, -1)

    with pytest.raises(CacheError):
        cache_folder(root)


def test_a_folder_given_on_the_command_line_holds_the_cache(root: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"

    told = CliRunner().invoke(
        cli, ["build", "--root", str(root), "--no-search", "--cache", str(there), "--date", str(DAY)]
    )

    assert told.exit_code == 0, told.output
    assert [path.parent.parent for path in there.rglob("manifest.json")] == [there]
    assert not (tmp_path / "caches").exists()
