"""Run tests as if it were a later day: none may depend on the day on which it runs.

``python -m tests.later [WHAT PYTEST IS TO RUN]`` runs them once for each of ``DAYS``, under libfaketime.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

DAYS = (datetime(2027, 6, 15, 4, tzinfo=UTC), datetime(2030, 2, 28, 4, tzinfo=UTC))
LIBRARIES = "*/faketime/libfaketimeMT.so.1"
TESTS = Path(__file__).parent


def environment_on(day: datetime) -> dict[str, str]:
    """Return the environment in which the clock of every process starts at *day* and runs on."""
    library = next(iter(sorted(Path("/usr/lib").glob(LIBRARIES))), None)
    if not library:
        sys.exit("run sh tests/prepare.sh, which installs libfaketime")
    return {
        **os.environ,
        "LD_PRELOAD": str(library),
        "FAKETIME": f"+{day.timestamp() - time.time():.0f}s",  # the same distance for all processes
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # what waits, waits as long as ever
        "PYTHONPATH": str(TESTS / "shifted"),
    }


def main(words: list[str]) -> int:
    """Return the worst exit status of pytest with *words* on these days."""
    worst = 0
    for day in DAYS:
        print(f"As if it were {day.date()}:", flush=True)
        command = [sys.executable, "-m", "pytest", *words]
        worst = max(worst, subprocess.run(command, env=environment_on(day), check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
