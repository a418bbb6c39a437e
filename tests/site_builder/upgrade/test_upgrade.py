"""``jiebang upgrade`` over content as it stood in earlier states of this repository."""

from __future__ import annotations

import re
import shlex
import shutil
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.load.records import FORM_PATH, LOG_PATH
from site_builder.upgrade.form import form_text
from site_builder.upgrade.migrations import CURRENT, MIGRATIONS
from tests.repositories import commit, git

HERE = Path(__file__).parent
DAY = "2026-11-21"
NEED = "needs/cic2026/cic2026-31-0001.yml"
CONTEST = "content/contests/demo/ct-demo-31-0009.yml"
ABSENT = "forms tests docs benchmarks pyproject.toml requirements.lock Makefile".split()
RUBRIC = "rubric_digest: sha256:6e77ee6e4f4150f7601115b0eccd427a4cc2225e67e72a595ee997774ad64375"


def content_of(day: str, root: Path) -> Path:
    """Return *root* with the content of *day* as one commit."""
    with tarfile.open(HERE / f"{day}.tar.xz") as archive:
        archive.extractall(root, filter="data")
    commit(root, "x")
    return root


def run(root: Path, *words: str, lang: str = "en") -> tuple[int, str]:
    where = ["--root", str(root), "--date", DAY, "--lang", lang]
    result = CliRunner().invoke(cli, [*words, *where], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Return the whole example edition in the form that it had before contests named the digest of their rubric."""
    return content_of("2026-11-21", tmp_path)


def test_the_check_asks_for_the_upgrade_and_for_nothing_else(earlier: Path) -> None:
    status, told = run(earlier, "check")

    assert (status, re.findall(r"\[([\w-]+)\]", told)) == (1, ["content-outdated"])


@pytest.mark.parametrize(("lang", "says"), [("zh", "补上rubric_digest"), ("en", "rubric_digest is added")])
def test_a_dry_run_says_what_would_change_and_changes_nothing(earlier: Path, lang: str, says: str) -> None:
    status, told = run(earlier, "upgrade", "--dry-run", lang=lang)

    assert (status, told.count(f": {says}"), f"{CONTEST}: {says}" in told) == (0, 5, True)
    assert git(earlier, "status", "--porcelain") == ""
    assert len(git(earlier, "log", "--oneline").splitlines()) == 1


def test_after_the_upgrade_the_check_is_clean_beside_what_was_there_before(earlier: Path) -> None:
    before = git(earlier, "rev-parse", "HEAD").strip()

    assert run(earlier, "upgrade")[0] == 0
    assert run(earlier, "check", "--since", before)[1].splitlines()[-1].endswith("Problems: 0. Warnings: 0.")
    assert git(earlier, "status", "--porcelain") == ""


def test_only_the_lines_that_a_migration_is_about_change(earlier: Path) -> None:
    run(earlier, "upgrade")

    changed = git(earlier, "diff", "--unified=0", "HEAD~1", "--", "content/contests").splitlines()
    assert [line for line in changed if re.match(r"[+-](?![+-])", line)] == [f"+{RUBRIC}"] * 5


def test_old_lines_of_the_log_stay_and_each_changed_record_gets_one(earlier: Path) -> None:
    before = (earlier / LOG_PATH).read_text()

    run(earlier, "upgrade")

    after = (earlier / LOG_PATH).read_text()
    added = re.findall(r" id: (ct-[\w-]+), version: (\d)", after.removeprefix(before))
    assert after.startswith(before)
    assert added == [(f"ct-demo-{key}", "2") for key in ("31-0009", "31-0020", "32-0002", "33-0011", "34-0027")]


def test_git_revert_brings_all_back(earlier: Path) -> None:
    tree = git(earlier, "rev-parse", "HEAD^{tree}")

    run(earlier, "upgrade")
    git(earlier, "revert", "--no-edit", "HEAD")

    assert git(earlier, "rev-parse", "HEAD^{tree}") == tree


def test_a_second_run_does_nothing(earlier: Path) -> None:
    run(earlier, "upgrade")
    commits = git(earlier, "log", "--oneline")

    status, told = run(earlier, "upgrade")

    assert (status, told) == (0, "The records have the form of this program; there is nothing to do.\n")
    assert git(earlier, "log", "--oneline") == commits


def test_changes_that_nobody_committed_are_not_mixed_with_the_upgrade(earlier: Path) -> None:
    (earlier / CONTEST).write_text(f"{(earlier / CONTEST).read_text()}# mine\n")

    status, told = run(earlier, "upgrade")

    assert (status, CONTEST in told, not (earlier / FORM_PATH).exists()) == (2, True, True)


def test_without_git_nothing_is_changed(earlier: Path) -> None:
    shutil.rmtree(earlier / ".git")

    status, told = run(earlier, "upgrade")

    assert (status, "git says:" in told, (earlier / FORM_PATH).exists()) == (2, True, False)


def test_what_only_a_person_can_decide_is_told_after_the_upgrade(earlier: Path) -> None:
    manager = earlier / "content/managers/demo-manager-he.yml"
    manager.write_text(re.sub(r"(?m)^suspensions:\n(?:[ -].*\n)+", "", manager.read_text()))
    commit(earlier, "x")

    status, told = run(earlier, "upgrade")

    assert (status, "[suspension-missing]" in told, "[log-outdated]" in told) == (1, True, False)
    assert git(earlier, "status", "--porcelain") == ""


def test_an_edition_that_holds_needs_together_is_no_longer_reported(tmp_path: Path) -> None:
    root = content_of("2026-11-30", tmp_path)
    edition = root / "content/editions/archive/edition.yml"
    edition.parent.mkdir()
    edition.write_text(
        "id: archive\nprovenance: reported\nsource:\n  note:\n    zh: 存\n    en: An archive\nyear: 2026 # kept\n"
    )
    commit(root, "x")

    run(root, "upgrade")

    assert edition.read_text() == "id: archive\nyear: 2026 # kept\n"


def test_a_reported_amount_in_yuan_is_one_in_money(tmp_path: Path) -> None:
    root = content_of("2026-11-30", tmp_path)
    amount, count = (root / f"content/statistics/{name}.yml" for name in ("turnover", "needs"))
    amount.write_text("id: turnover\nunit: yuan # as reported\nquantity: {value: 5}\n")
    count.write_text("id: needs\nunit: items\n")
    commit(root, "x")

    run(root, "upgrade")

    assert amount.read_text() == "id: turnover\nunit: money # as reported\nquantity: {value: 5}\n"
    assert count.read_text() == "id: needs\nunit: items\n"


def test_an_organisers_own_records_come_to_the_form_of_today(tmp_path: Path) -> None:
    root = content_of("2026-11-30", tmp_path)
    run(root, "log")
    commit(root, "x")
    before, need = git(root, "rev-parse", "HEAD").strip(), (root / NEED).read_bytes()

    assert run(root, "upgrade")[0] == 0
    assert run(root, "check", "--since", before)[1].splitlines()[-1].endswith("Problems: 0. Warnings: 0.")
    assert (root / FORM_PATH).read_text() == form_text(CURRENT)
    assert (root / NEED).read_bytes() == need


def test_a_copy_of_the_whole_repository_takes_the_program_alone_and_keeps_its_own_records(tmp_path: Path) -> None:
    upstream, own = tmp_path / "upstream", tmp_path / "own"
    files = {
        "site_builder/old.py": "",
        "site_builder/kept.py": "1\n",
        "needs/demo/a.yml": "a: 1\n",
        "mkdocs.yml": "a: 1\n",
    }
    for path, text in files.items():
        (upstream / path).parent.mkdir(parents=True, exist_ok=True)
        (upstream / path).write_text(text)
    commit(upstream, "program of then, with shipped records")
    git(tmp_path, "clone", "--quiet", "--origin", "upstream", str(upstream), str(own))
    (own / "needs/demo/a.yml").unlink()
    (own / "needs/own").mkdir()
    (own / "needs/own/b.yml").write_text("b: 1\n")
    (own / "mkdocs.yml").write_text("mine: 1\n")
    commit(own, "own records, none of the shipped ones")
    (upstream / "site_builder/old.py").rename(upstream / "site_builder/new.py")
    for path in ("site_builder/kept.py", "needs/demo/a.yml", "mkdocs.yml"):
        (upstream / path).write_text("a: 2\n")
    commit(upstream, "program of now")

    manual = (HERE.parents[2] / "docs/manual/en/upkeep.md").read_text()
    lines = re.findall(r"^git (?:fetch|restore) .*$", manual, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        words = [word for word in shlex.split(line)[1:] if word not in ABSENT]
        git(own, *words)

    assert git(own, "status", "--porcelain").splitlines() == [
        "M  site_builder/kept.py",
        "R  site_builder/old.py -> site_builder/new.py",
    ]


def test_records_of_a_newer_program_are_left_alone(earlier: Path) -> None:
    (earlier / FORM_PATH).write_text(form_text(CURRENT + 1))

    assert re.findall(r"\[([\w-]+)\]", run(earlier, "check")[1]) == ["content-newer"]
    assert run(earlier, "upgrade")[0] == 2
    assert git(earlier, "log", "--oneline").count("\n") == 1


def test_the_shipped_content_has_the_form_of_the_program() -> None:
    assert (HERE.parents[2] / FORM_PATH).read_text() == form_text(CURRENT)


def test_migrations_have_names_of_their_own_and_stand_in_order() -> None:
    ids, days = [one.id for one in MIGRATIONS], [one.day for one in MIGRATIONS]

    assert (len(set(ids)), days) == (len(ids), sorted(days))


def test_regions_tracks_and_lists_that_the_program_knew_become_the_contents_own(tmp_path: Path) -> None:
    root = content_of("2026-11-30", tmp_path)

    run(root, "upgrade")

    regions, tracks = ((root / f"content/taxonomy/{name}.yml").read_text() for name in ("region", "track"))
    assert re.findall(r'code: "?(\w+)"?, home: true', regions) == ["31", "32", "33", "34"]
    assert "{code: cn, country: CN," in regions
    assert re.findall(r"code: (\w+), (home_only|scopes|owner_sizes)", tracks) == [
        ("large_enterprise_open_innovation", "owner_sizes"),
        ("yrd_characteristic_region", "home_only"),
        ("overseas_innovation", "scopes"),
    ]
    assert {path.stem for path in (root / "content/taxonomy").glob("*.yml")} >= {
        "award_category",
        "match_scope",
        "series",
    }


def test_regions_that_say_what_is_home_are_left_alone(tmp_path: Path) -> None:
    root = content_of("2026-11-30", tmp_path)
    regions = root / "content/taxonomy/region.yml"
    regions.write_text(regions.read_text().replace('code: "32",', 'code: "32", home: true,'))
    commit(root, "own choice")
    before = regions.read_bytes()

    run(root, "upgrade")

    assert regions.read_bytes() == before
