"""The service as an operator runs it: a process of its own, on the loopback address, killed and started again."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.processes import end
from tests.repositories import TODAY
from tests.service import new_places

PATIENCE = 120.0  # seconds at most until it answers, on a slow machine


class ServiceProcess:
    """``jiebang forms serve`` on a small repository and an inbox of its own, with the settings *environment*."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.root, self.inbox_path, self.identity = new_places(folder)
        self.log = folder / "service.log"
        self.port, self.desk_port = free_ports(2)
        self.origin = f"http://127.0.0.1:{self.port}"
        self.desk_origin = f"http://localhost:{self.desk_port}"
        self._environment = {"JIEBANG_TRUSTED_HOPS": "1", **environment}  # each request from an address of its own
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "forms.cli", "forms", "serve", "--no-watch", "--port", str(self.port)]
        command += ["--desk-port", str(self.desk_port)]
        command += ["--root", str(self.root), "--inbox", str(self.inbox_path), "--date", TODAY.isoformat()]
        env = {**os.environ, **self._environment}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=env, cwd=Path(__file__).parent.parent, start_new_session=True
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self._process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                httpx.get(f"{self.origin}/healthz", timeout=5, trust_env=False).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.02)  # between two questions to a process that is still starting
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def kill(self) -> None:
        """``kill -9``."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process and self._process.poll() is None:
            end(self._process)


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address on which nobody listens."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(probe.getsockname()[1]) for probe in probes]


def solved(row: dict[str, Any]) -> str:
    """Return the solution of the challenge *row* as a browser sends it."""
    prefix, wanted = row["salt"].encode(), row["challenge"]
    number = next(n for n in range(10**7) if hashlib.sha256(prefix + b"%d" % n).hexdigest() == wanted)
    answer = {name: row[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**answer, "number": number}).encode()).decode()
