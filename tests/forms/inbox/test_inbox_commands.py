"""The desk by command line: from the list to the merged record."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from site_builder.validate.repository import check_repository
from tests.desks import DeskCase, need, need_tree, new_case
from tests.repositories import TODAY, git

ON_THE_DAY = ("--date", TODAY.isoformat())


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
    assert run(case, "review", *ON_THE_DAY, "--pass", "all", case.receipt).exit_code == 0
    assert run(case, "approve", *ON_THE_DAY, "--root", str(case.root), case.receipt).exit_code == 0
    published = run(case, "publish", *ON_THE_DAY, "--root", str(case.root), case.receipt)

    assert published.output.startswith("Published as cic2026-31-0103 in needs/cic2026/cic2026-31-0103.yml")
    assert check_repository(case.root, TODAY).errors == []
    assert git(case.root, "status", "--porcelain") == ""
    assert case.entry.envelope.published_as == "cic2026-31-0103"
    trailers = git(case.root, "log", "-1", "--format=%(trailers)")
    assert f"Receipt: {case.receipt}" in trailers
    assert "Approved-by: organizer" in trailers


def test_a_return_needs_its_reason_in_both_languages(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    run(case, "review", *ON_THE_DAY, case.receipt)

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


def test_what_the_check_finds_wrong_is_named_and_not_approved(tmp_path: Path) -> None:
    case = new_case(tmp_path, need({**need_tree(), "title": {"zh": "污泥减量化装备"}}))
    run(case, "review", *ON_THE_DAY, "--pass", "all", case.receipt)

    answer = run(case, "approve", *ON_THE_DAY, "--root", str(case.root), case.receipt)

    assert answer.exit_code == 1
    assert answer.output.splitlines()[0].startswith("Title: ")
    assert answer.output.endswith("Fix them before you approve.\n")
    assert case.entry.envelope.state == "under_review"


def test_open_checks_are_named_with_the_codes_to_pass_them_by(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    run(case, "review", *ON_THE_DAY, case.receipt)

    answer = run(case, "approve", *ON_THE_DAY, "--lang", "zh", "--root", str(case.root), case.receipt)

    assert answer.output.startswith("以下审核项尚未通过：必填内容齐全、合理 [fields_complete]、")


@pytest.mark.parametrize("other", ["JB-1", "cic2026-31-9998", ""])
def test_a_duplicate_of_nothing_is_refused(tmp_path: Path, other: str) -> None:
    case = new_case(tmp_path)

    answer = run(case, "duplicate", "--root", str(case.root), case.receipt, other or case.receipt)

    assert (answer.exit_code, "There is no other submission or record" in answer.output) == (1, True)
    done = run(case, "duplicate", "--root", str(case.root), case.receipt, "cic2026-31-0001")
    assert done.output == f"{case.receipt} is now: Duplicate\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [("title: {zh: 甲\n", "Line 2 is not valid YAML: "), ("a: \0", "Line 1 is not valid YAML: "), ("- a", "mapping")],
)
def test_a_text_that_is_no_record_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    case = new_case(tmp_path)
    file = tmp_path / "record.yml"
    file.write_text(text, encoding="utf-8")

    answer = run(case, "edit", case.receipt, str(file))

    assert (answer.exit_code, said in answer.output) == (2, True)


def test_bytes_that_are_no_text_are_refused_in_words(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    file = tmp_path / "record.yml"
    file.write_bytes(b"title: \xff\xfe")

    assert run(case, "edit", case.receipt, str(file)).exit_code == 2


def test_the_list_and_the_history_speak_in_names_and_shanghai_time(tmp_path: Path) -> None:
    case = new_case(tmp_path)

    listed, shown = (run(case, *words, "--lang", "zh").output for words in (["list"], ["show", case.receipt]))

    assert "2026年11月21日 12:00（北京时间）  发布需求  已提交" in listed
    assert "状态：已提交。" in shown
    assert "收到  提交人（需求方）  已提交" in shown
