"""Kill a process that takes submissions in, at random moments, and look whether what it gave receipts for is there.

``python -m tests.killing FOLDER ROUNDS`` prints the counts; ``benchmarks/inbox_kill.py`` does so 200 times.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from forms.inbox.store import Inbox
from site_builder.load.contract.schemas import read_schemas
from tests.inboxes import Opened, attached, is_exact, new_inbox, numbered
from tests.processes import running

THREADS = 4
EVERY_NTH_HAS_A_FILE = 5
MOST_RECEIPTS = 16  # that a client has seen before the kill, at most
LONGEST_AFTER = 0.05  # seconds from that receipt to the kill


@dataclass(frozen=True)
class Count:
    """What a run of kills showed.

    ``shown`` are receipts that a client saw before the kill, ``in_flight`` requests that it sent again because it
    heard nothing. ``lost`` are receipts that a client saw and the inbox has not, exactly; ``broken`` are listed
    submissions that are not whole; ``unequal`` are requests that got another receipt when they were sent again.
    """

    kills: int
    shown: int
    in_flight: int
    listed: int
    lost: int
    broken: int
    unequal: int


def has_file(number: int) -> bool:
    """Return whether the submission with *number* comes with an attachment."""
    return number % EVERY_NTH_HAS_A_FILE == 0


def send(inbox: Inbox, number: int) -> str:
    """Take the submission with *number* in and return ``number receipt secret``."""
    files = (attached(inbox, number),) if has_file(number) else ()
    receipt = inbox.receive(numbered(number, files), f"key-{number}")
    for part in files:
        part.path.unlink(missing_ok=True)
    return f"{number} {receipt.number} {receipt.secret}"


def take_in(path: Path, first: int) -> None:
    """Take submissions in on several threads until killed, each receipt printed once it may be shown."""
    inbox = Inbox.open(path)
    read_schemas()  # what is read once takes longer than most processes here live
    print("ready", flush=True)

    def run(number: int) -> None:
        while True:
            told = send(inbox, number)
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()
            number += THREADS

    threads = [threading.Thread(target=run, args=(first + offset,)) for offset in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()  # the interpreter must not begin to shut down


def kill_once(path: Path, first: int, after: int, seconds: float) -> dict[int, tuple[str, str]]:
    """Return number -> receipt and secret that a client saw until the kill, *seconds* *after* so many receipts."""
    command = [sys.executable, "-m", "tests.killing", str(path), "take-in", str(first)]
    with running(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        told = "".join(process.stdout.readline() for _ in range(after))
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        lines = (told + process.stdout.read()).split("\n")
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
    rows = (line.split(" ") for line in lines[:-1])  # after the last line end stands what nobody saw whole
    return {int(number): (receipt, secret) for number, receipt, secret in rows}


def kill_often(folder: Path, rounds: int, seed: int) -> tuple[Opened, Count]:
    """Return the inbox after *rounds* kills, and what they showed."""
    luck = random.Random(seed)  # noqa: S311
    opened = new_inbox(folder)
    seen: dict[int, tuple[str, str]] = {}
    unequal = in_flight = shown = 0
    first = 1
    for _ in range(rounds):
        here = kill_once(opened.path, first, luck.randint(0, MOST_RECEIPTS), luck.uniform(0.0, LONGEST_AFTER))
        seen |= here
        shown += len(here)
        last = max(here, default=first)
        opened = Opened(Inbox.open(opened.path), opened.identity, opened.path)
        listed = {row.title["zh"] for row in opened.inbox.entries()}
        for number in range(first, last + THREADS + 1):  # the client asks again for what it heard nothing of
            in_flight += number not in here
            _, receipt, secret = send(opened.inbox, number).split(" ")
            unequal += number in here and (receipt, secret) != here[number]
            unequal += number in here and f"需求{number}" not in listed
            seen[number] = (receipt, secret)
        first = last + THREADS + 1
    rows = list(opened.inbox.entries())
    numbers = {row.receipt: int(row.title["zh"].removeprefix("需求")) for row in rows}
    exact = {
        receipt for receipt, number in numbers.items() if is_exact(opened, receipt, number, has_file=has_file(number))
    }
    lost = sum(receipt not in exact or not opened.inbox.authenticate(receipt, key) for receipt, key in seen.values())
    count = Count(rounds, shown, in_flight, len(rows), lost, len(rows) - len(exact), unequal)
    return opened, count


def main(folder: str, what: str, first: str = "") -> None:
    """Take in until killed, or kill often and print the counts."""
    if what == "take-in":
        take_in(Path(folder), int(first))
        return
    inside = Path(tempfile.mkdtemp(dir=folder))
    try:
        print(kill_often(inside, int(what), seed=int(time.time()))[1])
    finally:
        shutil.rmtree(inside)


if __name__ == "__main__":
    main(*sys.argv[1:])
