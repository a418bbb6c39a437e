"""Bounded load on the loopback: submissions a second, waiting times, and memory with large files on their way in.

    python benchmarks/forms_load.py [--seconds 5] [--files 12]

The service runs in a process of its own; the clients in another. Nothing else is measured than what a client sees.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import multiprocessing
import os
import re
import resource
import secrets
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from forms.web.bounds import BOUNDS, Bounds
from tests.service import CONSENTS, Running, as_tree, need_pairs

FILE_BYTES = 20 * 2**20
MOST_A_SECOND = 400  # so many requests are prepared
FIELDS = as_tree(need_pairs(), "need")
GOALS = "goals: 150 a second or more, p99 below 250 ms at 10 clients, less than 300 MB"


def serve(folder: str, pipe: Any) -> None:
    """Serve until told to end."""
    running = Running(Path(folder), bounds=Bounds(of_one=BOUNDS.connections))  # all clients have one address here
    pipe.send((running.origin, os.getpid()))
    pipe.recv()
    pipe.send(len(running.received()))
    running.stop()


def solve(row: dict[str, Any]) -> str:
    """Return the solution of a challenge."""
    prefix = row["salt"].encode()
    number = next(n for n in range(10**6) if hashlib.sha256(prefix + b"%d" % n).hexdigest() == row["challenge"])
    answer = {name: row[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**answer, "number": number}).encode()).decode()


def request(origin: str, proof: str) -> bytes:
    """Return a submission as it goes over the wire."""
    content = {"language": "zh", "fields": FIELDS, "consents": CONSENTS["need"], "altcha": proof}
    body = json.dumps(content, ensure_ascii=False).encode()
    head = {
        "host": origin.removeprefix("http://"),
        "content-type": "application/json",
        "content-length": str(len(body)),
        "idempotency-key": secrets.token_urlsafe(24),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /api/v1/submissions/need HTTP/1.1\r\n{lines}\r\n".encode() + body


async def client(origin: str, requests: list[bytes], until: float, taken: list[float]) -> None:
    """Send one submission after another over one connection, and read each answer to its end.

    Written on streams, since the machine's processors are shared with the service: a library would take half of them.
    """
    host, _, port = origin.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    while time.perf_counter() < until and requests:
        started = time.perf_counter()
        writer.write(requests.pop())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert head.startswith(b"HTTP/1.1 201 ") and length, head
        receipt = json.loads(await reader.readexactly(int(length[1])))
        taken.append(time.perf_counter() - started)
        assert receipt["secret"]
    writer.close()
    await writer.wait_closed()


async def measure(origin: str, clients: int, seconds: float) -> tuple[float, list[float]]:
    """Return submissions a second and the time of each, with so many clients."""
    async with httpx.AsyncClient(base_url=origin, timeout=60, trust_env=False) as http:
        wanted = int(seconds * MOST_A_SECOND)
        requests = [request(origin, solve((await http.get("/api/v1/challenge")).json())) for _ in range(wanted)]
    taken: list[float] = []
    started = time.perf_counter()
    await asyncio.gather(*(client(origin, requests, started + seconds, taken) for _ in range(clients)))
    return len(taken) / (time.perf_counter() - started), sorted(taken)


async def upload(origin: str, files: int) -> None:
    """Send so many large files at a time."""
    boundary = "b" * 20
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\n%PDF-1.7'

    async def body() -> AsyncIterator[bytes]:
        yield head.encode()
        for _ in range(FILE_BYTES // 65536 - 1):
            yield b"0" * 65536
        yield f"%%EOF\r\n--{boundary}--\r\n".encode()

    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    async with httpx.AsyncClient(base_url=origin, timeout=300, trust_env=False) as http:
        answers = await asyncio.gather(
            *(http.post("/submit/solution", content=body(), headers=headers) for _ in range(files))
        )
    assert {answer.status_code for answer in answers} == {422}


def memory(pid: int) -> int:
    """Return the bytes of memory that process *pid* has now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


async def watched(pid: int, work: Any) -> int:
    """Return the most memory that process *pid* had while *work* went on."""
    most, task = 0, asyncio.ensure_future(work)
    while not task.done():
        most = max(most, memory(pid))
        await asyncio.sleep(0.02)
    await task
    return most


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--files", type=int, default=12)
    given = parser.parse_args()
    here, there = multiprocessing.get_context("spawn").Pipe()
    with tempfile.TemporaryDirectory() as folder:
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, there))
        process.start()
        origin, pid = here.recv()
        sent = 0
        for clients in (1, 10, 100):
            rate, taken = asyncio.run(measure(origin, clients, given.seconds))
            sent += len(taken)
            p50, p99 = taken[len(taken) // 2] * 1000, taken[int(len(taken) * 0.99)] * 1000
            print(
                f"{clients:4} clients: {rate:6.0f} submissions/s, "
                f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, {len(taken)} sent"
            )
        most = asyncio.run(watched(pid, upload(origin, given.files)))
        print(f"{given.files} files of 20 MB on their way in: at most {most / 2**20:.0f} MB of memory")
        here.send("end")
        received = here.recv()
        process.join()
    print(f"{sent} receipts shown, {received} in the inbox; {GOALS}")
    assert sent == received


if __name__ == "__main__":
    main()
