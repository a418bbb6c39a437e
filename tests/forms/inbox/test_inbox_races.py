"""Several at once, threads and processes: each submission is kept once, each decision is kept or refused."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from forms.inbox.errors import ConflictError
from forms.inbox.store import Inbox
from forms.model import Actor
from site_builder.model import Text
from tests.inboxes import is_exact, new_inbox, numbered
from tests.killing import send

ROOT = Path(__file__).parents[3]
PROCESS = """
import sys
from pathlib import Path
from forms.inbox.store import Inbox
from tests.killing import send

inbox = Inbox.open(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, 31):
    print(send(inbox, number), flush=True)
"""
SOLVERS = """
import sys
from dataclasses import replace
from pathlib import Path
from forms.inbox.errors import SecondSolutionError
from forms.inbox.store import Inbox
from tests.inboxes import numbered

inbox, own = Inbox.open(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for need in range(30):
    solution = replace(numbered(need), mark=inbox.mark_of(f"need-{need}", "the same solver"))
    try:
        print("received", inbox.receive(solution, f"{own}-{need}").number, flush=True)
    except SecondSolutionError as error:
        print("refused", error.receipt, flush=True)
"""
HALF_WRITTEN = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from forms.inbox.errors import SecondSolutionError
from forms.inbox.store import Inbox
from tests.inboxes import numbered

inbox, told = Inbox.open(Path(sys.argv[1])), {}
solution = replace(numbered(1), mark=inbox.mark_of("need-1", "the same solver"))
half_written, decides = threading.Event(), threading.Event()

def watch(event, facts):
    thread = threading.current_thread().name
    if thread == "first" and event == "os.link" and "/refs/heads/" in str(facts[1]):
        half_written.set()
        assert decides.wait(60)
    if thread == "second" and event == "fcntl.flock":
        decides.set()

def send():
    name = threading.current_thread().name
    try:
        told[name] = "received " + inbox.receive(solution, name).number
    except SecondSolutionError as error:
        told[name] = "refused " + error.receipt

sys.addaudithook(watch)
first, second = (threading.Thread(target=send, name=name) for name in ("first", "second"))
first.start()
assert half_written.wait(60)
second.start()
for thread in (first, second):
    thread.join()
print(told["first"], told["second"])
"""


def run_together(source: str, *commands: tuple[str, ...]) -> list[list[str]]:
    """Return the lines that processes print that run *source* with each of *commands*, begun at the same time."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", source, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for command in commands
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate()[0].splitlines() for process in processes]


def test_of_two_processes_with_a_solution_of_the_same_solver_one_is_refused(tmp_path: Path) -> None:
    opened = new_inbox(tmp_path)
    one, two = run_together(SOLVERS, (str(opened.path), "one"), (str(opened.path), "two"))

    for pair in zip(one, two, strict=True):
        told = dict(row.split(" ") for row in pair)
        assert told.keys() == {"received", "refused"}
        assert told["received"] == told["refused"]
    assert len(list(opened.inbox.entries())) == 30


def test_a_second_solution_that_comes_while_the_first_is_being_written_is_refused(tmp_path: Path) -> None:
    """The first waits between its mark and its branch until the second is about to decide."""
    opened = new_inbox(tmp_path)
    command = [sys.executable, "-c", HALF_WRITTEN, str(opened.path)]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=True).stdout
    (only,) = opened.inbox.entries()

    assert told == f"received {only.receipt} refused {only.receipt}\n"


def test_two_processes_with_the_same_requests_give_the_same_receipts(tmp_path: Path) -> None:
    opened = new_inbox(tmp_path)
    told = run_together(PROCESS, (str(opened.path),), (str(opened.path),))

    assert told[0] == told[1]
    assert len(told[0]) == 30
    assert len(list(opened.inbox.entries())) == 30


def test_threads_with_their_own_requests_lose_none(tmp_path: Path) -> None:
    opened = new_inbox(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda number: send(opened.inbox, number), range(1, 41)))

    for row in told:
        number, receipt, _ = row.split(" ")
        assert is_exact(opened, receipt, int(number), has_file=int(number) % 5 == 0)
    assert len(list(opened.inbox.entries())) == 40


def test_of_two_organisers_acting_at_once_one_succeeds_and_nothing_is_lost(tmp_path: Path) -> None:
    opened = new_inbox(tmp_path)
    number = opened.inbox.receive(numbered(1), "key").number
    rounds, together = 12, Barrier(2)

    def decide(account: str) -> Counter[str]:
        inbox, outcomes = Inbox.open(opened.path), Counter[str]()
        for turn in range(rounds):
            together.wait()
            tip = inbox.read(number).tip
            together.wait()
            action = "mark_spam" if turn % 2 == 0 else "restore"
            try:
                note = Text(zh=f"{account}{turn}")
                inbox.act(number, action, Actor(account, "organizer"), expected_tip=tip, note=note)
                outcomes["done"] += 1
            except ConflictError:
                outcomes["refused"] += 1
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        outcomes = sum(pool.map(decide, ["one", "two"]), Counter[str]())
    events = opened.inbox.read(number).events

    assert outcomes == {"done": rounds, "refused": rounds}
    assert [event.action for event in events] == ["receive", *["mark_spam", "restore"] * (rounds // 2)]
    assert [event.note["zh"] for event in events[1:]] == [
        f"{event.actor}{turn}" for turn, event in enumerate(events[1:])
    ]
