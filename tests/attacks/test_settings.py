"""``mkdocs.yml`` is data: it runs nothing, reads no other file and tells nothing of the machine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from site_builder.publish.build import build_site
from site_builder.publish.settings import RefusedSettingsError, read_settings
from tests.repositories import copy_base
from tests.service import SETTINGS

DAY = date(2026, 11, 21)
REFUSED = [
    ("extra: !!python/object/apply:os.system ['touch ran']", "tag-used"),
    ("site_name: !ENV JIEBANG_HOST_TOKEN", "tag-used"),
    ("hooks: [content/pages/zh/hook.py]", "setting-unknown"),
    ("plugins: [search]", "setting-unknown"),
    ("INHERIT: ../other.yml", "setting-unknown"),
    ("extra_javascript: [https://evil.example/x.js]", "setting-unknown"),
    ("theme: {name: material, custom_dir: ../evil}", "setting-unknown"),
    ("theme: {name: material, custom_dir: /tmp}", "setting-unknown"),
    ("theme: {name: /tmp/evil}", "setting-form"),
    ("theme: {name: material, font: {text: Roboto}}", "setting-form"),
    ("theme: {name: material, logo: ../../secret.png}", "setting-form"),
    ("theme: {name: material, palette: {media: '\"><script>'}}", "setting-form"),
    ("markdown_extensions: [pymdownx.snippets]", "setting-unknown"),
    ("markdown_extensions: {pymdownx.snippets: {base_path: /}}", "setting-unknown"),
    ("markdown_extensions: [{toc: {slugify: x}}]", "setting-unknown"),
    ("markdown_extensions: [md_in_html]", "setting-unknown"),
    ("extra: {analytics: {provider: google}}", "setting-unknown"),
    ("extra: {jiebang: {licence: {url: 'javascript:alert(1)'}}}", "setting-form"),
    ("extra: {jiebang: {name: {zh: '<script>', en: x}}}", "setting-form"),
    ("site_name: &a x\nsite_url: *a", "anchor-used"),
]


def with_settings(folder: Path, text: str) -> Path:
    root = copy_base(folder / "repository")
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_is_not_on_the_list_is_a_problem_at_its_line(text: str, code: str, tmp_path: Path) -> None:
    root = with_settings(tmp_path, f"# first line\n{text}\n")

    built = build_site(root, DAY, with_search=False, say=lambda key: None)

    assert [(one.path, one.line, one.code) for one in built.problems] == [("mkdocs.yml", 2, code)]
    assert not (root / "site").exists()
    with pytest.raises(RefusedSettingsError):
        read_settings(root)


@pytest.mark.parametrize("text", ["site_name: [", "- a", "a: b: c", ""])
def test_what_is_no_mapping_is_a_problem(text: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedSettingsError):
        read_settings(with_settings(tmp_path, text))


def test_a_link_to_other_settings_is_a_problem(tmp_path: Path) -> None:
    root = with_settings(tmp_path, SETTINGS)
    (root / "mkdocs.yml").rename(tmp_path / "elsewhere.yml")
    (root / "mkdocs.yml").symlink_to(tmp_path / "elsewhere.yml")

    with pytest.raises(RefusedSettingsError, match="symbolic-link"):
        read_settings(root)


def test_the_settings_of_this_repository_are_on_the_list() -> None:
    assert read_settings(Path(__file__).parents[2]).name["en"] == "YRD Innovation Challenge"
