"""The site around the service: what a build made is shown as it is, and without one it is read from disk."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from forms.web.site import Site
from site_builder.publish.build import build_site
from site_builder.publish.cache_folder import cache_folder
from site_builder.records import Need
from tests.repositories import copy_base
from tests.service import NEED, SETTINGS

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 21)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = copy_base(tmp_path / "repository")
    (made / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return made


def test_after_a_build_nothing_is_read_again(root: Path) -> None:
    built = build_site(root, DAY, with_search=False, say=lambda key: None)
    assert built.content
    read = Site(root).on(DAY)
    for folder in (root / "needs", root / "content", cache_folder(root)):
        shutil.rmtree(folder)
    site = Site(root)
    site.show(built.content)

    shown = site.on(DAY)

    assert shown == read
    assert shown.form("zh", "solution", NEED, {}, []) == read.form("zh", "solution", NEED, {}, [])
    assert site.on(date(2026, 11, 22)).context.day == date(2026, 11, 22)


def test_without_a_build_what_is_broken_stays_out(root: Path) -> None:
    need = next((root / "needs").rglob(f"{NEED}.yml"))
    need.write_text(need.read_text(encoding="utf-8").replace("region: ", "region: x"), encoding="utf-8")

    assert Site(root).on(DAY).context.catalogue.get(Need, NEED) is None


def test_a_build_that_is_refused_has_nothing_to_show(root: Path) -> None:
    need = next((root / "needs").rglob(f"{NEED}.yml"))
    need.write_text(need.read_text(encoding="utf-8").replace("region: ", "region: x"), encoding="utf-8")

    built = build_site(root, DAY, with_search=False, say=lambda key: None)

    assert (built.content, built.pages, built.problems != ()) == (None, 0, True)
