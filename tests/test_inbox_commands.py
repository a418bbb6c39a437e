"""The desk by command line: from the list to the merged record."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from site_builder.commands.options import day_of
from site_builder.validate.repository import check_repository
from tests.desks import DeskCase, new_case
from tests.repositories import git


def run(case: DeskCase, *words: str) -> Result:
    done = CliRunner().invoke(cli, ["inbox", *words], env={"FORMS_INBOX": str(case.opened.path), "LANG": "C"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def test_a_need_goes_from_the_list_into_the_repository(tmp_path: Path) -> None:
    case = new_case(tmp_path)

    listed = run(case, "list")
    assert case.receipt in listed.stdout
    assert "Equipment that makes less sludge" in listed.stdout
    assert "联系人甲" not in run(case, "show", case.receipt).stdout
    assert run(case, "review", "--pass", "all", case.receipt).exit_code == 0
    assert run(case, "approve", case.receipt).exit_code == 0
    published = run(case, "publish", "--root", str(case.root), case.receipt)

    assert published.output.startswith("Published as cic2026-31-0103 in needs/cic2026/cic2026-31-0103.yml")
    assert check_repository(case.root, day_of(None)).errors == []
    assert git(case.root, "status", "--porcelain") == ""
    assert case.entry.envelope.published_as == "cic2026-31-0103"
    trailers = git(case.root, "log", "-1", "--format=%(trailers)")
    assert f"Receipt: {case.receipt}" in trailers
    assert "Approved-by: organizer" in trailers


def test_a_return_needs_its_reason_in_both_languages(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    run(case, "review", case.receipt)

    refused = run(case, "return", "--zh", "请补充。", case.receipt)

    assert (refused.exit_code, refused.output) == (1, "Say why, in Chinese and in English.\n")
    assert case.entry.envelope.state == "under_review"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "没有回执编号 JB-20261122-AAAAAA。请核对，或用 jiebang inbox list 查看。\n"),
        ("en", "There is no submission JB-20261122-AAAAAA. Check the number, or run jiebang inbox list.\n"),
    ],
)
def test_a_receipt_that_there_is_not_is_named_and_nothing_is_said_of_a_secret(
    tmp_path: Path, lang: str, said: str
) -> None:
    answer = run(new_case(tmp_path), "show", "--lang", lang, "JB-20261122-AAAAAA")

    assert (answer.exit_code, answer.output) == (1, said)


def test_an_attachment_that_there_is_not_is_named(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    identity = tmp_path / "identity.txt"
    identity.write_text(case.opened.identity, encoding="utf-8")

    answer = run(case, "reveal", "--identity", str(identity), "--attachment", "9", case.receipt)

    assert (answer.exit_code, answer.output) == (1, f"Submission {case.receipt} has no attachment 9.\n")


def test_what_comes_too_early_is_told_with_the_state_and_what_can_be_done(tmp_path: Path) -> None:
    case = new_case(tmp_path)

    answer = run(case, "return", "--lang", "zh", "--zh", "请补充。", "--en", "Please add.", case.receipt)

    assert answer.exit_code == 1
    assert answer.output.startswith("现在的状态是“已提交”，可以：分派、开始审核、")


@pytest.mark.parametrize(("option", "known"), [("--state", "under_review"), ("--form", "solution")])
def test_a_state_or_form_that_there_is_not_is_refused_with_those_that_there_are(
    tmp_path: Path, option: str, known: str
) -> None:
    case = new_case(tmp_path)

    answer = run(case, "list", option, "foo")

    assert (answer.exit_code, known in answer.output) == (2, True)
    assert case.receipt in run(case, "list", "--state", "submitted", "--form", "need").output
