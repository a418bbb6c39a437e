"""What a command does not take from the machine that it runs on: its encoding, and who may read what is written.

Texts are UTF-8 on every terminal and in every file name, whatever the locale. What a command makes of public records
is everybody's to read; what one makes that handles what is not public is its user's alone.
"""

from __future__ import annotations

import io
import os
import sys

PUBLIC_UMASK, PRIVATE_UMASK = 0o022, 0o077


def write_in_utf8() -> None:
    """Let this process read and write UTF-8; it begins anew where Python took another encoding for names of files."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - itself
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")


def write_for(*, everybody: bool) -> None:
    """Let everybody read what this process writes from here on, or its user alone, whatever the umask was."""
    os.umask(PUBLIC_UMASK if everybody else PRIVATE_UMASK)
