"""Measure how long a command takes before it does anything: processor time beside that of ``python -c pass``.

``python benchmarks/startup.py [--repeat 9] [--records DIR]``

Measures a copy of the records of the repository that this file stands in, or of those in DIR. Each round runs every
command once, so that a busy hour weighs on all of them alike; read the ratios of the medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).parent.parent
DAY = "2026-11-20"
NOTHING = "python -c pass"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=9, help="rounds; the median counts")
    parser.add_argument("--records", type=Path, default=PROJECT, help="the repository whose records are measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jiebang-startup-") as folder:
        commands = commands_in(Path(folder), options.records)
        for command in commands.values():  # the first run writes bytecode and the site
            processor_seconds(command)
        rounds = [
            {name: processor_seconds(command) for name, command in commands.items()} for _ in range(options.repeat)
        ]
    print(table_of(rounds))


def commands_in(folder: Path, records: Path) -> dict[str, list[str]]:
    """Return the commands to measure, on a copy of *records* in *folder* with the settings of this repository."""
    for name in ("needs", "content"):
        shutil.copytree(records / name, folder / name)
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    jiebang = [sys.executable, "-m", "forms.cli"]
    on_copy = ["--root", str(folder), "--date", DAY]
    return {
        NOTHING: [sys.executable, "-c", "pass"],
        "jiebang --help": [*jiebang, "--help"],
        "jiebang check": [*jiebang, "check", *on_copy],
        "jiebang build, nothing changed": [*jiebang, "build", *on_copy],
    }


def processor_seconds(command: Sequence[str]) -> float:
    """Return the processor time of one run of *command*, ended by an error where it fails."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=kept, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command)}\n{output.read().decode('utf-8', 'replace')}")
    return used.ru_utime + used.ru_stime


def table_of(rounds: Sequence[dict[str, float]]) -> str:
    """Return the medians of *rounds* as a Markdown table."""
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    rows = [f"| {name} | {used:.3f} | {used / medians[NOTHING]:.0f} |" for name, used in medians.items()]
    return "\n".join(["| command | processor seconds | : python |", "| --- | ---: | ---: |", *rows])


if __name__ == "__main__":
    main()
