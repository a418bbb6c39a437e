"""Each entry of each code list and each setting, taken away or changed: a problem of the check, or right pages."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder.languages import CHINESE, LANGS
from site_builder.model import Catalogue
from site_builder.phrases import read_phrases
from site_builder.publish.build import build_site
from site_builder.publish.settings import SettingsError, read_settings
from site_builder.render.bodies import BodyRenderer
from site_builder.render.plan import plan_pages
from site_builder.validate.every.addresses import slug_of
from site_builder.validate.repository import check_repository
from tests.emptiness import empty_in
from tests.foreign import write_foreign
from tests.repositories import BASE, TODAY, copy_base

LISTS = sorted(file.stem for file in (BASE / "content/taxonomy").glob("*.yml"))

Entries = list[dict[str, Any]]


WORDS = frozenset({"name", "description", "parent"})


def variants_of(entries: Entries) -> Iterator[tuple[str, Entries]]:
    """Yield *entries* with one taken away, one called otherwise, or one without a fact that rules read."""
    for number, entry in enumerate(entries):
        others = [*entries[:number], *entries[number + 1 :]]
        yield f"without {entry['code']}", others
        yield f"{entry['code']} called otherwise", [*others, {**entry, "code": f"{entry['code']}9"}]
        for fact in sorted(set(entry) - {"code"} - WORDS):
            bare = {name: value for name, value in entry.items() if name != fact}
            yield f"{entry['code']} without {fact}", [*entries[:number], bare, *entries[number + 1 :]]


def wrong_pages(catalogue: Catalogue) -> list[str]:
    """Return what is wrong with the pages of *catalogue*: something empty, or a home region that is not shown."""
    renderer = BodyRenderer(read_phrases(CHINESE), catalogue.codes)
    pages = plan_pages(catalogue, TODAY)
    bodies = {page.path: renderer.render_body(page) for page in pages}
    wrong = [f"{path}: {found}" for path, body in bodies.items() for found in empty_in(body.hero + body.body)]
    home = (region for region in catalogue.codes["region"].values() if region.is_home)
    return wrong + [
        f"{one.code} is missing" for one in home if f'regions/{slug_of(one.code)}/"' not in bodies[""].body
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_each_entry_of_a_list_gives_a_problem_or_right_pages(name: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "base")
    file = root / "content/taxonomy" / f"{name}.yml"
    tree = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    wrong = {}
    for what, entries in variants_of(tree["entries"]):
        text = yaml.safe_dump({**tree, "entries": entries}, allow_unicode=True, default_style='"')
        file.write_text(text, encoding="utf-8")
        checked = check_repository(root, TODAY)
        if not checked.errors and (found := wrong_pages(checked.catalogue)):
            wrong[what] = found

    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_missing_gives_a_problem_or_right_pages(name: str, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "base")
    (root / "content/taxonomy" / f"{name}.yml").unlink()

    checked = check_repository(root, TODAY)

    assert checked.errors or wrong_pages(checked.catalogue) == []


def settings_of(tree: dict[str, Any], way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the way to each setting of *tree*, groups and single ones."""
    for key, value in tree.items():
        yield (*way, key)
        if isinstance(value, dict):
            yield from settings_of(value, (*way, key))


def with_setting(tree: dict[str, Any], way: tuple[str, ...], value: object) -> dict[str, Any]:
    """Return a copy of *tree* with *value* at *way*, without the setting where it is ``None``."""
    changed = copy.deepcopy(tree)
    held = changed
    for step in way[:-1]:
        held = held[step]
    if value is None:
        del held[way[-1]]
    else:
        held[way[-1]] = value
    return changed


@pytest.mark.slow
def test_each_setting_taken_away_or_changed_gives_a_problem_or_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    tree = yaml.safe_load((BASE.parents[1] / "mkdocs.yml").read_text(encoding="utf-8"))
    ways = list(settings_of(tree))
    for way in ways:
        for value in (None, "", "nonsense", "<b>", ["a"], {"a": "b"}, 7):
            file.write_text(yaml.safe_dump(with_setting(tree, way, value), allow_unicode=True), encoding="utf-8")
            try:
                settings = read_settings(tmp_path)
            except SettingsError:
                continue
            assert all(settings.name[lang] for lang in LANGS), way

    assert len(ways) > 20


@pytest.mark.slow
@pytest.mark.parametrize("way", [("theme", "palette"), ("extra",), ("extra", "jiebang"), ("theme",), ("site_name",)])
def test_a_site_without_a_setting_is_built_whole_or_not_at_all(way: tuple[str, ...], tmp_path: Path) -> None:
    root = write_foreign(tmp_path / "baden", "baden")
    file = root / "mkdocs.yml"
    tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(with_setting(tree, way, None), allow_unicode=True), encoding="utf-8")

    try:
        built = build_site(root, TODAY, with_search=False)
    except SettingsError:
        return

    assert built.problems == ()
    pages = [page.read_text(encoding="utf-8") for page in (root / "site").rglob("*.html")]
    assert len(pages) > 80
    assert [found for page in pages for found in empty_in(page)] == []
