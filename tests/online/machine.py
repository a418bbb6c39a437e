"""A machine on which the commands of the manual are typed: its folders, its home, its settings, all in one folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.told_commands import block_named

BIN = Path(sys.executable).parent
STATE = "var/lib/jiebang"


@dataclass(frozen=True)
class Machine:
    """A machine in *folder*, whose operators have their files in *home*."""

    folder: Path
    home: Path

    @property
    def state(self) -> Path:
        """Return where the service keeps what is its own."""
        return self.folder / STATE

    @property
    def challenge(self) -> Path:
        """Return the repository."""
        return self.folder / "srv/challenge"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings that a shell has after ``jiebang.env`` was read."""
        return {
            **os.environ,
            "HOME": str(self.home),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "FORMS_INBOX": str(self.state / "inbox.git"),
            "JIEBANG_PRIVATE": str(self.state / "private"),
            "JIEBANG_DESK_URL": "https://desk.example.org",
            "JIEBANG_TRUSTED_HOPS": "1",
        }

    def set_up(self) -> None:
        """Make the folders that the manual makes before anything else."""
        for folder in (self.challenge, self.home, self.state / "backup"):
            folder.mkdir(parents=True, exist_ok=True)

    def type(self, page: Path, name: str, **more: str) -> str:
        """Return what the block *name* of *page* says, typed as it stands but for where the folders are.

        Raises:
            AssertionError: one of its commands failed.
        """
        text = re.sub(r"(?<![\w.~/])/(srv|var|opt|etc)/", rf"{self.folder}/\1/", block_named(page, name))
        text = text.replace("-C / ", f"-C {self.folder} ")
        told = {**self.environment, **more}
        done = subprocess.run(["sh", "-e", "-c", text], env=told, cwd=self.challenge, capture_output=True, text=True)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout
