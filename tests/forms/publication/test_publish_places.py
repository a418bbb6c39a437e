"""A record is published where its type stands, under a plain id, or not at all; nothing is written anywhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.model import Submission, Tree
from forms.publication import dry_run as trying
from forms.publication.numbering import next_id
from forms.publication.publish import Means, publish
from forms.refusals import DeskError
from forms.review.placing import path_of
from forms.submission.publishing import Publishable
from tests.desks import ORGANIZER, DeskCase, approved, need, need_tree, new_case, solution_tree
from tests.repositories import commit, copy_base, git

pytestmark = pytest.mark.slow

ODD = ("..", "/", "a/b", "../../docs/x", "/etc/x", "", "\n", "cic2026\n", "CIC2026", "a b", "a--b", "-a", "x" * 65)
CAPITALS = ("region", "CIC2026")  # a region may have some, DE-BW; an id has it in small letters
SOLUTION = solution_tree()


def solution(tree: Tree) -> Submission:
    return Submission("solution", "solution", "zh", "web", tree, {"solver": "某大学"}, about="cic2026-31-0001")


def everything_in(folder: Path) -> set[str]:
    """Return every file and folder, but for what git keeps."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".git" not in str(path)}


def refused(case: DeskCase) -> DeskError:
    with pytest.raises(DeskError) as found:
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means())
    return found.value


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field in ("edition", "region", "need") for value in ODD if (field, value) != CAPITALS],
)
def test_a_word_that_is_no_part_of_an_id_keeps_a_record_from_everywhere(
    field: str, value: str, tmp_path: Path
) -> None:
    sent = solution({**SOLUTION, field: value}) if field == "need" else need({**need_tree(), field: value})
    case = new_case(tmp_path / "a" / "b" / "c", sent)
    approved(case)
    files, head = everything_in(tmp_path), git(case.root, "rev-parse", "HEAD")

    error = refused(case)

    assert (error.code, error.facts) == ("not_a_slug", {"field": field})
    assert everything_in(tmp_path) == files
    assert git(case.root, "rev-parse", "HEAD") == head
    assert git(case.root, "status", "--porcelain") == ""
    assert case.entry.envelope.published_as == ""


@pytest.mark.parametrize("value", ODD)
def test_neither_ids_nor_paths_are_made_of_such_words(value: str, tmp_path: Path) -> None:
    for field in ("edition", "region") if value != CAPITALS[1] else ("edition",):
        with pytest.raises(DeskError, match="not_a_slug"):
            next_id(tmp_path, "need", {**need_tree(), field: value})
    with pytest.raises(DeskError, match="not_a_slug"):
        next_id(tmp_path, "solution", {**SOLUTION, "need": value})
    with pytest.raises(DeskError, match="not_a_slug"):
        path_of("need", "cic2026-31-0001", {"edition": value})
    with pytest.raises(DeskError, match="not_a_slug"):
        path_of("result", value, {})


def test_a_value_that_is_no_text_makes_no_path() -> None:
    with pytest.raises(DeskError, match="not_a_slug"):
        path_of("need", "cic2026-31-0001", {"edition": ["cic2026"]})


def test_a_folder_that_is_a_link_in_the_repository_is_not_followed(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    outside = tmp_path / "outside"
    (case.root / "needs/cic2026").rename(outside)
    (case.root / "needs/cic2026").symlink_to(outside)
    commit(case.root, "a link")
    approved(case)
    files = everything_in(outside)

    assert refused(case).code == "not_in_place"
    assert everything_in(outside) == files


def test_a_record_that_the_check_does_not_read_as_this_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(tmp_path)
    approved(case)
    head = git(case.root, "rev-parse", "HEAD")
    monkeypatch.setattr("forms.publication.merging.path_of", lambda *words: "docs/needs/cic2026-31-0103.yml")

    assert refused(case).code == "not_in_place"
    assert git(case.root, "rev-parse", "HEAD") == head


@pytest.mark.parametrize("path", ["README.md", "needs/cic2026/cic2026-31-0001.yml"])
def test_a_change_to_any_other_file_is_refused(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = new_case(tmp_path)
    approved(case)
    head, write_log = git(case.root, "rev-parse", "HEAD"), trying.write_log

    def writes_more(folder: Path, *words: object) -> None:
        write_log(folder, *words)  # type: ignore[arg-type]
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write("# more\n")

    monkeypatch.setattr("forms.publication.merging.write_log", writes_more)

    assert refused(case).code == "not_in_place"
    assert git(case.root, "rev-parse", "HEAD") == head


def test_a_record_that_git_leaves_out_is_not_called_published(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    (case.root / ".gitignore").write_text("/needs/cic2026/*-0103.yml\n", encoding="utf-8")
    commit(case.root, "ignores it")
    approved(case)

    assert refused(case).code == "not_in_place"
    assert case.entry.envelope.published_as == ""


@pytest.mark.parametrize("command", ["read", "propose"])
@pytest.mark.parametrize("change", [{"edition": "../../docs"}, {"region": "a/b"}, {"edition": "\n"}])
def test_no_issue_leads_a_proposal_anywhere_else(
    command: str, change: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_base(tmp_path / "a" / "b" / "repository")
    file = tmp_path / "event.json"
    issue = {"number": 12, "title": "x", "body": "", "user": {"login": "anna"}}
    file.write_text(json.dumps({"issue": issue, "repository": {"default_branch": "main"}}), encoding="utf-8")
    made: list[str] = []
    asked = Publishable("need", "zh", {**need_tree(), **change})
    monkeypatch.setattr("forms.commands.issue_forms.publishable_of", lambda *_: asked)
    monkeypatch.setattr("forms.commands.issue_forms.open_request", lambda *_: "")
    monkeypatch.setattr("forms.commands.issue_forms.commit_file", lambda *_: made.append("commit"))
    monkeypatch.setattr("forms.commands.issue_forms.deliver", lambda *_: made.append("request"))
    files = everything_in(tmp_path)
    words = ["issue-forms", command, str(file), "--root", str(root), "--lang", "en"]
    known = {"GITHUB_SERVER_URL": "https://git.example.org", "GITHUB_REPOSITORY": "a/b", "JIEBANG_HOST_TOKEN": "x"}

    told = CliRunner().invoke(cli, words, env=known)

    assert (told.exit_code, made) == (1, [])
    assert f"The value of {next(iter(change))} cannot be part of an id" in told.output
    assert everything_in(tmp_path) == files
