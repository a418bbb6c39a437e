"""Measure the inbox: submissions taken in and fsynced a second, and how long lists take.

``python benchmarks/inbox.py [--submissions 1000] [--clients 1 10 100] [--files]``

No HTTP is in between. The first row is what the disk does at this hour: one small file written and fsynced at a time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # the submissions are those of the tests

from forms.inbox.store import Inbox  # noqa: E402
from tests.inboxes import attached, new_inbox, numbered  # noqa: E402


def timed(run: Callable[[int], object], numbers: range, clients: int) -> tuple[float, list[float]]:
    """Return the seconds for all *numbers* with *clients* at once, and the milliseconds of each, sorted."""

    def one(number: int) -> float:
        started = time.perf_counter()
        run(number)
        return (time.perf_counter() - started) * 1000

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        each = sorted(pool.map(one, numbers))
    return time.perf_counter() - started, each


def row(name: str, seconds: float, each: list[float]) -> str:
    """Return one row of the table."""
    p50, p99 = each[len(each) // 2], each[min(len(each) - 1, len(each) * 99 // 100)]
    return f"| {name} | {len(each) / seconds:,.0f} | {p50:.1f} | {p99:.1f} |"


def fsync_once(folder: Path, number: int) -> None:
    """Write one small file and have it on disk."""
    with (folder / str(number)).open("wb") as file:
        file.write(b"x" * 500)
        file.flush()
        os.fsync(file.fileno())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--files", action="store_true", help="with an attachment of up to 200 kB each")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened = new_inbox(folder)
        print(f"load average {os.getloadavg()[0]:.1f}, processors {os.cpu_count()}\n")
        print("| what | a second | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: |")
        seconds, each = timed(lambda number: fsync_once(folder, number), range(200), 1)
        print(row("one file fsynced, one at a time", seconds, each), flush=True)
        first = 0
        for clients in given.clients:

            def take_in(number: int) -> None:
                files = (attached(opened.inbox, number),) if given.files else ()
                opened.inbox.receive(numbered(number, files), f"key-{number}")
                for part in files:
                    part.path.unlink()

            numbers = range(first, first := first + given.submissions)
            print(row(f"submission fsynced, {clients} at once", *timed(take_in, numbers, clients)), flush=True)
        for name, inbox in (("first list", Inbox.open(opened.path)), ("next list", opened.inbox)):
            list(opened.inbox.entries())
            started = time.perf_counter()
            count = len(list(inbox.entries()))
            print(f"\n{name} of {count:,} submissions: {time.perf_counter() - started:.3f} s")


if __name__ == "__main__":
    main()
