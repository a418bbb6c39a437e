"""Git, run as a command: what it prints, or why it refused; it never asks a person for anything.

Every call of git goes through here. The folder that it is given decides, and nothing else: neither variables of git's
own, as hooks have them, nor the settings of whoever runs it; it speaks English, in UTF-8, and of the user's settings
asks only which folders of others are trusted. It runs no program that the clone's own settings name (hooks, a monitor
of files), and no token and no password of ours is in its environment.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from site_builder.model import Text
from site_builder.phrases import in_each

_KEPT = frozenset("HOME PATH SUDO_UID SYSTEMROOT TEMP TMP TMPDIR XDG_CONFIG_HOME".split())
_KEPT_FOR_HOSTS = ("GIT_EXEC_PATH", "GIT_HTTP_", "GIT_PROXY_", "GIT_SSL_")
_USERS_SETTINGS = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_ALWAYS = {
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",  # the reasons below, and the questions about a password, are read in English
    "LANGUAGE": "",
    "TZ": "UTC",
}
_NO_USERS_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# What settings of the clone may not change: which programs run, which bytes are stored and printed, who signs.
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.excludesFile": os.devnull,
    "core.autocrlf": "false",
    "core.eol": "lf",
    "core.safecrlf": "false",
    "core.quotePath": "false",
    "core.commentChar": "#",
    "commit.gpgSign": "false",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",
    "color.ui": "false",
    "trailer.separators": ":",
    "user.useConfigOnly": "false",
    "user.name": "jiebang",
    "user.email": "jiebang@git.invalid",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "push.recurseSubmodules": "no",
}
_OPTIONS = tuple(word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}"))
_UMASK = 0o022
"""Files of a working tree are everybody's to read, whoever publishes."""

Reason = Literal[
    "not_installed", "too_slow", "foreign_owner", "no_repository", "shallow", "no_commits", "unknown_revision",
    "incomplete", "locked", "not_permitted", "disk_full", "damaged", "other",
]  # fmt: skip
"""Why git refused; its words are under ``git.reason`` in ``strings``."""

_SAID: Mapping[Reason, str] = {
    "foreign_owner": "detected dubious ownership|unsafe repository",
    "no_repository": "not a git repository|invalid gitfile format",
    "locked": r"\.lock': File exists",
    "disk_full": "No space left on device|Disk quota exceeded",
    "not_permitted": "Permission denied|Read-only file system|insufficient permission",
    "incomplete": "promisor remote|could not fetch [0-9a-f]+",
    "damaged": "bad config|bad signature|index file (?:corrupt|smaller)|corrupt|unable to read|bad object",
    "unknown_revision": "Needed a single revision|unknown revision|not a valid object name|bad revision",
}


class GitError(Exception):
    """Git refused, took too long, or is not there; the message is its own, ``reason`` says which kind it is."""

    def __init__(self, said: str, reason: Reason = "other") -> None:
        """Hold what git *said*, and why it refused."""
        super().__init__(said)
        self.reason = reason

    @property
    def line(self) -> str:
        """Return the one line in which git says why."""
        lines = [line for line in str(self).splitlines() if line.strip()]
        return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0] if lines else "")

    def why(self) -> Text:
        """Return in each language why git refused and what to do, with its own line."""
        return in_each(f"git.reason.{self.reason}", {"line": self.line})


def reason_of(said: str) -> Reason:
    """Return why git refused, by what it *said* in English."""
    return next((reason for reason, pattern in _SAID.items() if re.search(pattern, said)), "other")


def plain_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what of the environment *given* git may know for work in a folder: where things are, nothing else."""
    kept = {name: value for name, value in given.items() if name in _KEPT}
    return {**kept, **_NO_USERS_SETTINGS, **_ALWAYS}


def network_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what git may know to speak to a code host: how it is reached, by the user's settings too.

    Of git's own variables only those stay that say so: others write traces, ask for passwords elsewhere, or name
    another repository.
    """
    kept = {name: value for name, value in given.items() if not name.startswith("GIT_")}
    own = {
        name: value for name, value in given.items() if name.startswith(_KEPT_FOR_HOSTS) or name in _USERS_SETTINGS
    }
    return {**kept, **own, **_ALWAYS}


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
        environment: all its variables; unless told, ``plain_environment`` of this process.
        seconds: the longest it may take.

    Raises:
        GitError: it refused, took longer, or is not installed.
    """
    variables = plain_environment(os.environ) if environment is None else environment
    try:
        return _run(root, words, given, variables, seconds)
    except GitError as error:
        trusted = _trusted_folders(root) if error.reason == "foreign_owner" else ()
        if not trusted:
            raise
    return _run(root, (*trusted, *words), given, variables, seconds)  # git had not begun


def _run(
    root: Path, words: tuple[str, ...], given: bytes, variables: Mapping[str, str], seconds: float | None
) -> bytes:
    try:
        done = subprocess.run(
            ["git", *_OPTIONS, *words],
            cwd=root, input=given, capture_output=True, env=variables, timeout=seconds, check=False, umask=_UMASK,
        )  # fmt: skip
    except FileNotFoundError:
        raise GitError("git is not installed", "not_installed") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"{seconds} s", "too_slow") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise GitError(said or f"git: {done.returncode}", reason_of(said))
    return done.stdout


def _trusted_folders(root: Path) -> tuple[str, ...]:
    """Return the options that let git trust the folders of others which this user's own settings name."""
    words = ["git", "config", "--null", "--get-all", "safe.directory"]
    variables = {**os.environ, "GIT_DIR": os.devnull}  # the clone's own settings have no say in this
    told = subprocess.run(words, cwd=root, capture_output=True, env=variables, check=False).stdout
    folders = told.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return tuple(word for folder in folders for word in ("-c", f"safe.directory={folder}"))


def git(root: Path, *words: str, given: str = "", environment: Mapping[str, str] | None = None) -> str:
    """Return the same as text, without the last line ends; *environment* is added to what git may know."""
    variables = {**plain_environment(os.environ), **(environment or {})}
    printed = git_bytes(root, *words, given=given.encode(), environment=variables)
    return printed.decode("utf-8", "surrogateescape").rstrip("\n")
