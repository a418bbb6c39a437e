"""Who is refused while they still send hears why: nothing they sent too much makes the connection break off."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.intake.limits import LIMITS
from forms.web.bounds import Bounds
from tests.service import Running, started

MUCH = 4 * 2**20  # bytes, more than sockets hold between them
WITHIN = 1.0  # seconds, for what is left of a body


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("early")
    with started(folder, bounds=Bounds(head_seconds=WITHIN)) as made:
        yield made


def connected(service: Running, connection: str) -> socket.socket:
    """Return a connection on which a form has begun that says itself that it is too large."""
    host, port = service.origin.removeprefix("http://").split(":")
    made = socket.create_connection((host, int(port)), timeout=60)
    heads = {"host": host, "connection": connection, "content-length": LIMITS.body_bytes + 1}
    heads["content-type"] = "multipart/form-data; boundary=b"
    lines = ["POST /submit/need HTTP/1.1", *(f"{name}: {value}" for name, value in heads.items())]
    made.sendall("\r\n".join([*lines, "", ""]).encode())
    return made


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_the_answer_arrives_though_the_sender_goes_on(service: Running, connection: str) -> None:
    with connected(service, connection) as sender:
        sender.sendall(b"a" * MUCH)
        answer = sender.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_what_is_left_is_not_read_for_ever(service: Running) -> None:
    began = time.monotonic()
    with connected(service, "close") as sender, pytest.raises(OSError):
        while time.monotonic() < began + 60:
            sender.sendall(b"a" * 1000)

    assert time.monotonic() < began + 30
