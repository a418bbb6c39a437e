"""The push to a code host: to that host alone, and a token that nobody sees on the way."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from forms.forges.errors import HostError
from forms.forges.pushing import push
from forms.forges.settings import code_host
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, settings_of, small_repository
from tests.codehosts import code_host as running
from tests.repositories import git

pytestmark = pytest.mark.slow

BRANCH = "publish/JB-20261121-7K3M9Q"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CodeHostCase]:
    """Return a host; to git all kinds of it are alike."""
    with running("gitea", tmp_path / "served") as made:
        yield made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_repository(tmp_path)


WRITTEN = (TOKEN.encode(), base64.b64encode(f"user:{TOKEN}".encode()))
"""The token as it is, and as HTTP carries it."""
TRACES = (
    "GIT_TRACE",
    "GIT_TRACE_CURL",
    "GIT_CURL_VERBOSE",
    "GIT_TRACE_PACKET",
    "GIT_TRACE_SETUP",
    "GIT_TRACE2_EVENT",
)


@contextmanager
def process_list(seen: list[bytes]) -> Iterator[None]:
    """Collect the command lines of all processes while the block runs."""
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    seen.append(file.read_bytes())

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        done.set()
        looking.join()


@pytest.mark.parametrize("target", ["file", "1", "2"])
def test_the_token_stands_in_no_argument_no_address_and_no_trace(
    target: str,
    case: CodeHostCase,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f"[trace2]\n\teventTarget = {tmp_path / 'trace2'}\n\tenvVars = JIEBANG_HOST_TOKEN\n", encoding="utf-8"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    for name in TRACES:
        monkeypatch.setenv(name, str(tmp_path / "trace") if target == "file" else target)
    monkeypatch.setenv("GIT_TRACE_REDACT", "0")
    told: list[str] = []
    real = subprocess.run

    def run(*words: Any, **more: Any) -> Any:
        done = real(*words, **more)
        if "push" in words[0]:
            told.append((done.stdout + done.stderr).decode())
        return done

    monkeypatch.setattr("site_builder.load.git.subprocess.run", run)
    lines: list[bytes] = []

    with process_list(lines):
        push(root, settings_of(case), "user", TOKEN, "HEAD", BRANCH)

    assert BRANCH in case.branches()
    assert any(b"push" in line for line in lines)
    assert [line for line in lines if any(form in line for form in WRITTEN)] == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file for file in files if any(form in file.read_bytes() for form in WRITTEN)] == []
    assert told == [""]
    assert TOKEN not in "".join(capfd.readouterr())
    assert TOKEN not in git(root, "config", "--list", "--local")


def shim_of_git(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put *script* in the place of git; ``$REAL`` is the real one."""
    real = shutil.which("git")
    shim = folder / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text(f"#!/bin/sh\nREAL={real}\n{script}\n", encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}:{os.environ['PATH']}")


def test_git_is_told_nothing_by_the_machine_that_it_need_not_know(
    case: CodeHostCase, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "environment"
    only = f'case "$*" in *push*) env | grep -E "^(GIT_|LC_ALL|LANGUAGE)" > {seen} ;; esac'
    shim_of_git(tmp_path, f'{only}\nexec "$REAL" "$@"', monkeypatch)
    unwanted = "ASKPASS DIR SSH_COMMAND TRACE_CURL CURL_VERBOSE REDIRECT_STDERR INDEX_FILE".split()
    with monkeypatch.context() as given:
        for name in unwanted:
            given.setenv(f"GIT_{name}", str(tmp_path / "elsewhere"))
        for name in ("LC_ALL", "LANGUAGE"):
            given.setenv(name, "zh_CN.UTF-8")
        given.setenv("GIT_SSL_CAINFO", str(tmp_path / "authority"))
        push(root, settings_of(case), "user", TOKEN, "HEAD", BRANCH)

    told = dict(line.split("=", 1) for line in seen.read_text(encoding="utf-8").splitlines())
    off = {"GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF"}
    assert BRANCH in case.branches()
    assert (told.pop("LC_ALL"), told.pop("LANGUAGE")) == ("C", "")  # the questions that we answer are English
    assert {name for name in told if name.startswith("GIT_") and not name.startswith("GIT_CONFIG_")} - off == {
        "GIT_ASKPASS", "GIT_TERMINAL_PROMPT", "GIT_SSL_CAINFO",
    }  # fmt: skip
    assert str(tmp_path / "elsewhere") not in seen.read_text(encoding="utf-8")


def test_what_git_says_is_told_without_the_token(
    case: CodeHostCase, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shim_of_git(tmp_path, 'echo "fatal: https://user:$JIEBANG_HOST_TOKEN@host" >&2; exit 128', monkeypatch)

    with pytest.raises(HostError) as refused:
        push(root, settings_of(case), "user", TOKEN, "HEAD", BRANCH)

    assert refused.value.facts == {"why": "fatal: https://user:***@host"}


def test_a_push_that_hangs_is_given_up(
    case: CodeHostCase, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forms.forges.pushing.TIMEOUT", 0.3)
    shim_of_git(tmp_path, "exec sleep 20", monkeypatch)

    with pytest.raises(HostError) as refused:
        push(root, settings_of(case), "user", TOKEN, "HEAD", BRANCH)

    assert refused.value.facts == {"why": "0.3 s"}


def test_a_push_runs_no_hook_and_leaves_nothing_in_a_store(case: CodeHostCase, root: Path, tmp_path: Path) -> None:
    marks = {name: tmp_path / name for name in ("hook", "store")}
    hook = root / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {marks['hook']}\n", encoding="utf-8")
    hook.chmod(0o755)
    git(root, "config", "credential.helper", f"!touch {marks['store']}; cat >/dev/null; :")
    git(root, "config", "http.extraHeader", "Authorization: Basic bm9ib2R5")  # a second one, as checkout leaves it

    push(root, settings_of(case), "user", TOKEN, "HEAD", BRANCH)

    assert BRANCH in case.branches()
    assert [name for name, mark in marks.items() if mark.exists()] == []


def test_a_push_follows_no_redirect(case: CodeHostCase, root: Path) -> None:
    with redirecting(case.address) as address:
        other = code_host(case.kind, address, REPOSITORY, "main")

        with pytest.raises(HostError) as refused:
            push(root, other, "user", TOKEN, "HEAD", BRANCH)

    assert (refused.value.code, case.branches()) == ("push", {})


@contextmanager
def redirecting(address: str) -> Iterator[str]:
    """Run the block with a server that sends everybody on to *address*."""

    class Away(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"{address}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Away)
    running = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        running.join()
