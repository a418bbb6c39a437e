"""Kill the running service at random moments under load, and look whether what it gave receipts for is there."""

from __future__ import annotations

import math
import queue
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from forms.inbox.store import Inbox
from tests.service_clients import Client, Wanted, faults_of, numbers_in
from tests.service_process import ServiceProcess, solved

CLIENTS = 6
PROOFS = 30  # solved before each round: more than the service takes in until it is killed
MOST_ANSWERS = 16  # answers that the clients have got when the service is killed, at most
LONGEST_AFTER = 0.1  # seconds from that answer to the kill
PATIENCE = 60.0  # seconds to wait for an answer at most


@dataclass(frozen=True)
class Count:
    """What a run of kills showed.

    ``shown`` are the answers with a receipt that clients read whole, ``cut_off`` the requests that they sent again
    because they heard nothing. ``lost`` are receipts or versions that a client saw and the inbox has not, exactly;
    ``broken`` are listed submissions that were not whole right after a kill, ``twice`` those listed more than once;
    ``unequal`` are requests that got another receipt when they were sent again; ``faults`` other answers.
    """

    kills: int
    shown: int
    corrected: int
    cut_off: int
    listed: int
    lost: int
    broken: int
    twice: int
    unequal: int
    faults: tuple[str, ...]
    fsck: str

    @property
    def is_right(self) -> bool:
        """Return whether nothing was lost, half-written, doubled or answered wrongly."""
        wrong = (self.lost, self.broken, self.twice, self.unequal, len(self.faults), len(self.fsck))
        return not any(wrong) and self.listed == self.shown - self.corrected


class Killing:
    """A service, its clients, and what was seen of both."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._service = ServiceProcess(folder)
        self._luck = random.Random(seed)  # noqa: S311 - moments, no secret
        self._proofs: queue.SimpleQueue[str] = queue.SimpleQueue()
        origin = self._service.origin
        self._answered = threading.Semaphore(0)
        firsts = range(1, CLIENTS + 1)
        self._clients = [Client(origin, first, CLIENTS, self._proofs, self._answered) for first in firsts]
        self._inbox = Inbox.open(self._service.inbox_path)
        self._looked_at: dict[str, str] = {}  # receipt -> tip that was found whole
        self._broken: list[str] = []

    def run(self, kills: int, say: Callable[[str], None], seconds: float = math.inf) -> Count:
        """Return what so many kills showed, or as many as there was time for."""
        end, done = time.monotonic() + seconds, 0
        try:
            self._service.start()
            self._solve(self._asked())
            while done < kills and time.monotonic() < end:
                self._round()
                done += 1
                if done % 10 == 0 or done == kills:
                    say(f"{done} kills, {self._shown()} receipts seen, {len(self._looked_at)} submissions listed")
            for client in self._clients:
                client.finish()
        finally:
            self._service.stop()
        self._look()
        return self._count(done)

    def _round(self) -> None:
        """Let the clients send, kill the service, look at what is listed, and start it again."""
        asked = self._asked()
        while self._answered.acquire(blocking=False):
            """Forget the answers of the round before."""
        threads = [threading.Thread(target=client.work) for client in self._clients]
        for thread in threads:
            thread.start()
        for _ in range(self._luck.randint(0, MOST_ANSWERS)):
            self._answered.acquire(timeout=PATIENCE)
        time.sleep(self._luck.uniform(0.0, LONGEST_AFTER))  # the moment is anywhere in the next requests
        self._service.kill()
        for thread in threads:
            thread.join()
        solving = threading.Thread(target=self._solve, args=(asked,))
        solving.start()
        self._look()
        self._service.start()
        solving.join()

    def _asked(self) -> list[dict[str, Any]]:
        """Return the challenges of the next round; they hold after a restart too."""
        with httpx.Client(base_url=self._service.origin, trust_env=False) as http:
            missing = min(PROOFS, 2 * PROOFS - self._proofs.qsize())
            return [http.get("/api/v1/challenge").json() for _ in range(missing)]

    def _solve(self, challenges: list[dict[str, Any]]) -> None:
        for row in challenges:
            self._proofs.put(solved(row))

    def _look(self) -> None:
        """Look at every submission that is listed anew or has changed."""
        for row in self._inbox.entries():
            if self._looked_at.get(row.receipt) != row.tip:
                try:
                    faults = list(faults_of(self._inbox, self._service.identity, self._inbox.read(row.receipt)))
                except Exception as error:  # whatever it is, the submission cannot be read
                    faults = [repr(error)]
                self._broken += [f"{row.receipt}: {fault}" for fault in faults]
                self._looked_at[row.receipt] = row.tip

    def _shown(self) -> int:
        return sum(len(wanted.digests) for client in self._clients for wanted in client.wanted)

    def _count(self, kills: int) -> Count:
        listed = list(self._inbox.entries())
        numbers = Counter(numbers_in(row.title["zh"])[0] for row in listed)
        clients = self._clients
        fsck = subprocess.run(
            ["git", "-C", self._service.inbox_path, "fsck", "--full", "--strict"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Count(
            kills=kills,
            shown=self._shown(),
            corrected=sum(
                len(wanted.digests) - 1 for client in clients for wanted in client.wanted if wanted.digests
            ),
            cut_off=sum(client.cut_off for client in clients),
            listed=len(listed),
            lost=sum(not self._is_here(wanted) for client in clients for wanted in client.wanted),
            broken=len(self._broken),
            twice=sum(count > 1 for count in numbers.values()),
            unequal=sum(client.unequal for client in clients),
            faults=(*self._broken, *(fault for client in clients for fault in client.faults)),
            fsck="" if fsck.returncode == 0 else fsck.stderr,
        )

    def _is_here(self, wanted: Wanted) -> bool:
        """Return whether what the client was told is so; that each listed one is exact was looked at before."""
        if not wanted.receipt or not self._inbox.authenticate(*wanted.receipt):
            return False
        entry = self._inbox.read(wanted.receipt[0])
        told = wanted.digests.items()
        return (
            numbers_in(entry.envelope.title["zh"]) == (wanted.number, len(wanted.digests))
            and entry.envelope.version == len(wanted.digests)
            and all(digest in ("", entry.envelope.sealed_digests[version - 1]) for version, digest in told)
        )
