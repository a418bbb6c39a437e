"""Git, run as a command: what it prints, or why it refused; it never asks a person for anything.

It runs no program that the clone's own settings name (hooks, a monitor of files), and knows of the environment only
what it needs: no token and no password of ours is in it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_KEPT = frozenset(
    "HOME LANG LANGUAGE LC_ALL LC_CTYPE LC_MESSAGES PATH SYSTEMROOT TEMP TMP TMPDIR TZ XDG_CONFIG_HOME".split()
)
_KEPT_OF_GIT = ("GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES")
_NO_PROGRAMS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false")


class GitError(Exception):
    """Git refused, took too long, or is not there; the message is its own."""


def plain_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what of the environment *given* git may know: where things are, in which language it speaks."""
    return {name: value for name, value in given.items() if name in _KEPT or name.startswith(_KEPT_OF_GIT)}


def git_bytes(
    root: Path,
    *words: str,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> bytes:
    """Return what ``git`` with *words* prints in the folder *root*.

    Args:
        root: the folder it runs in.
        words: the command and its arguments.
        given: what it reads.
        environment: all its variables; unless told, those of this process that are no secret.
        seconds: the longest it may take.

    Raises:
        GitError: it refused, took longer, or is not installed.
    """
    known = plain_environment(os.environ) if environment is None else environment
    variables = {**known, "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", *_NO_PROGRAMS, *words]
    try:
        done = subprocess.run(
            command, cwd=root, input=given, capture_output=True, env=variables, timeout=seconds, check=False
        )
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"{seconds} s") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise GitError(said or f"git: {done.returncode}")
    return done.stdout


def git(root: Path, *words: str, given: str = "", environment: Mapping[str, str] | None = None) -> str:
    """Return the same as text, without the last line ends; *environment* is added to what git may know."""
    variables = {**plain_environment(os.environ), **(environment or {})}
    printed = git_bytes(root, *words, given=given.encode(), environment=variables)
    return printed.decode("utf-8", "surrogateescape").rstrip("\n")
