"""Measure the minutes from a clone to the first need received: ``python benchmarks/first_need.py``.

It clones this repository as it is committed, installs what it needs, begins a challenge of its own, serves it and
sends one need, each step timed. What it makes lies in a folder that is removed at the end. Nobody types the answers:
allow a minute or two for that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.challenges import DISTRICT, need_of  # noqa: E402
from tests.service import Running  # noqa: E402

PORT = 18765
ANSWERS = {**DISTRICT, "edition": "first"}


class Served(Running):
    """A service that runs as a program of its own."""

    def __init__(self) -> None:
        self.origin = f"http://127.0.0.1:{PORT}"
        self.client = httpx.Client(base_url=self.origin, timeout=60, trust_env=False)

    def is_up(self) -> bool:
        """Return whether it answers."""
        try:
            return self.client.get("/en/forms/need/").is_success
        except httpx.TransportError:
            return False


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what *what* took."""
    began = time.perf_counter()
    yield
    print(f"{what:<38} {time.perf_counter() - began:6.1f} s", flush=True)


def measure(folder: Path) -> None:
    """Go the whole way in *folder*."""
    program, place, answers = folder / "jiebang", folder / "our-challenge", folder / "answers.yml"
    answers.write_text(json.dumps(ANSWERS, ensure_ascii=False), encoding="utf-8")
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": str(folder / "cache")}
    command = str(program / ".venv/bin/jiebang")
    with timed("clone"):
        run("git", "clone", "--quiet", str(ROOT), str(program))
    with timed("install (make .venv/.installed)"):
        run("make", "--silent", "-C", str(program), ".venv/.installed")
    with timed("jiebang init, check and build"):
        run(command, "init", str(place), "--from", str(answers), "--no-ask", environment=environment)
    words = [command, "forms", "serve", "--root", str(place), "--port", str(PORT), "--no-watch"]
    service = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    try:
        served = Served()
        with timed("jiebang forms serve until it answers"):
            while not served.is_up():
                assert service.poll() is None, "the service ended"
                time.sleep(0.2)
        with timed("one need sent and received"):
            answer = served.hand_in("need", need_of(ANSWERS))
            assert answer.status_code == 201, answer.text
    finally:
        service.terminate()
        service.wait()


def run(*words: str, environment: dict[str, str] | None = None) -> None:
    """Run a command that has to succeed; what it prints is not shown."""
    subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made, timed("all"):
        measure(Path(made))
