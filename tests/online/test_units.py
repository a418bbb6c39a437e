"""Units of systemd, container file and workflow of the manual: what can be told without a server of theirs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from forms.inbox.backup import restore
from tests.inboxes import new_inbox, numbered
from tests.online.front import ONLINE
from tests.repositories import commit, copy_base
from tests.told_commands import fault_in

ROOT = ONLINE.parents[2]
BIN = Path(sys.executable).parent
UNITS = sorted(path.name for path in ONLINE.glob("jiebang*.service"))
PROGRAM, CHALLENGE, STATE = "/opt/jiebang/.venv/bin/jiebang", "/srv/challenge", "/var/lib/jiebang"
SETTINGS = "site_name: Test\nsite_url: https://www.example.org\n"

systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")


def lines_of(unit: str) -> list[str]:
    """Return what a unit runs, in order."""
    return re.findall(r"^ExecStart=(.*)$", (ONLINE / unit).read_text(encoding="utf-8"), re.MULTILINE)


def copied(unit: str, folder: Path) -> Path:
    """Return a copy of *unit* that names the program of this tree."""
    text = (ONLINE / unit).read_text(encoding="utf-8").replace(PROGRAM, str(BIN / "jiebang"))
    (folder / unit).write_text(text, encoding="utf-8")
    return folder / unit


@systemd
@pytest.mark.parametrize("unit", [*UNITS, "jiebang-daily.timer"])
def test_systemd_has_nothing_against_the_units(unit: str, tmp_path: Path) -> None:
    for other in UNITS:
        copied(other, tmp_path)
    done = subprocess.run(["systemd-analyze", "verify", copied(unit, tmp_path)], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


@systemd
@pytest.mark.parametrize("unit", UNITS)
def test_the_services_are_confined(unit: str, tmp_path: Path) -> None:
    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        "--threshold=20",
        "--no-pager",
        copied(unit, tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-300:]  # 2.0 of 10 at most, where 10 is bare


@pytest.mark.parametrize("unit", UNITS)
def test_what_the_units_run_is_a_command_that_there_is(unit: str) -> None:
    told = [found for line in lines_of(unit) for found in re.findall(rf"{PROGRAM} ([^']*)", line)]

    assert told
    assert [fault_in(f"jiebang {line}") for line in told] == [""] * len(told)


@pytest.mark.slow
def test_each_night_what_is_there_is_backed_up_and_old_backups_go(tmp_path: Path) -> None:
    root, state = copy_base(tmp_path / "challenge"), tmp_path / "state"
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    commit(root, "base")
    opened = new_inbox(state)
    receipt = opened.inbox.receive(numbered(1), "1")
    (state / "backup").mkdir()
    old, young = state / "backup/inbox-20200101T000000.tar", state / "backup/inbox-20260101T000000.tar"
    for file, days in ((old, 32), (young, 29)):
        file.touch()
        os.utime(file, (time.time() - days * 86400,) * 2)
    environment = {**os.environ, "FORMS_INBOX": str(opened.path), "LC_ALL": "C.UTF-8"}
    for line in lines_of("jiebang-daily.service"):
        for told, real in ((PROGRAM, BIN / "jiebang"), (CHALLENGE, root), (STATE, state), ("%%", "%")):
            line = line.replace(told, str(real))
        done = subprocess.run(["sh", "-c", line], env=environment, cwd=root, capture_output=True, text=True)
        assert done.returncode == 0 or " doctor " in line, done.stderr
    made = [file for file in (state / "backup").iterdir() if file != young]
    restore(made[0], tmp_path / "restored.git")

    assert len(made) == 1
    assert (tmp_path / "restored.git").is_dir() and receipt.number
    assert not old.exists() and young.exists()


def container_lines() -> list[tuple[str, str]]:
    """Return each instruction of the container file with its arguments."""
    text = (ONLINE / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in lines]


def test_the_container_copies_what_there_is_and_runs_what_there_is_without_rights() -> None:
    lines = container_lines()
    copies = [word for name, rest in lines if name == "COPY" for word in rest.split()[:-1]]
    users = [rest for name, rest in lines if name == "USER"]
    runs = [*json.loads(dict(lines)["ENTRYPOINT"]), *json.loads(dict(lines)["CMD"])]

    assert {name for name, _ in lines} <= set(
        "FROM RUN WORKDIR COPY USER ENV VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD".split()
    )
    assert [word for word in copies if not (ROOT / word).exists()] == []
    assert users == ["jiebang"]
    assert ":latest" not in dict(lines)["FROM"] and ":" in dict(lines)["FROM"]
    assert fault_in(" ".join(runs)) == ""
