"""`jiebang init`: a whole repository or nothing, whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from tests import challenges
from tests.repositories import TODAY, git

AT = ("--date", TODAY.isoformat(), "--lang", "en", "--no-build", "--no-inbox")
FEWEST = (
    "--name", "城市挑战赛 | City Challenge",
    "--organisers", "市科技局 | Science Office",
    "--contact", "challenge@example.org",
    "--region", challenges.DISTRICT["region"],
)  # fmt: skip


def init(place: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["init", str(place), *AT, *words], input=typed)


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = init(tmp_path, "--no-ask", *FEWEST)

    assert (done.exit_code, "is not empty" in done.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_wrong_answers_write_nothing(tmp_path: Path) -> None:
    done = init(tmp_path / "challenge", "--no-ask", *FEWEST, "--closes", "tomorrow", "--colour", "sky")

    assert done.exit_code == 2
    assert "closes: “tomorrow” is no day like 2027-03-01." in done.output
    assert "colour: “sky” is no colour" in done.output
    assert list(tmp_path.iterdir()) == []


def test_what_the_check_has_something_against_is_not_written(tmp_path: Path) -> None:
    done = init(tmp_path / "challenge", "--no-ask", *FEWEST, "--name", "城市 | 城市")

    assert (done.exit_code, "[chinese-in-english]" in done.output) == (1, True)
    assert "[link-leads-nowhere]" not in done.output  # a record that is not right is there all the same
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("region", ["BE-VLG", "82", "ES-IB"])
def test_names_that_are_the_same_in_chinese_and_those_of_standards_are_right(tmp_path: Path, region: str) -> None:
    own = ("--tracks", "AI | AI", "--organisers", "BMW | BMW AG | enterprise", "--region", region)
    done = init(tmp_path / "challenge", "--no-ask", *FEWEST, *own)

    assert done.exit_code == 0, done.output


def test_without_git_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    done = init(tmp_path / "challenge", "--no-ask", *FEWEST)

    assert (done.exit_code, "Nothing was written" in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_becomes_the_repository(tmp_path: Path) -> None:
    done = init(tmp_path, "--no-ask", *FEWEST)

    assert done.exit_code == 0, done.output
    assert git(tmp_path, "log", "--format=%s") == "Begin City Challenge\n"
    assert git(tmp_path, "status", "--porcelain") == ""


def test_a_folder_made_for_it_stays_the_same_one_and_nothing_is_written_beside(tmp_path: Path) -> None:
    place = tmp_path / "challenge"
    place.mkdir(mode=0o750)
    before = place.stat()
    done = init(place, "--no-ask", *FEWEST)

    assert done.exit_code == 0, done.output
    assert (place.stat().st_ino, place.stat().st_mode) == (before.st_ino, before.st_mode)
    assert sorted(path.name for path in place.iterdir()) == [
        ".git", ".gitignore", "README.md", "README.zh.md", "content", "mkdocs.yml", "needs",
    ]  # fmt: skip


def test_an_empty_folder_stays_empty_where_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = init(tmp_path, "--no-ask", *FEWEST)

    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])


def test_a_person_is_asked_and_asked_again_where_an_answer_cannot_be_taken(tmp_path: Path) -> None:
    lines = (
        "城市挑战赛", "City Challenge", "市科技局", "Science Office", "", "",
        "office", "challenge@example.org", challenges.DISTRICT["region"], "",
        "大企业专场", "Large enterprises", "", "", "2020-01-01", "2027-03-31", "", "", "no", "teal", "", "github", "",
    )  # fmt: skip
    done = init(tmp_path / "challenge", "--ask", typed="\n".join(lines) + "\n")

    assert done.exit_code == 0, done.output
    assert ["“office” is no mail address." in done.output, "2020-01-01 is before" in done.output] == [True, True]
    rules = (tmp_path / "challenge/content/editions/c2026/rules.yml").read_text(encoding="utf-8")
    assert "award_groups" not in rules
    assert (tmp_path / "challenge/.github/workflows/check.yml").is_file()


@pytest.mark.parametrize(
    ("host", "file"),
    [
        ("github", ".github/workflows/check.yml"),
        ("gitea", ".gitea/workflows/check.yml"),
        ("gitlab", ".gitlab-ci.yml"),
    ],
)
def test_each_code_host_has_a_workflow_that_checks_and_builds(tmp_path: Path, host: str, file: str) -> None:
    done = init(tmp_path / "challenge", "--no-ask", *FEWEST, "--host", host)

    assert done.exit_code == 0, done.output
    workflow = (tmp_path / "challenge" / file).read_text(encoding="utf-8")
    assert ["jiebang check --root" in workflow, "jiebang build --root" in workflow, "«" in workflow] == [
        True,
        True,
        False,
    ]


def test_an_inbox_is_made_beside_and_found_from_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    root = tmp_path / "challenge"
    challenges.begin(root, challenges.DISTRICT, "--no-build")
    done = CliRunner().invoke(cli, ["inbox", "list", "--root", str(root), "--lang", "en"])

    assert (tmp_path / "challenge-inbox.git/HEAD").is_file()
    assert (done.exit_code, git(root, "status", "--porcelain")) == (0, "")
