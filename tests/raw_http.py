"""HTTP as an attacker speaks it: byte by byte, over a connection of its own."""

from __future__ import annotations

import contextlib
import socket
from types import TracebackType

from tests.waiting import PATIENCE


class Raw:
    """One connection to the service at *origin*."""

    def __init__(self, origin: str) -> None:
        host, _, port = origin.removeprefix("http://").partition(":")
        self.authority = f"{host}:{port}"
        self._socket = socket.create_connection((host, int(port)), timeout=PATIENCE)

    def __enter__(self) -> Raw:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send *data*; a server that has closed the connection does not want it."""
        with contextlib.suppress(OSError):
            self._socket.sendall(data)

    def begin(self, first: str, *heads: str) -> None:
        """Send the first line of a request and some heads, and not yet the empty line that ends them."""
        self.send("".join(f"{line}\r\n" for line in (first, f"Host: {self.authority}", *heads)).encode("latin-1"))

    def ask(self, first: str, *heads: str) -> int:
        """Return the status of the answer to a request without a body; 0 where there is none."""
        self.begin(first, *heads)
        self.send(b"\r\n")
        return self.status()

    def status(self) -> int:
        """Return the status of the next answer; 0 where the connection is closed without one."""
        found = b""
        with contextlib.suppress(ConnectionError):
            while b"\r\n" not in found and (piece := self._socket.recv(65536)):
                found += piece
        return int(found.split(b" ", 2)[1]) if found else 0

    def is_closed(self) -> bool:
        """Return once the service has closed the connection, whatever it said before."""
        with contextlib.suppress(ConnectionError):
            while self._socket.recv(65536):
                pass
        return True
