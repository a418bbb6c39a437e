"""Each problem code has a case: the bad version gives exactly this text, the good version gives nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.problems import RENDERERS, WARNINGS
from site_builder.validate.repository import check_repository
from tests.checking import check, check_in_each
from tests.remembered import nothing_remembered
from tests.repositories import CASES, TODAY, Case, apply_changes, build_case, read_case, update_log

LANGS = ("zh", "en")
CODE = re.compile(r"^\S.* \[([a-z0-9-]+)\]$", re.MULTILINE)
MatchesGolden = Callable[[Path, str], None]
by_case = pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)


def since(case: Case) -> list[str]:
    role = ["--role", case.role] if case.role else []
    return ["--since", "HEAD", *role] if case.has_history else []


@by_case
def test_a_bad_version_breaks_only_the_rule_it_is_for_and_says_so_in_both_languages(
    folder: Path, tmp_path: Path, matches_golden: MatchesGolden
) -> None:
    case = read_case(folder)
    root = build_case(case, "bad", tmp_path)

    for lang, told in check_in_each(root, LANGS, *since(case)).items():
        assert set(CODE.findall(told)) == {case.code, *case.also}
        matches_golden(folder / f"expected.{lang}.txt", told)


def test_only_errors_make_the_check_fail() -> None:
    told = {
        folder.name: (folder / "expected.en.txt").read_text(encoding="utf-8").splitlines()[-1] for folder in CASES
    }
    due = {folder.name: "exit 0" if read_case(folder).code in WARNINGS else "exit 1" for folder in CASES}

    assert told == due


@by_case
def test_check_finds_nothing_in_the_good_version(folder: Path, tmp_path: Path) -> None:
    case = read_case(folder)
    root = build_case(case, "good", tmp_path)

    assert check(root, *since(case), "--format", "json") == "[]\nexit 0\n"


@pytest.mark.parametrize("code", sorted(WARNINGS))
def test_a_warning_that_is_acknowledged_is_not_repeated(code: str, tmp_path: Path) -> None:
    root = build_case(read_case(CASES[0].parent / code), "bad", tmp_path)
    path = json.loads(check(root, "--format", "json").rpartition("exit ")[0])[0]["path"]
    apply_changes(root, [{"file": path, "append": f"acknowledged:\n  - {{code: {code}, reason: 已核对。}}\n"}])
    update_log(root)

    assert check(root, "--format", "json") == "[]\nexit 0\n"


def test_an_acknowledged_warning_of_another_record_is_still_told(base: Path) -> None:
    links = ["content/organizations/clear-river.yml", "content/organizations/delta-transfer.yml"]
    old = [{"old": "checked_on: 2026-10-08", "new": "checked_on: 2025-10-08"}]
    apply_changes(base, [{"file": path, "replace": old} for path in links])
    apply_changes(
        base, [{"file": links[0], "append": "acknowledged:\n  - {code: link-not-checked, reason: 已核对。}\n"}]
    )
    found = json.loads(check(base, "--format", "json").rpartition("exit ")[0])

    assert [(problem["path"], problem["code"]) for problem in found] == [(links[1], "link-not-checked")]


def test_check_finds_nothing_in_the_base(base: Path) -> None:
    assert check(base, "--format", "json") == "[]\nexit 0\n"


@pytest.mark.parametrize("form", sorted(RENDERERS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_form_says_the_same(form: str, lang: str, tmp_path: Path, matches_golden: MatchesGolden) -> None:
    folder = next(folder for folder in CASES if folder.name == "parts-do-not-add-up")
    root = build_case(read_case(folder), "bad", tmp_path)
    news = {"file": "content/news/release-held.yml", "replace": [{"old": "quoted_summary", "new": "50%,\u00a0free"}]}
    apply_changes(root, [news])

    matches_golden(folder.parent.parent / "formats" / f"{form}.{lang}.txt", check(root, "--format", form, lang=lang))


def test_a_broken_record_gives_only_its_own_problems(base: Path) -> None:
    apply_changes(base, [{"file": "content/organizations/clear-river.yml", "append": "nickname: 清川\n"}])
    found = json.loads(check(base, "--format", "json").rpartition("exit ")[0])

    assert [(problem["path"], problem["code"]) for problem in found] == [
        ("content/organizations/clear-river.yml", "unknown-field")
    ]


@pytest.mark.slow
@by_case
def test_a_check_that_starts_from_the_last_one_says_the_same(folder: Path, tmp_path: Path) -> None:
    root = build_case(read_case(folder), "bad", tmp_path)
    with nothing_remembered():
        first = check_repository(root, TODAY)

        assert check_repository(root, TODAY, first.read) == first
    assert check_repository(root, TODAY) == first


def test_the_order_of_files_on_disk_does_not_matter(base: Path, tmp_path: Path) -> None:
    backwards = tmp_path / "backwards"
    for file in sorted((path for path in base.rglob("*") if path.is_file()), reverse=True):
        copy = backwards / file.relative_to(base)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())

    assert check_repository(backwards, TODAY) == check_repository(base, TODAY)


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--root", "{root}/nowhere"],
        ["check", "--root", "{root}/empty"],
        ["check", "--root", "{root}", "--since", "HEAD"],
        ["check", "--root", "{root}", "--since", "--all"],
        ["check", "--root", "{root}", "--date", "tomorrow"],
        ["check", "--root", "{root}", "--lang", "fr"],
        ["check", "--root", "{root}", "--format", "pdf"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_apart_from_wrong_data(base: Path, words: list[str]) -> None:
    (base / "empty").mkdir()
    result = CliRunner().invoke(cli, [word.format(root=base) for word in words])

    assert result.exit_code == 2
