"""Names of files that some system cannot hold, wherever they stand in the repository."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.load.names import alike, fault_of_name, fault_of_path
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, apply_changes, commit, git


def code_of(name: str) -> str:
    fault = fault_of_name(name)
    return fault.code if fault else ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("con", "name-reserved"),
        ("CON.yml", "name-reserved"),
        ("nul.tar.gz", "name-reserved"),
        ("aux .md", "name-reserved"),
        ("com1", "name-reserved"),
        ("LPT9.txt", "name-reserved"),
        ("com¹.yml", "name-reserved"),
        ("CONIN$", "name-reserved"),
        ("contest.yml", ""),
        ("com10.yml", ""),
        ("com0.yml", ""),
        ("auxiliary", ""),
        (".con", ""),
        ("a:b", "name-character"),
        ("a?.md", "name-character"),
        ("a\\b", "name-character"),
        ("a|b", "name-character"),
        ('a"b', "name-character"),
        ("a\u200bb", "name-character"),
        ("a\tb", "name-character"),
        ("a\udcff", "name-character"),
        ("关于我们（二）.md", ""),
        ("a.", "name-ending"),
        ("a ", "name-ending"),
        ("水" * 85, ""),
        ("水" * 86, "path-too-long"),
        ("a" * 256, "path-too-long"),
    ],
)
def test_a_name_is_judged_as_every_system_would(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("needs/aux/a.yml", "name-reserved"),
        ("content/news./a.yml", "name-ending"),
        ("a/" * 98 + "abcd", ""),
        ("a/" * 98 + "abcde", "path-too-long"),
    ],
)
def test_each_folder_on_a_path_counts(path: str, code: str) -> None:
    fault = fault_of_path(path)

    assert (fault.code if fault else "") == code


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["a/x.yml", "a/X.yml"], [("a/X.yml", "a/x.yml")]),
        (["A/x.yml", "a/x.yml", "a/y.yml"], [("a/x.yml", "A")]),
        (["é.md", unicodedata.normalize("NFD", "é.md")], [(unicodedata.normalize("NFD", "é.md"), "é.md")]),
        (["straße.md", "STRASSE.md"], [("STRASSE.md", "straße.md")]),
        (["a/x.yml", "b/X.yml"], []),
        (["号.md", "號.md", "Ⅻ.md", "xii.md"], []),
    ],
)
def test_names_that_some_system_takes_for_one_are_found(paths: list[str], found: list[tuple[str, str]]) -> None:
    assert list(alike(paths)) == found


@given(st.lists(st.text("aAbBéÉ", min_size=1, max_size=3), unique=True, max_size=6))
def test_no_two_names_that_are_left_are_alike(names: list[str]) -> None:
    told = {path for path, _ in alike(names)}
    left = [name for name in names if name not in told]

    assert len({name.casefold() for name in left}) <= len(left)
    assert bool(told) == (len({name.casefold() for name in names}) < len(names))


def found_in(root: Path) -> set[tuple[str, str, str]]:
    return {(p.path, p.code, p.where) for p in check_repository(root, TODAY).problems if p.code.startswith("name")}


ORGANIZATION = "content/organizations/delta-exchange.yml"


@pytest.mark.parametrize("name", ["con", "aux", "nul", "com1", "prn", "lpt1"])
def test_a_record_called_like_a_device_is_refused(name: str, base: Path) -> None:
    path = f"content/organizations/{name}.yml"
    text = (base / ORGANIZATION).read_text(encoding="utf-8").replace("id: delta-exchange", f"id: {name}")
    (base / path).write_text(text, encoding="utf-8")

    assert (path, "name-reserved", "") in found_in(base)


@pytest.mark.parametrize("path", ["docs/aux.md", "tools/nul", "content/pages/zh/con/about.md", "needs/prn/a.yml"])
def test_every_tracked_file_is_looked_at(path: str, base: Path) -> None:
    apply_changes(base, [{"file": path, "text": "# x\n"}])
    commit(base, "first")

    assert (path, "name-reserved", "") in found_in(base)
    git(base, "rm", "--quiet", path)
    assert path not in {found for found, _, _ in found_in(base)}


def test_a_name_that_this_system_cannot_write_is_told_of_the_index(base: Path) -> None:
    commit(base, "first")
    blob = git(base, "hash-object", "-w", ORGANIZATION).strip()
    path = f"docs/{'水' * 90}.md"
    git(base, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")

    found = [(p.path, p.code) for p in check_repository(base, TODAY).problems]

    assert found == [(path, "path-too-long")]


@pytest.mark.parametrize("code", ["con", "LPT1"])
def test_a_code_that_has_a_page_is_a_name_too(code: str, base: Path) -> None:
    change = {
        "file": "content/taxonomy/tech_domain.yml",
        "append": f"  - {{code: {code}, name: {{zh: 示例, en: Example}}}}\n",
    }
    apply_changes(base, [change])

    assert {(c, where.rpartition(".")[2]) for _, c, where in found_in(base)} == {("name-reserved", "code")}


def test_files_that_a_record_names_are_names_too(base: Path) -> None:
    text = f"attachments:\n  - {{file: nul.pdf, title: {{zh: 报告}}, sha256: {'0' * 64}}}\n"
    apply_changes(base, [{"file": "needs/cic2026/cic2026-31-0001.yml", "append": text}])

    assert {(code, where) for _, code, where in found_in(base)} == {("name-reserved", "attachments.0.file")}
