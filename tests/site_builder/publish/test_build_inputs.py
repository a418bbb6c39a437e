"""Whatever a page is made from, a change of it alone shows up in the next build, as it would in a clean one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.repositories import copy_base
from tests.service import SETTINGS

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[3]
DAY = "2026-11-21"
NEED, FORM = "zh/needs/cic2026-31-0001/index.html", "zh/forms/need/index.html"
ENTRY = "code: characteristic_industry, name: {zh: "
PRODUCT = "- {code: product_rd, name: {zh: "
MARK = "㊋㊌"
ORGANIZATION = "name: {zh: 清川环境"


@dataclass(frozen=True)
class Copy:
    """A copy of the builder and of a small repository."""

    code: Path
    root: Path

    def build(self, *options: str) -> Mapping[str, bytes]:
        """Return the files of the site after a build by the copy of the builder."""
        words = ["build", "--root", str(self.root), "--date", DAY, "--no-search", *options]
        env = {**os.environ, "PYTHONPATH": str(self.code), "LC_ALL": "C.UTF-8"}
        run = [sys.executable, "-m", "site_builder.cli", *words]
        done = subprocess.run(run, cwd=self.code, env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.split(",")[0]) == (0, "pages: 176"), done.stdout + done.stderr
        site = self.root / "site"
        return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("inputs")
    made = Copy(folder / "code", copy_base(folder / "repository"))
    shutil.copytree(PROJECT / "site_builder", made.code / "site_builder")
    shutil.copytree(PROJECT / "forms" / "definitions", made.code / "forms" / "definitions")
    (made.root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    made.build()
    return made


@pytest.mark.parametrize(
    ("file", "before", "page"),
    [
        pytest.param("code/site_builder/strings/zh/site.yml", "  take_up: ", NEED, id="a word"),
        pytest.param("code/site_builder/render/templates/need.html", "<h1>", NEED, id="a template"),
        pytest.param("code/site_builder/render/templates/root.html", "<title>", "index.html", id="the root page"),
        pytest.param("code/site_builder/schemas/codes.yml", PRODUCT, NEED, id="a closed code list"),
        pytest.param("code/forms/definitions/need.yml", "label: {zh: ", FORM, id="a form"),
        pytest.param("repository/content/taxonomy/track.yml", ENTRY, NEED, id="an open code list"),
        pytest.param("repository/content/organizations/clear-river.yml", ORGANIZATION, NEED, id="a named record"),
        pytest.param("repository/mkdocs.yml", "name: {zh: ", NEED, id="the settings"),
    ],
)
def test_a_change_of_one_input_shows(copy: Copy, file: str, before: str, page: str) -> None:
    path = copy.root.parent / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, f"{before}{MARK}", 1), encoding="utf-8")

    shown = copy.build()

    path.write_text(text, encoding="utf-8")
    assert MARK.encode() in shown[page]


def test_after_all_changes_the_site_is_that_of_a_clean_build(copy: Copy) -> None:
    last = copy.build()

    assert [name for name, file in last.items() if MARK.encode() in file] == []
    assert last == copy.build("--clean")
