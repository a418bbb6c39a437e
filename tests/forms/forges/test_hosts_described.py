"""The calls to each code host against a server that is nothing but the host's own description: Prism, told to refuse.

``tests/codehosts.py`` plays a host that remembers; this one knows only what may be asked and what is answered, and
reads the same description in its own way.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from forms.forges.errors import HostError
from forms.forges.host import Host
from forms.forges.kinds import host_of
from forms.forges.requests import MARK, RequestFindings, answer
from forms.forges.rest import Rest
from forms.forges.roles import role_of
from forms.forges.settings import KINDS, code_host
from tests.codehosts import REPOSITORY, TOKEN
from tests.hosts.contract import HERE, PREFIX, description
from tests.processes import running

pytestmark = pytest.mark.slow

PRISM = HERE / "node_modules/@stoplight/prism-cli/dist/index.js"
PATIENCE = 120  # seconds at most until it listens, on a slow machine
BEARER = {"type": "http", "scheme": "bearer"}  # GitHub's description names no token; docs.github.com/rest does
HEAD = {"github": "6dcb09b5b57875f334f61aebed695e2e4193db5e", "gitea": "0" * 40, "gitlab": "0" * 40}
"""Where the pull request of the example stands."""
EMPTY: dict[str, list[dict[str, Any]]] = {"zh": [], "en": []}


def served(kind: str) -> dict[str, Any]:
    """Return the description as it is served: under the host's own path, no word in a body that it does not know."""
    whole = json.loads(json.dumps(description(kind)))
    whole["paths"] = {f"{PREFIX[kind]}{path}": methods for path, methods in whole["paths"].items()}
    for methods in whole["paths"].values():
        for method in methods.values():
            if isinstance(method, dict) and "requestBody" in method:
                body = method["requestBody"]["content"]["application/json"]["schema"]
                if "$ref" in body:
                    body = whole["components"]["schemas"][body["$ref"].rpartition("/")[2]]
                body["additionalProperties"] = False
    if kind == "github":
        examples = whole["components"]["examples"]
        for one in (examples["pull-request"]["value"], *examples["pull-request-simple-items"]["value"]):
            one["requested_teams"] = []  # those of the example lack a type, which their schema demands
        whole["components"]["securitySchemes"] = {"token": BEARER}
        whole["security"] = [{"token": []}]
    return whole


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def address(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    node = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert node, "run make test, which prepares node"
    assert PRISM.is_file(), "run sh tests/prepare.sh"
    folder = tmp_path_factory.mktemp(kind)
    file, log = folder / "description.json", folder / "log"
    file.write_text(json.dumps(served(kind)), encoding="utf-8")
    port = free_port()
    words = [node, str(PRISM), "mock", "--errors", "--port", str(port), "--host", "127.0.0.1", str(file)]
    with log.open("wb") as written, running(words, stdout=written, stderr=subprocess.STDOUT) as prism:
        until = time.monotonic() + PATIENCE
        while "Prism is listening" not in log.read_text(encoding="utf-8", errors="replace"):
            assert prism.poll() is None, log.read_text(encoding="utf-8", errors="replace")
            assert time.monotonic() < until
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def host(kind: str, address: str) -> Host:
    return host_of(code_host(kind, address, REPOSITORY, "main"), TOKEN)


CALLS: tuple[Callable[[Host], Any], ...] = (
    lambda host: host.request("publish/JB-20261121-7K3M9Q", "Publish cic2026-31-0002", "- Receipt: `x`\n"),
    lambda host: host.standing(1),
    lambda host: host.comment(1, f"{MARK}\n\nwords\n"),
    lambda host: host.edit_comment(1, 5, f"{MARK}\n\nother words\n"),
)


@pytest.mark.parametrize("call", CALLS)
def test_the_host_knows_each_call(host: Host, call: Callable[[Host], Any]) -> None:
    call(host)


def test_what_the_host_answers_is_understood(host: Host, kind: str) -> None:
    standing = host.standing(1)

    assert standing is not None
    assert (standing.head, standing.is_open, bool(standing.author)) == (HEAD[kind], True, True)
    assert host.request("change", "t", "b").startswith("https://")
    assert host.open_request("change").startswith("https://")


def test_the_lists_are_read_page_after_page(host: Host) -> None:
    assert next(host.comments(1)).body in ("Me too", "words")


def test_an_answer_is_posted(host: Host, kind: str) -> None:
    answer(host, RequestFindings(1, EMPTY), HEAD[kind])


def test_a_role_is_asked_for(host: Host, kind: str) -> None:
    assert role_of(host, "7") == "organizer"


def test_a_call_that_the_host_does_not_know_is_refused(kind: str, address: str, host: Host) -> None:
    where = {"github": "/repos/delta/challenge/pulls", "gitea": "/repos/delta/challenge/issues/1/comments",
             "gitlab": "/projects/delta%2Fchallenge/merge_requests"}[kind]  # fmt: skip
    wrong: tuple[tuple[str, str, Any], ...] = (
        ("POST", where, {}),
        ("POST", where, {"body": "b", "title": "t", "head": "h", "base": "b", "made_up": True}),
        ("DELETE", where, None),
        ("GET", f"{where}/1/2/3", None),
    )

    for method, path, body in wrong:
        try:
            assert host.rest.send(method, path, body) is None, (method, path, body)  # a GET of what is not there
        except HostError as error:
            assert error.facts["status"] in ("404", "405", "422"), (method, path, body)
    anybody = Rest(f"{address}{PREFIX[kind]}", {})
    with pytest.raises(HostError) as refused:
        anybody.send("POST", where, {"title": "t"})
    assert refused.value.facts["status"] in ("401", "422")
    assert httpx.get(f"{address}{PREFIX[kind]}{where}").status_code == 401
