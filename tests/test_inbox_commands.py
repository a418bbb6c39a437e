"""The desk by command line: from the list to the merged record."""

from __future__ import annotations

from pathlib import Path

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
