"""Walks a page of ``docs/how-to``: does in a copy of the repository what it says, and looks at what it promises."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.shared import FOLDER

REPOSITORY = Path(__file__).parent.parent
PAGES = REPOSITORY / "docs" / "how-to"
LEFT_OUT = shutil.ignore_patterns(".*", "site", "var", "node_modules", "benchmarks")
KEPT = (".github", ".gitea")
DATED = ("log", "check", "build", "upgrade")
_BLOCK = re.compile(r"(?P<before>(?:[^\n]+\n)*?)\n?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(
    r"(?:In a new file|In) `(?P<file>[^`]+)`(?:,? (?P<where>above|below|instead of|at its end|you find))?"
)
_MARK = re.compile(r"(?:above|below|instead of) `([^`]+)`")


@dataclass(frozen=True)
class Step:
    """One block of a page, and what the sentence above it says: the file, where in it, the text named there."""

    kind: str
    text: str
    file: str = ""
    where: str = ""
    mark: str = ""


def steps_of(page: str) -> Iterator[Step]:
    """Yield the steps of *page*, a text of ``docs/how-to``."""
    for block in _BLOCK.finditer(page):
        before, kind, text = block["before"], block["kind"], block["text"]
        place = _PLACE.match(before)
        if kind == "sh" or not place:
            yield Step(kind, text)
            continue
        mark = _MARK.search(before)
        yield Step(kind, text, place["file"], place["where"] or "new file", mark[1] if mark else "")


def copy_all(target: Path) -> Path:
    """Return *target* holding a copy of the whole repository but what is made from it."""
    shutil.copytree(REPOSITORY, target, ignore=LEFT_OUT)
    for folder in KEPT:
        shutil.copytree(REPOSITORY / folder, target / folder)
    return target


def walk(page: str, root: Path, day: str) -> None:
    """Do what the text *page* says in *root* on *day*; fail where a step cannot be done or a promise is not kept."""
    printed = ""
    for step in steps_of(page):
        if step.kind == "sh":
            printed = "".join(run(line, root, day) for line in step.text.splitlines())
        elif not step.file:
            assert step.kind == "text", f"the sentence above does not say where this goes:\n{step.text}"
            assert step.text in printed
        elif step.where == "you find":
            assert [line for line in step.text.splitlines() if line not in read(root / step.file)] == []
        else:
            write(root / step.file, step)


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def write(file: Path, step: Step) -> None:
    """Put the text of *step* where it says."""
    if step.where == "new file":
        assert not file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(step.text, encoding="utf-8")
        return
    text = read(file)
    if step.where == "at its end":
        gap = "\n\n" if file.suffix == ".py" else ""
        file.write_text(text + gap + step.text, encoding="utf-8")
        return
    lines = re.compile(
        re.escape(step.mark) if step.where == "instead of" else rf"^{re.escape(step.mark)}$", re.MULTILINE
    )
    found = [*lines.finditer(text)]
    assert len(found) == 1, f"{step.mark} stands {len(found)} times in {step.file}"
    start, end = found[0].span()
    new = {"above": step.text + step.mark, "below": f"{step.mark}\n{step.text[:-1]}", "instead of": step.text[:-1]}
    file.write_text(text[:start] + new[step.where] + text[end:], encoding="utf-8")


def run(line: str, root: Path, day: str) -> str:
    """Return what the command *line* prints, run with the program of *root*, on *day* where it has one."""
    words = shlex.split(line, comments=True)
    if words.pop(0) != ".venv/bin/jiebang":
        return python(words, root)
    return python(["-m", "forms.cli", *words, *(["--date", day, "--lang", "en"] if words[0] in DATED else [])], root)


def python(words: list[str], root: Path) -> str:
    """Return what Python prints, run with *words* in *root*, whose program it finds first."""
    done = subprocess.run(
        [sys.executable, *words], cwd=root, env={**os.environ, "PYTHONPATH": str(root), FOLDER: ""},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr
