"""A code host on the loopback address: git over HTTP by ``git http-backend``, a REST interface held to a contract.

The contract is cut from the host's own OpenAPI description (``tests/hosts``). A request that it does not know
is refused and fails the test; so does an answer of ours that it does not know.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from forms.forges import settings
from forms.forges.settings import CodeHost
from tests.hosts.answers import answer_to
from tests.hosts.contract import PREFIX, Call, operation_of, wrong_in_answer, wrong_in_request
from tests.repositories import commit

REPOSITORY = "delta/challenge"
TOKEN = "t0ken-that-nobody-may-see"  # noqa: S105 - of the tests' own host
BACKEND = Path(subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip())


@dataclass
class CodeHostCase:
    """The host under test: what it holds, what it was asked, and what it should do wrong.

    ``failures`` are statuses to answer with before anything else, one a request, with what the host ``says`` and how
    long to wait (``retry_after``); ``loses_answers`` of that many requests opens what was asked and then fails.
    ``is_beaten_to``: when a request is to be opened, somebody else has just done so. ``keeps_requests``: those stay
    open whose branches are deleted. ``hides_account``: the token may not ask who it is of. ``member_state`` is that
    of everybody in ``teams``, which are by name the accounts in them.
    """

    kind: str
    root: Path
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    teams: Mapping[str, list[str]] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    says: str = ""
    retry_after: str = ""
    loses_answers: int = 0
    is_beaten_to: bool = False
    keeps_requests: bool = False
    hides_account: bool = False
    member_state: str = "active"
    violations: list[str] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def repository(self) -> Path:
        """Return the bare repository of the host."""
        return self.root / f"{REPOSITORY}.git"

    def address_of(self, number: int) -> str:
        """Return where people see the request *number*."""
        return f"{self.address}/{REPOSITORY}/pull/{number}"

    def branches(self) -> dict[str, str]:
        """Return where each branch of the host stands."""
        told = subprocess.run(
            ["git", "--git-dir", self.repository, "for-each-ref", "--format=%(refname:short) %(objectname)",
             "refs/heads"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return dict(line.split() for line in told.stdout.splitlines())

    def open_requests(self) -> list[dict[str, Any]]:
        """Return the requests that are open."""
        return [one for one in self.requests if one["state"] == "open"]


@contextmanager
def code_host(kind: str, root: Path) -> Iterator[CodeHostCase]:
    """Run the block with a host of *kind* whose repositories lie in *root*; afterwards no contract may be broken."""
    case = CodeHostCase(kind, root)
    case.repository.parent.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", case.repository], check=True)
    subprocess.run(["git", "config", "http.receivepack", "true"], cwd=case.repository, check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, case))
    case.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield case
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not case.violations, case.violations


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, case: CodeHostCase, *args: Any) -> None:
        self.case = case
        super().__init__(*args)

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing."""

    def do_GET(self) -> None:
        self._any()

    def do_POST(self) -> None:
        self._any()

    def do_PATCH(self) -> None:
        self._any()

    def do_PUT(self) -> None:
        self._any()

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self._chunked() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
        if self.path.startswith(PREFIX[self.case.kind]):
            self._rest(body)
        else:
            self._git(body)

    def _chunked(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _git(self, body: bytes) -> None:
        """Answer as ``git http-backend`` does, to whoever gives the token as password."""
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        password = base64.b64decode(given).decode().partition(":")[2] if given else ""
        if password != TOKEN:
            self._send(401, b"token needed", {"WWW-Authenticate": 'Basic realm="git"'})
            return
        where = urlsplit(self.path)
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.case.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": unquote(where.path),
            "QUERY_STRING": where.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "tester",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        is_push = self.command == "POST" and where.path == f"/{REPOSITORY}.git/git-receive-pack"
        before = self.case.branches() if is_push else {}
        done = subprocess.run([BACKEND / "git-http-backend"], input=body, env=environment, capture_output=True)
        self._close(before.keys() - self.case.branches().keys() if is_push else set())
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self._send(int(headers.pop("Status", "200").split()[0]), answer, headers)

    def _close(self, gone: Set[str]) -> None:
        """Close the requests whose branches are *gone*, as each kind of host does."""
        for one in self.case.open_requests():
            if one["head"] in gone and not one["fork"] and not self.case.keeps_requests:
                one["state"] = "closed"

    def _rest(self, body: bytes) -> None:
        where = urlsplit(self.path.removeprefix(PREFIX[self.case.kind]))
        query = dict(parse_qsl(where.query, keep_blank_values=True))
        call = Call(self.command, where.path, query, json.loads(body) if body else None, dict(self.headers.items()))
        self.case.calls.append(call)
        if self.case.failures and (status := self.case.failures.pop(0)):
            headers = {"Content-Type": "application/json"}
            if status < 400:
                headers["Location"] = f"{self.case.address}{PREFIX[self.case.kind]}/elsewhere"
            if self.case.retry_after:
                headers["Retry-After"] = self.case.retry_after
            self._send(status, json.dumps({"message": self.case.says}).encode(), headers)
            return
        if not self._is_authorised():
            self._send(401, b'{"message": "Bad credentials"}', {"Content-Type": "application/json"})
            return
        template, places, operation = operation_of(self.case.kind, call)
        if wrong := list(wrong_in_request(self.case.kind, operation, call, places)):
            self.case.violations += wrong
            told = json.dumps({"message": "; ".join(wrong)}).encode()
            self._send(422, told, {"Content-Type": "application/json"})
            return
        status, answer = answer_to(self.case, call, template, places)
        self.case.violations += wrong_in_answer(self.case.kind, operation, status, answer)
        if call.method == "POST" and self.case.loses_answers:
            self.case.loses_answers -= 1
            status, answer = 502, {}
        self._send(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def _is_authorised(self) -> bool:
        wanted = {
            "github": ("Authorization", f"Bearer {TOKEN}"),
            "gitea": ("Authorization", f"token {TOKEN}"),
            "gitlab": ("PRIVATE-TOKEN", TOKEN),
        }
        name, value = wanted[self.case.kind]
        return self.headers.get(name) == value


def small_repository(folder: Path) -> Path:
    """Return a git repository in *folder* with one file and one commit."""
    root = folder / "repository"
    root.mkdir()
    (root / "a.yml").write_text("id: a\n", encoding="utf-8")
    commit(root, "one")
    return root


def settings_of(case: CodeHostCase) -> CodeHost:
    """Return what a repository's settings say of the host of *case*."""
    return settings.code_host(case.kind, case.address, REPOSITORY, "main")
