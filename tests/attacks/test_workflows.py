"""What decides over a pull request is nothing that the pull request can change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.forges.roles import NOBODY, TEAMS, lower_of, moves_of
from forms.model import Actor
from forms.publication.branch import merged, move, read_branch, staged, worktree
from tests.codehosts import REPOSITORY, TOKEN, code_host
from tests.hosts.answers import request_of
from tests.repositories import commit, git
from tests.workflows import steps_of, tree_of

ROOT = Path(__file__).parents[2]
HEAD = "0" * 40
WORKFLOWS = [
    path.relative_to(ROOT).as_posix()
    for pattern in (".github/workflows/*", ".gitea/workflows/*", ".ci/*", ".gitlab-ci.yml", ".*/CODEOWNERS")
    for path in ROOT.glob(pattern)
]
SECRETS = dict.fromkeys(("JIEBANG_HOST_TOKEN", "JIEBANG_SMTP_URL", "AWS_SECRET_ACCESS_KEY"), "secret")


@pytest.mark.parametrize(
    ("file", "event"),
    [(".github/workflows/answer.yml", "workflow_run"), (".gitea/workflows/check.yml", "pull_request_target")],
)
def test_the_check_that_counts_is_the_file_of_the_base_branch(file: str, event: str) -> None:
    tree = tree_of(ROOT / file)

    assert set(tree["on"]) == {event}
    assert any("--since" in step.get("run", "") for step in steps_of(ROOT / file))


def test_what_a_pull_request_can_change_holds_no_secret_and_no_verdict() -> None:
    text = (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")

    assert re.findall(r"secrets\.|github\.token|upload-artifact|pull-request|write", text.split("jobs:")[1]) == []
    assert "download-artifact" not in (ROOT / ".github/workflows/answer.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", WORKFLOWS)
@pytest.mark.parametrize("host", ["github", "gitea", "gitlab"])
def test_every_file_that_decides_has_an_owner(file: str, host: str) -> None:
    lines = (ROOT / f".{host}/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if not line.startswith("#")]
    matches = re.fullmatch if host == "gitea" else lambda rule, path: f"/{path}".startswith(rule)

    assert [owner for rule, owner in rules if matches(rule, file)] == ["@delta/organizer"]


def role(event: dict[str, Any], teams: dict[str, list[str]], folder: Path) -> str:
    with code_host("github", folder / "served") as host:
        host.teams = teams
        file = folder / "event.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        known = {"GITHUB_SERVER_URL": host.address, "GITHUB_REPOSITORY": REPOSITORY, "JIEBANG_TEAMS_TOKEN": TOKEN}
        told = CliRunner().invoke(cli, ["pull-request", "role", str(file)], env=known)
    assert told.exit_code == 0, told.output
    return told.output.strip()


@pytest.mark.parametrize(
    ("author", "pushers", "expected"),
    [
        ("anna", ["anna"], "organizer"),
        ("anna", ["eve"], "visitor"),
        ("eve", ["anna"], "visitor"),
        ("anna", ["anna", "eve"], "visitor"),
        ("anna", ["sam"], "session_organizer"),
        ("sam", ["anna"], "session_organizer"),
        ("ex", ["anna"], "visitor"),
        ("anna", [""], "visitor"),
        ("anna", [], "organizer"),
    ],
)
def test_the_role_is_the_lower_one_of_author_and_pushers(
    author: str, pushers: list[str], expected: str, tmp_path: Path
) -> None:
    event = {"pull_request": {"number": 7, "user": {"login": author}}, "pushers": pushers}
    teams = {"organizer": ["anna"], "session-organizer": ["sam"], "exchange-verifier": ["ex"]}

    assert role(event, teams, tmp_path) == expected


def test_who_pushed_and_is_not_named_is_a_visitor(tmp_path: Path) -> None:
    event = {"pull_request": {"number": 7, "user": {"login": "anna"}}}

    assert role(event, {"organizer": ["anna"]}, tmp_path) == "visitor"


@pytest.mark.parametrize("one", [*TEAMS, NOBODY])
@pytest.mark.parametrize("other", [*TEAMS, NOBODY])
def test_the_lower_role_may_do_nothing_that_either_may_not(one: str, other: str) -> None:
    assert moves_of(lower_of(one, other)) <= moves_of(one) & moves_of(other)
    assert lower_of(one, other) == lower_of(other, one)


@pytest.mark.parametrize(
    ("head", "branch", "owner", "found"),
    [
        (HEAD, "change", "somebody", True),
        ("1" * 40, "change", "somebody", False),
        (HEAD, "other", "somebody", False),
        (HEAD, "change", "delta", False),
        (f"{HEAD}\nrole=organizer", "change", "somebody", False),
    ],
)
def test_a_run_is_for_the_request_that_the_host_says_stands_at_its_commit(
    head: str, branch: str, owner: str, found: bool, tmp_path: Path
) -> None:
    run = {"head_sha": head, "head_branch": branch, "head_repository": {"owner": {"login": owner}}}
    event, request = tmp_path / "event.json", tmp_path / "request.json"
    event.write_text(json.dumps({"workflow_run": {**run, "actor": {"login": "eve"}}}), encoding="utf-8")

    with code_host("github", tmp_path / "served") as host:
        host.requests.append(request_of(7, "change", "main", "t", "b", fork=True))
        known = {"GITHUB_SERVER_URL": host.address, "GITHUB_REPOSITORY": REPOSITORY, "JIEBANG_HOST_TOKEN": TOKEN}
        told = CliRunner().invoke(cli, ["pull-request", "find", str(event), str(request)], env=known)

    assert (told.exit_code == 0, request.is_file()) == (found, found), told.output
    if found:
        assert told.output == f"head={HEAD}\n"
        assert json.loads(request.read_text(encoding="utf-8")) == {
            "pull_request": {"number": 7, "user": {"login": "octocat"}, "head": {"sha": HEAD}},
            "pushers": ["eve", ""],
            "repository": {"default_branch": ""},
        }


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ("[]", "success"),
        ('[{"severity": "warning", "what": "w"}]', "success"),
        ('[{"severity": "error", "what": "e"}]', "failure"),
        ("not JSON", "failure"),
        ('[{"severity": "none", "what": "x"}]', "failure"),
    ],
)
def test_a_verdict_is_right_only_where_nothing_but_warnings_was_found(found: str, state: str, tmp_path: Path) -> None:
    for name, text in (("zh.json", found), ("en.json", "[]"), ("number", "7")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": HEAD}}}), encoding="utf-8")

    with code_host("github", tmp_path / "served") as host:
        known = {"GITHUB_SERVER_URL": host.address, "GITHUB_REPOSITORY": REPOSITORY, "JIEBANG_HOST_TOKEN": TOKEN}
        told = CliRunner().invoke(cli, ["pull-request", "verdict", str(event), str(tmp_path)], env=known)

    assert [(one["sha"], one["state"]) for one in host.statuses] == [(HEAD, state)]
    assert told.exit_code == (state != "success")


def test_publishing_runs_no_hook_of_the_clone_and_tells_git_no_secret(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(base, "base")
    seen = tmp_path / "seen"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {seen}\nenv >> {seen}\n', encoding="utf-8")
    program.chmod(0o755)
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-merge"):
        (base / ".git/hooks").mkdir(exist_ok=True)
        (base / ".git/hooks" / hook).symlink_to(program)
    git(base, "config", "core.fsmonitor", str(program))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    branch = read_branch(base)
    with worktree(branch) as tree:
        (tree / "content/new.yml").write_text("id: new\n", encoding="utf-8")
        assert staged(branch, tree) == {"content/new.yml"}
        made = merged(branch, tree, "new", {"Record": "new"}, Actor("anna", "organizer"), "2026-11-21T08:00:00Z")
    assert move(branch, made)

    assert not seen.exists()
    assert (base / "content/new.yml").is_file()


def test_what_git_runs_by_the_settings_of_the_machine_knows_no_secret(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(base, "base")
    seen, filtering = tmp_path / "seen", tmp_path / "filter"
    filtering.write_text(f"#!/bin/sh\nenv >> {seen}\ncat\n", encoding="utf-8")
    filtering.chmod(0o755)
    git(base, "config", "filter.x.clean", str(filtering))
    (base / ".gitattributes").write_text("*.yml filter=x\n", encoding="utf-8")
    (base / "content/new.yml").write_text("id: new\n", encoding="utf-8")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    staged(read_branch(base), base)

    told = seen.read_text(encoding="utf-8")
    assert [name for name in SECRETS if name in told] == []
    assert "PATH=" in told
