"""Git works for the folder that it is given, whatever the environment says, and its own reason is told."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.cli import cli
from site_builder.languages import LANGS
from site_builder.load.git import GitError, git, git_bytes, plain_environment, reason_of
from site_builder.load.revision import UnknownRevisionError, read_revision
from site_builder.load.tracked import tracked
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, another_repository, commit
from tests.repositories import git as plain_git

LOCAL = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True)
VARIABLES = [
    *LOCAL.stdout.split(),
    "GIT_CEILING_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_CONFIG_GLOBAL",
    "GIT_TEMPLATE_DIR",
]
SETTINGS = """
[core]
	autocrlf = true
	quotepath = true
	hooksPath = {hooks}
	excludesFile = {ignored}
	attributesFile = {ignored}
[commit]
	gpgSign = true
[init]
	defaultBranch = trunk
	templateDir = {hooks}
[i18n]
	commitEncoding = gbk
	logOutputEncoding = gbk
[color]
	ui = always
[user]
	useConfigOnly = true
[log]
	showSignature = true
[trailer]
	separators = "#"
"""


@pytest.fixture
def repository(base: Path) -> Path:
    commit(base, "first")
    return base


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return another_repository(tmp_path / "other")


@pytest.fixture
def users_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the user's own settings be as awkward as they can be."""
    home, hooks, ignored = tmp_path / "home", tmp_path / "hooks", tmp_path / "ignored"
    home.mkdir()
    hooks.mkdir()
    (hooks / "reference-transaction").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (hooks / "reference-transaction").chmod(0o755)
    ignored.write_text("*.yml\n", encoding="utf-8")
    (home / ".gitconfig").write_text(SETTINGS.format(hooks=hooks, ignored=ignored), encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)


def as_seen(root: Path) -> tuple[object, ...]:
    """Return what git tells of *root*, and what it makes of a file there."""
    revision = read_revision(root, "HEAD")
    blob = git(root, "hash-object", "-w", "--stdin", given="一\r\n二\n")
    made = git(root, "commit-tree", "HEAD^{tree}", "-m", "题名\n\nReceipt: 7", environment=WHO)
    trailers = git(root, "show", "-s", "--format=%s %(trailers:key=Receipt,valueonly)", made)
    return revision.commit, dict(revision.blobs), tuple(tracked(root)), blob, made, trailers


WHO = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "甲"), ("EMAIL", "a@example.org"), ("DATE", "2026-11-01T00:00:00Z"))}  # fmt: skip


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(VARIABLES), min_size=1))
def test_no_variable_of_git_decides_over_the_folder(names: set[str], repository: Path, other: Path) -> None:
    expected = as_seen(repository)

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setenv(name, str(other / ".git"))
        assert as_seen(repository) == expected


@pytest.mark.parametrize("value", ["/nowhere", ".", "{other}"])
def test_every_variable_at_once_changes_nothing(
    value: str, repository: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = as_seen(repository)
    for name in VARIABLES:
        monkeypatch.setenv(name, value.format(other=other / ".git"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.worktree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(other))

    assert as_seen(repository) == expected


def test_settings_of_the_user_change_nothing(
    repository: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = as_seen(repository)

    request.getfixturevalue("users_settings")
    monkeypatch.setenv("LC_ALL", "de_DE.ISO-8859-1")
    monkeypatch.setenv("TZ", "America/New_York")

    assert as_seen(repository) == expected


@pytest.mark.parametrize("home", ["", "/nowhere", "/proc"])
def test_no_home_is_needed(home: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = as_seen(repository)
    monkeypatch.delenv("HOME")
    if home:
        monkeypatch.setenv("HOME", home)

    assert as_seen(repository) == expected


def test_the_environment_of_git_names_no_repository_and_no_secret() -> None:
    given = dict.fromkeys([*VARIABLES, "JIEBANG_HOST_TOKEN", "LANG", "PATH"], "x")

    told = plain_environment(given)

    assert {name for name in told if given.get(name) == told[name]} == {"PATH"}


def refusal(root: Path, revision: str, lang: str = "en") -> str:
    """Return what a person reads who compares with *revision*, and the exit status."""
    done = CliRunner().invoke(cli, ["check", "--root", str(root), "--since", revision, "--lang", lang])
    return f"{done.output}exit {done.exit_code}"


def no_repository(root: Path) -> None:
    shutil.rmtree(root / ".git")


def broken_settings(root: Path) -> None:
    (root / ".git/config").write_text("[core", encoding="utf-8")


def no_commits(root: Path) -> None:
    shutil.rmtree(root / ".git")
    plain_git(root, "init", "--quiet")


def shallow(root: Path) -> None:
    head = plain_git(root, "rev-parse", "HEAD")
    (root / ".git/shallow").write_text(head, encoding="ascii")


def as_it_is(root: Path) -> None:
    """Leave it as it is."""


REASONS = {
    "no_repository": (no_repository, "HEAD"),
    "damaged": (broken_settings, "HEAD"),
    "no_commits": (no_commits, "HEAD"),
    "shallow": (shallow, "HEAD~1"),
    "unknown_revision": (as_it_is, "mian"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_the_reason_is_told_with_the_line_of_git(reason: str, repository: Path) -> None:
    change, revision = REASONS[reason]
    change(repository)

    with pytest.raises(UnknownRevisionError) as refused:
        read_revision(repository, revision)

    assert refused.value.error.reason == reason
    for lang in LANGS:
        told = refusal(repository, revision, lang)
        assert refused.value.error.line in told
        assert told.endswith("exit 2")


def test_a_shallow_clone_says_how_to_fetch_the_rest(repository: Path) -> None:
    shallow(repository)

    told = refusal(repository, "HEAD~1")

    assert "git fetch --unshallow" in told
    assert "fetch-depth: 0" in told


def foreign(root: Path) -> None:
    for place in (root, *root.rglob("*")):
        os.chown(place, 65534, 65534)


BY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")


@BY_ROOT
def test_the_folder_of_another_user_is_told_with_the_way_out(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/nowhere")
    foreign(repository)

    told = refusal(repository, "HEAD")

    assert "git config --global --add safe.directory" in told
    assert "dubious ownership" in told
    assert [problem.code for problem in check_repository(repository, TODAY).problems] == ["git-refused"]


@BY_ROOT
def test_a_folder_that_the_user_trusts_is_read(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read_revision(repository, "HEAD")
    foreign(repository)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    (tmp_path / ".gitconfig").write_text(f"[safe]\n\tdirectory = {repository}\n", encoding="utf-8")

    assert read_revision(repository, "HEAD") == expected


def test_a_lock_of_another_git_is_told(repository: Path) -> None:
    (repository / ".git/index.lock").touch()

    with pytest.raises(GitError) as refused:
        git(repository, "read-tree", "HEAD")

    assert refused.value.reason == "locked"


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(GitError) as refused:
        git_bytes(repository, "status")

    assert refused.value.reason == "not_installed"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("fatal: unable to access '.git/config': Permission denied", "not_permitted"),
        ("error: file write error: No space left on device", "disk_full"),
        ("fatal: could not fetch 1234 from promisor remote", "incomplete"),
        ("fatal: index file corrupt", "damaged"),
        ("fatal: something new", "other"),
    ],
)
def test_what_git_says_has_a_reason(said: str, reason: str) -> None:
    assert reason_of(said) == reason


def with_gitfile(root: Path) -> None:
    shutil.rmtree(root / ".git")
    (root / ".git").write_text("gitdir: ../nowhere\n", encoding="utf-8")


@pytest.mark.parametrize("change", [broken_settings, with_gitfile])
def test_a_check_without_a_revision_says_that_git_cannot_be_asked(
    change: Callable[[Path], None], repository: Path
) -> None:
    change(repository)

    found = [(problem.path, problem.code) for problem in check_repository(repository, TODAY).problems]

    assert found == [(".git", "git-refused")]


def test_a_folder_without_git_is_checked_as_before(base: Path) -> None:
    assert check_repository(base, TODAY).problems == []
