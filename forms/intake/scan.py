"""A scanner of the operator's, such as ``clamdscan -``, reads each file as it arrives and gives its verdict.

The file goes to its standard input and never to the disk. Exit status 0: clean, 1: something was found, any other: it
could not tell.
"""

from __future__ import annotations

import contextlib
import os
import select
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from site_builder.text_forms.shown import in_one_line

CLEAN, FOUND, FAILED = "clean", "found", "failed"
MOST_SECONDS = 60.0  # for one file, and for the answer
MOST_SAID = 160  # characters of what the scanner says that are kept


@dataclass(frozen=True)
class Verdict:
    """What a scanner said of a file: ``clean``, ``found`` (and what), ``failed``, empty where none was asked."""

    code: str = ""
    said: str = ""


NOT_SCANNED = Verdict()


class NoScannerError(ValueError):
    """The command names no program of this machine."""


def command_in(text: str) -> tuple[str, ...]:
    """Return the command that an operator wrote, empty where there is none.

    Raises:
        NoScannerError: it cannot be read, or there is no such program.
    """
    try:
        command = tuple(shlex.split(text))
    except ValueError:
        raise NoScannerError from None
    if command and not shutil.which(command[0]):
        raise NoScannerError
    return command


class Scan:
    """One file on its way through the scanner; safe to give up at any time."""

    def __init__(self, command: tuple[str, ...], seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError:  # the verdict says so
            return
        assert self._process.stdin  # noqa: S101 - asked for
        os.set_blocking(self._process.stdin.fileno(), False)

    def write(self, piece: bytes) -> None:
        """Pass the next *piece* on; a scanner that stopped reading has its verdict already, or will have none."""
        if self._process is None or self._process.stdin is None or self._process.stdin.closed:
            return
        until, place, rest = time.monotonic() + self._seconds, self._process.stdin.fileno(), memoryview(piece)
        while rest:
            if not select.select([], [place], [], max(until - time.monotonic(), 0))[1]:
                self.drop()
                return
            try:
                rest = rest[os.write(place, rest[: select.PIPE_BUF]) :]
            except OSError:
                self._close()
                return

    def verdict(self) -> Verdict:
        """Return what the scanner says, once all was passed on."""
        if self._process is None:
            return Verdict(FAILED)
        self._close()
        self._process.stdin = None
        try:
            said, _ = self._process.communicate(timeout=self._seconds)
        except subprocess.TimeoutExpired:
            self.drop()
            return Verdict(FAILED)
        code = {0: CLEAN, 1: FOUND}.get(self._process.returncode, FAILED)
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return Verdict(code, in_one_line(lines[0])[:MOST_SAID] if lines and code == FOUND else "")

    def drop(self) -> None:
        """End the scanner, whose verdict nobody needs."""
        if self._process is None:
            return
        self._close()
        self._process.kill()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait()
        self._process = None

    def _close(self) -> None:
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


Scanner = Callable[[], Scan]
"""Begins the scan of one file."""
