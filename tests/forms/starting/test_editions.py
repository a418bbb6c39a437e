"""`jiebang edition`: the next one has the rules of the last, and closing one says what is open in it."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from forms.cli import cli
from tests.repositories import TODAY, replaced
from tests.site import change

AT = ("--date", TODAY.isoformat(), "--lang", "en")


def edition(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["edition", *words, "--root", str(root), *AT])


def text(root: Path, name: str) -> str:
    return (root / "content/editions" / name).read_text(encoding="utf-8")


def test_the_next_edition_has_the_rules_of_the_last_a_year_later(base: Path) -> None:
    done = edition(base, "new", "cic2027")

    assert done.exit_code == 0, done.output
    made, rules = text(base, "cic2027/edition.yml"), text(base, "cic2027/rules.yml")
    assert [line in made for line in ("id: cic2027\n", "year: 2027\n", "status: planned\n", "ordinal: 12\n")] == [
        True
    ] * 4
    assert "{stage: posting, from: 2027-07, to: 2027-11}" in made
    assert "documents:" not in made
    assert rules == replaced(
        text(base, "cic2026/rules.yml"),
        [
            {"old": "id: cic2026-rules\nexample: false", "new": "id: cic2027-rules"},
            {"old": "edition: cic2026", "new": "edition: cic2027"},
            {"old": "from: 2026-07-01", "new": "from: 2027-07-01"},
            {"old": "cutoff_on: 2026-11-15", "new": "cutoff_on: 2027-11-15"},
        ],
    )
    assert "name: {zh: 第十一届中国创新挑战赛（上海）" in done.output  # to be looked at


def test_a_dry_run_writes_nothing(base: Path) -> None:
    done = edition(base, "new", "cic2027", "--dry-run")

    assert (done.exit_code, (base / "content/editions/cic2027").exists()) == (0, False)
    assert "would be made" in done.output


def test_an_edition_that_is_there_stays_as_it_is(base: Path) -> None:
    before = text(base, "cic2026/edition.yml")
    done = edition(base, "new", "cic2026")

    assert (done.exit_code, text(base, "cic2026/edition.yml")) == (2, before)


def test_one_that_the_check_has_something_against_is_taken_away_again(base: Path) -> None:
    change(base / "content/editions/cic2026/rules.yml", "weight: 50", "weight: 40")
    done = edition(base, "new", "cic2027")

    assert (done.exit_code, "cic2027/rules.yml" in done.output, "[weights-not-100]" in done.output) == (1, True, True)
    assert [folder.name for folder in (base / "content/editions").iterdir()] == ["cic2026"]


def test_an_edition_is_not_closed_while_something_is_open(base: Path) -> None:
    before = text(base, "cic2026/edition.yml")
    done = edition(base, "close", "cic2026")

    assert (done.exit_code, text(base, "cic2026/edition.yml")) == (1, before)
    assert "Need cic2026-31-0001 (needs/cic2026/cic2026-31-0001.yml)" in done.output
    assert "Stage “Posting of needs”, which runs until 2026-11" in done.output
    assert "what waits at the desk is not counted" in done.output


def test_an_inbox_that_is_named_and_is_none_is_refused(base: Path, tmp_path: Path) -> None:
    done = edition(base, "close", "cic2026", "--anyway", "--inbox", str(tmp_path / "nowhere"))

    assert done.exit_code == 2


def test_one_that_would_break_a_rule_once_it_is_closed_stays_open(base: Path) -> None:
    before = text(base, "cic2026/edition.yml")
    done = edition(base, "close", "cic2026", "--anyway", "--dry-run")

    assert (done.exit_code, "[award-too-few]" in done.output) == (1, True)
    assert text(base, "cic2026/edition.yml") == before


def test_closing_it_anyway_changes_its_state_and_nothing_else(base: Path) -> None:
    rules = base / "content/editions/cic2026/rules.yml"
    rules.write_text(re.sub(r" +(?:pool|count_min): .*\n", "", rules.read_text(encoding="utf-8")), encoding="utf-8")
    before = text(base, "cic2026/edition.yml")
    done = edition(base, "close", "cic2026", "--anyway")

    assert done.exit_code == 0, done.output
    assert text(base, "cic2026/edition.yml") == replaced(before, [{"old": "status: open", "new": "status: closed"}])
    assert edition(base, "close", "cic2026").exit_code == 2
