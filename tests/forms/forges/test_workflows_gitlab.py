"""The pipeline on GitLab: the commands of the other hosts, no author's text in a shell line, run as a runner does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from forms.cli import cli
from forms.forges.errors import HostError
from forms.forges.events import merge_request_event
from forms.forges.requests import MARK
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, code_host
from tests.hosts.answers import request_of
from tests.repositories import commit, copy_base, git, update_log
from tests.workflows import assert_inert, move_base_on, steps_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FILE = ROOT / ".gitlab-ci.yml"
VENV = Path(sys.executable).parent.parent
KNOWN = {"CI_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_URL",
         "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_PIPELINE_SOURCE", "JIEBANG_HOST_TOKEN"}  # fmt: skip
"""Variables that a line may name, in quotes; who opens a merge request writes into none of them."""
EVENT = {"CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_SHA": "0" * 40, "GITLAB_USER_ID": "7"}
ON_GITHUB = ("pull-request find", "pull-request verdict")


def pipeline() -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tree


def lines() -> list[str]:
    job = pipeline()["check"]
    return [*job["before_script"], *job["script"]]


def commands(text: str) -> list[str]:
    """Return the commands of ours in a script, without the host that they are told and the file of the event."""
    found = [one.split(" --format")[0] for one in re.findall(r"jiebang ((?:pull-request )?[\w-]+)", text)]
    return [one for one in found if one not in ("pull-request event", "pull-request summary", *ON_GITHUB)]


def test_it_runs_for_merge_requests_alone_and_each_line_is_text() -> None:
    tree = pipeline()

    assert tree["workflow"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert set(tree) == {"workflow", "check"}
    assert [line for line in lines() if not isinstance(line, str)] == []


def test_its_commands_are_those_of_the_other_hosts() -> None:
    text = "\n".join(lines())
    gitea = "\n".join(step.get("run", "") for step in steps_of(ROOT / ".gitea/workflows/check.yml"))
    github = "\n".join(step.get("run", "") for step in steps_of(ROOT / ".github/workflows/answer.yml"))

    assert commands(text) == commands(gitea)
    assert set(commands(text)) == set(commands(github))


def test_no_text_of_an_author_stands_in_a_line_of_shell() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert set(re.findall(r"\$\{?([A-Z_]+)", text)) <= KNOWN
    assert re.findall(r"TITLE|DESCRIPTION|COMMIT_MESSAGE|SOURCE_BRANCH_NAME|LABELS", text) == []
    unquoted = [one for one in re.findall(r'(?<!["\w/+-])\$\w+', "\n".join(lines())) if one != "$CI_PIPELINE_SOURCE"]
    assert unquoted == []


def test_the_checker_is_the_one_of_the_target_branch() -> None:
    text = "\n".join(lines())

    assert set(re.findall(r"([\w./]*)/\.venv/bin/", text)) == {"tool"}
    assert '"$work/tool" refs/remotes/base' in text
    assert [line for line in lines() if line.startswith("make") and "proposed" in line] == []


@pytest.fixture
def gitlab(tmp_path: Path) -> Iterator[CodeHostCase]:
    with code_host("gitlab", tmp_path / "served") as case:
        yield case


def opened(case: CodeHostCase, place: Path) -> Path:
    """Return a runner's clone of a merge request: one error, and a target branch that has moved on."""
    root = copy_base(place / "project")
    commit(root, "base")
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    need = root / "needs/cic2026/cic2026-31-0001.yml"
    text = need.read_text(encoding="utf-8").replace('region: "31"', 'region: "```/merge @everyone"')
    need.write_text(text, encoding="utf-8")
    update_log(root)
    commit(root, "proposed")
    move_base_on(root)
    git(root, "remote", "add", "origin", str(case.repository))
    git(root, "push", "--quiet", "origin", "refs/remotes/origin/main:refs/heads/main", "HEAD:refs/heads/change")
    case.requests.append(request_of(7, "change", "main", "t", "b"))
    shim = place / "bin/make"  # the environment is there already
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\ntest "$3" = .venv/.installed && ln -s {VENV} "$2/.venv"\n', encoding="utf-8")
    shim.chmod(0o755)
    return root


def run(case: CodeHostCase, root: Path, place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{place / 'bin'}:{os.environ['PATH']}", "HOME": str(place), "LANG": "C.UTF-8", "TMPDIR": str(place),
        "CI_SERVER_URL": case.address, "CI_PROJECT_PATH": REPOSITORY, "CI_MERGE_REQUEST_PROJECT_PATH": REPOSITORY,
        "CI_MERGE_REQUEST_PROJECT_URL": str(case.repository).removesuffix(".git"), "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": git(root, "rev-parse", "HEAD").strip(),
        **more,
    }  # fmt: skip
    script = "\n".join(["set -eo pipefail", *lines()])
    return subprocess.run(["bash", "-c", script], cwd=root, env=environment, capture_output=True, text=True)


def test_a_merge_request_is_merged_checked_and_answered(gitlab: CodeHostCase, tmp_path: Path) -> None:
    root = opened(gitlab, tmp_path)

    done = run(gitlab, root, tmp_path, JIEBANG_HOST_TOKEN=TOKEN)

    assert (done.returncode, "[unknown-code]" in done.stdout) == (1, True), done.stderr
    (note,) = gitlab.comments
    assert note["body"].startswith(MARK)
    assert "later-river" not in note["body"]
    assert len(list(tmp_path.glob("tmp.*/proposed/content/organizations/later-river.yml"))) == 1
    assert_inert(note["body"])
    assert [line for line in outside_of_blocks(note["body"]) if line.startswith("/")] == []
    assert TOKEN not in done.stdout + done.stderr


def outside_of_blocks(markdown: str) -> list[str]:
    """Return the lines that GitLab would read commands from."""
    return re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", markdown).splitlines()


def test_a_fork_is_checked_against_the_branch_where_it_is_and_has_no_token(
    gitlab: CodeHostCase, tmp_path: Path
) -> None:
    root = opened(gitlab, tmp_path)
    git(root, "remote", "set-url", "origin", str(tmp_path / "fork-without-that-branch"))

    done = run(gitlab, root, tmp_path, CI_PROJECT_PATH="somebody/fork")

    assert (done.returncode, "[unknown-code]" in done.stdout) == (1, True), done.stderr
    assert gitlab.calls == []


def test_the_role_of_an_author_is_asked_for(gitlab: CodeHostCase, tmp_path: Path) -> None:
    gitlab.requests.append(request_of(7, "change", "main", "t", "b"))
    gitlab.teams = {"reviewer": ["7"]}
    event = tmp_path / "event.json"
    known = {"CI_SERVER_URL": gitlab.address, "CI_MERGE_REQUEST_PROJECT_PATH": REPOSITORY, **EVENT}

    told = []
    for words in (["event"], ["role", "--host", "gitlab"], ["role", "--host", "gitlab"]):
        found = CliRunner().invoke(
            cli, ["pull-request", *words, str(event)], env={**known, "JIEBANG_TEAMS_TOKEN": TOKEN}
        )
        assert found.exit_code == 0, found.output
        told.append(found.output.strip())
        gitlab.member_state = "active" if len(told) < 2 else "blocked"

    assert told == ["", "reviewer", "visitor"]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {**EVENT, "CI_MERGE_REQUEST_IID": ""},
        {**EVENT, "CI_MERGE_REQUEST_IID": "7; id"},
        {"CI_MERGE_REQUEST_IID": "7"},
    ],
)
def test_a_pipeline_of_no_merge_request_is_refused(environment: Mapping[str, str]) -> None:
    with pytest.raises(HostError, match="no_request"):
        merge_request_event(environment)


def test_the_commit_of_the_source_branch_is_the_one_that_was_checked() -> None:
    merged = {**EVENT, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "1" * 40}

    assert merge_request_event(EVENT)["pull_request"] == {"number": 7, "head": {"sha": "0" * 40}}
    assert merge_request_event(merged)["pull_request"] == {"number": 7, "head": {"sha": "1" * 40}}
