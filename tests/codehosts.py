"""A code host on the loopback address: git over HTTP by ``git http-backend``, a REST interface held to a contract.

The contract is the host's own OpenAPI description (GitHub), or what its sources and documentation say in that shape
(Gitea, GitLab). A request that the description does not know is refused; an answer of ours that it does not know
fails the test.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent / "hosts"
PREFIX = {"github": "/api/v3", "gitea": "/api/v1", "gitlab": "/api/v4"}
REPOSITORY = "delta/challenge"
TOKEN = "t0ken-that-nobody-may-see"  # noqa: S105 - of the tests' own host
BACKEND = Path(subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip())


@functools.cache
def contract(kind: str) -> Mapping[str, Any]:
    """Return the OpenAPI description of a kind of host, with schemas as JSON Schema has them."""
    file = next(file for suffix in ("json", "yml") if (file := HERE / f"{kind}.{suffix}").is_file())
    read: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _nullable(read)


def _nullable(node: Any) -> Any:
    """Return *node* with ``nullable: true`` of OpenAPI 3.0 in words that JSON Schema knows."""
    if isinstance(node, list):
        return [_nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _nullable(value) for name, value in node.items() if name != "nullable" or value is not True}
    return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") is True else kept


@dataclass(frozen=True)
class Call:
    """One request that the REST interface took."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass
class CodeHostCase:
    """The host under test: what it holds, what it was asked, and what it should do wrong.

    ``failures`` are statuses to answer with before anything else, one a request; ``loses_answers`` of that many
    requests opens what was asked and then fails.
    """

    kind: str
    root: Path
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    teams: Mapping[str, list[str]] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    loses_answers: int = 0
    violations: list[str] = field(default_factory=list)

    @property
    def repository(self) -> Path:
        """Return the bare repository of the host."""
        return self.root / f"{REPOSITORY}.git"

    def branches(self) -> dict[str, str]:
        """Return where each branch of the host stands."""
        told = subprocess.run(
            ["git", "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads"],
            cwd=self.repository, capture_output=True, text=True, check=True,
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
        done = subprocess.run([BACKEND / "git-http-backend"], input=body, env=environment, capture_output=True)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self._send(int(headers.pop("Status", "200").split()[0]), answer, headers)

    def _rest(self, body: bytes) -> None:
        where = urlsplit(self.path.removeprefix(PREFIX[self.case.kind]))
        query = dict(parse_qsl(where.query, keep_blank_values=True))
        call = Call(self.command, where.path, query, json.loads(body) if body else None, dict(self.headers.items()))
        self.case.calls.append(call)
        if self.case.failures and (status := self.case.failures.pop(0)):
            where_else = (
                {"Location": f"{self.case.address}{PREFIX[self.case.kind]}/elsewhere"} if status < 400 else {}
            )
            self._send(status, b"{}", {"Content-Type": "application/json", **where_else})
            return
        if not self._is_authorised():
            self._send(401, b'{"message": "Bad credentials"}', {"Content-Type": "application/json"})
            return
        template, places, operation = _operation(self.case.kind, call)
        if wrong := list(_wrong_in_request(self.case.kind, operation, call, places)):
            self.case.violations += wrong
            told = json.dumps({"message": "; ".join(wrong)}).encode()
            self._send(422, told, {"Content-Type": "application/json"})
            return
        status, answer = answer_to(self.case, call, template, places)
        if str(status) in operation["responses"] and status < 300:
            schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
            self.case.violations += [f"answer: {one}" for one in _wrong(self.case.kind, schema, answer)]
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


def _operation(kind: str, call: Call) -> tuple[str, Mapping[str, str], Mapping[str, Any]]:
    for template, methods in contract(kind)["paths"].items():
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        if (found := re.fullmatch(pattern, call.path)) and call.method.lower() in methods:
            places = {name: unquote(value) for name, value in found.groupdict().items()}
            return template, places, methods[call.method.lower()]
    return "", {}, {}


def _wrong_in_request(
    kind: str, operation: Mapping[str, Any], call: Call, places: Mapping[str, str]
) -> Iterator[str]:
    if not operation:
        yield f"{call.method} {call.path} is not described"
        return
    parameters = [_resolved(kind, one) for one in operation.get("parameters", ())]
    known = {where: {one["name"]: one for one in parameters if one["in"] == where} for where in ("path", "query")}
    for name in call.query:
        if name not in known["query"]:
            yield f"query {name} is not described"
    for where, given in (("path", places), ("query", call.query)):
        for name, one in known[where].items():
            if name in given:
                schema = one["schema"]
                is_number = _resolved(kind, schema).get("type") == "integer" and given[name].isdigit()
                yield from _wrong(kind, schema, int(given[name]) if is_number else given[name])
            elif one.get("required"):
                yield f"{where} {name} is missing"
    wanted = _resolved(kind, operation["requestBody"])["content"]["application/json"]["schema"] if (
        "requestBody" in operation) else None  # fmt: skip
    if wanted is None:
        if call.body is not None:
            yield "a body is not described"
        return
    if call.headers.get("Content-Type") != "application/json":
        yield f"Content-Type is {call.headers.get('Content-Type')}"
    yield from _wrong(kind, wanted, call.body)
    described = _resolved(kind, wanted).get("properties", {})
    yield from (f"body {name} is not described" for name in call.body or {} if name not in described)


def _resolved(kind: str, node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        found: Any = contract(kind)
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _wrong(kind: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    whole = {**schema, "components": contract(kind).get("components", {})}
    yield from (
        f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(whole).iter_errors(value)
    )


def answer_to(case: CodeHostCase, call: Call, template: str, places: Mapping[str, str]) -> tuple[int, Any]:
    """Return status and body with which the host answers *call*."""
    if "/teams" in template:
        return _of_teams(case, template, places)
    if template.endswith("/comments") or "/comments/" in template:
        return _of_comments(case, call, places)
    if template.endswith("{pull_number}"):
        found = [one for one in case.requests if one["number"] == int(places["pull_number"])]
        return (200, _shown(case, found[0])) if found else (404, {"message": "Not Found"})
    if call.method == "GET":
        return 200, [
            _shown(case, one, is_item=True) for one in case.open_requests() if _is_asked_for(case, one, call)
        ]
    return _opened(case, call)


def _is_asked_for(case: CodeHostCase, one: Mapping[str, Any], call: Call) -> bool:
    asked = call.query
    if case.kind == "gitea":  # the list cannot be asked for one branch; a page holds one here, so that there are more
        return case.open_requests().index(one) == int(asked["page"]) - 1  # type: ignore[arg-type]
    head = asked["source_branch"] if case.kind == "gitlab" else asked["head"].removeprefix("delta:")
    base = asked["target_branch"] if case.kind == "gitlab" else asked["base"]
    return one["head"] == head and one["base"] == base and not one["fork"]


def _opened(case: CodeHostCase, call: Call) -> tuple[int, Any]:
    body = call.body
    names = ("source_branch", "target_branch", "description") if case.kind == "gitlab" else ("head", "base", "body")
    head, base, text = (body[name] for name in names)
    if head not in case.branches():
        return 422, {"message": "Validation Failed: head"}
    if any((one["head"], one["base"], one["fork"]) == (head, base, False) for one in case.open_requests()):
        return (422 if case.kind == "github" else 409), {"message": "There is one already."}
    case.requests.append(request_of(len(case.requests) + 1, head, base, body["title"], text))
    return 201, _shown(case, case.requests[-1])


def request_of(number: int, head: str, base: str, title: str, body: str, *, fork: bool = False) -> dict[str, Any]:
    """Return a request as the host keeps it."""
    return {"number": number, "head": head, "base": base, "title": title, "body": body, "state": "open", "fork": fork}


def _shown(case: CodeHostCase, one: Mapping[str, Any], *, is_item: bool = False) -> dict[str, Any]:
    """Return the request *one* as the host shows it; GitHub's is the example of its own description."""
    number = one["number"]
    address = f"{case.address}/{REPOSITORY}/pull/{number}"
    if case.kind == "gitlab":
        return {
            "id": 100 + number, "iid": number, "state": "opened", "source_branch": one["head"],
            "target_branch": one["base"], "title": one["title"], "web_url": address,
        }  # fmt: skip
    sha = case.branches().get(one["head"], "0" * 40)
    if case.kind == "gitea":
        ends = {
            name: {
                "label": one[name],
                "ref": one[name],
                "sha": sha,
                "repo_id": 2 if name == "head" and one["fork"] else 1,
            }
            for name in ("head", "base")
        }
        return {
            "id": 100 + number,
            "number": number,
            "state": "open",
            "title": one["title"],
            "html_url": address,
            **ends,
        }
    name = "pull-request-simple-items" if is_item else "pull-request"
    example = contract("github")["components"]["examples"][name]["value"]
    whole = {**(example[0] if is_item else example), "requested_teams": []}  # the example's own lack a type
    ends = {end: {**whole[end], "ref": one[end], "sha": sha} for end in ("head", "base")}
    return {**whole, "number": number, "title": one["title"], "state": one["state"], "html_url": address, **ends}


def _of_comments(case: CodeHostCase, call: Call, places: Mapping[str, str]) -> tuple[int, Any]:
    example = contract("github")["components"]["examples"]["issue-comment"]["value"]
    if call.method == "GET":
        return 200, case.comments
    if call.method == "PATCH":
        found = next(one for one in case.comments if one["id"] == int(places["comment_id"]))
        found["body"] = call.body["body"]
        return 200, found
    user = {**example["user"], "type": "Bot", "login": "github-actions[bot]"}
    case.comments.append({**example, "id": len(case.comments) + 1, "body": call.body["body"], "user": user})
    return 201, case.comments[-1]


def _of_teams(case: CodeHostCase, template: str, places: Mapping[str, str]) -> tuple[int, Any]:
    names = list(case.teams)
    if template == "/orgs/{org}/teams":
        return 200, [{"id": number, "name": name} for number, name in enumerate(names, start=1)]
    team = names[int(places["id"]) - 1] if "id" in places else places["team_slug"]
    if places["username"] not in case.teams.get(team, ()):
        return 404, {"message": "Not Found"}
    if case.kind == "gitea":
        return 200, {}
    return 200, {"url": f"{case.address}/teams/1/memberships/x", "role": "member", "state": "active"}
