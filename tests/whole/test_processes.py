"""What tests start is gone when they end: a process told to go, one that does not want to, and its children."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import running

DEAF = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; print('there', flush=True); time.sleep(600)"])
child.wait()
"""


def test_a_process_and_its_child_are_gone_after_the_block_even_if_it_fails_and_they_are_deaf(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.processes.PATIENCE", 0.1)
    with pytest.raises(ZeroDivisionError), running([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"there\n"
        _ = 1 / 0

    assert process.stdout.read() == b""  # nobody holds the other end any more
    process.stdout.close()


def test_a_process_that_was_left_is_found_and_ended_even_after_its_parent() -> None:
    orphan = "import subprocess, sys; subprocess.Popen(['sleep', '600'], stdout=subprocess.DEVNULL)"
    watcher = f"""
import subprocess, sys
from tests.processes import mark_what_is_started, what_is_left
mark_what_is_started()
subprocess.run([sys.executable, "-c", {orphan!r}], check=True)
print(what_is_left(0.1), what_is_left())
"""
    command = [sys.executable, "-c", watcher]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])

    assert done.stdout == "['sleep 600'] []\n"
