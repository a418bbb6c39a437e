"""Processes that tests start: each is gone when its block ends, and what is left at the end of a run is found."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MARK = "TESTS_STARTED_BY"
"""Variable of the environment by which the processes of a run are known, even once their parents are gone."""
PATIENCE = 30.0  # seconds for a process to end by itself


@contextmanager
def running(command: Sequence[str | Path], **more: Any) -> Iterator[subprocess.Popen[Any]]:
    """Yield the process of *command*; it and whatever it started are gone after the block."""
    process = subprocess.Popen(command, start_new_session=True, **more)
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """End *process*, which leads a session of its own, as Ctrl+C does; what does not go is killed."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def mark_what_is_started() -> None:
    """Have every process that this one starts from now on carry its mark."""
    os.environ[MARK] = str(os.getpid())


def what_is_left(patience: float = PATIENCE) -> list[str]:
    """Return the command lines of what still runs of what this process started, after a while; it is killed."""
    until = time.monotonic() + patience
    while (left := _started()) and time.monotonic() < until:
        time.sleep(0.05)  # what was told to end may take a moment
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return sorted(left.values())


def _started() -> dict[int, str]:
    """Return pid -> command line of the living processes with our mark or with us as parent."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
            is_ours = _parent(folder) == os.getpid() or f"{MARK}={os.getpid()}".encode() in _environment(folder)
            if is_ours and words and pid != os.getpid() and "multiprocessing.resource_tracker" not in words:
                found[pid] = words  # a process without words has ended, and nobody has asked how
    return found


def _parent(folder: Path) -> int:
    return int((folder / "stat").read_text().rpartition(")")[2].split()[1])


def _environment(folder: Path) -> list[bytes]:
    return (folder / "environ").read_bytes().split(b"\0")
