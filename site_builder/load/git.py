"""Git, run as a command: what it prints, or why it refused; it never asks a person for anything."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


class GitError(Exception):
    """Git refused, took too long, or is not there; the message is its own."""


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
        environment: all its variables; those of this process unless told.
        seconds: the longest it may take.

    Raises:
        GitError: it refused, took longer, or is not installed.
    """
    variables = {**(os.environ if environment is None else environment), "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", *words]
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
    """Return the same as text, without the last line ends; *environment* is added to that of this process."""
    variables = {**os.environ, **(environment or {})}
    printed = git_bytes(root, *words, given=given.encode(), environment=variables)
    return printed.decode("utf-8", "surrogateescape").rstrip("\n")
