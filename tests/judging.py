"""A contest with its private folder, as the commands of ``jiebang judge`` see it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from site_builder.cli import cli
from site_builder.judge.layout import CRITERION, SCORE, SOLUTION
from site_builder.model import PRIVATE_FOLDER
from tests.repositories import BASE, PRIVATE, TODAY, copy_base

CONTEST = "ct-cic2026-31-0002"
CONTEST_FILE = f"content/contests/cic2026/{CONTEST}.yml"
PANEL = f"content/panels/cic2026/{CONTEST}.yml"
SHEETS = f"content/sheets/cic2026/{CONTEST}"
P01, P02 = "cic2026-31-0002-p01", "cic2026-31-0002-p02"

Scores = dict[tuple[str, str], float]
GIVEN: dict[str, Scores] = {
    juror: {
        (solution, code): value
        for solution, values in zip((P01, P02), rows, strict=True)
        for code, value in zip(("fit", "innovation", "delivery"), values, strict=True)
    }
    for juror, rows in {
        "juror-1": ((8, 7.5, 9), (6, 7, 7)),
        "juror-2": ((9, 8, 7), (7, 6.5, 6)),
        "juror-3": ((7, 8, 8), (6.5, 7, 8)),
    }.items()
}
"""What the sheets of the base say."""


@dataclass(frozen=True)
class Room:
    """A repository and its private folder beside it."""

    root: Path
    private: Path

    def run(self, *words: str, lang: str = "en") -> tuple[int, str]:
        """Return the exit status of ``jiebang judge`` and what it prints."""
        where = ["--root", str(self.root), "--lang", lang, "--date", TODAY.isoformat()]
        known = {PRIVATE_FOLDER: str(self.private)}
        result = CliRunner(env=known).invoke(cli, ["judge", words[0], *where, *words[1:]], catch_exceptions=False)
        return result.exit_code, result.output

    def sheets(self) -> dict[str, str]:
        """Return the score sheets of the private folder by file name."""
        return {file.name: file.read_text(encoding="utf-8") for file in sorted((self.private / SHEETS).glob("*"))}


def new_room(folder: Path) -> Room:
    """Return a copy of the base with its private folder."""
    room = Room(copy_base(folder / "repository"), folder / "sealed")
    shutil.copytree(BASE / PRIVATE, room.private)
    return room


def fill_in(file: Path, given: dict[str, Scores]) -> Workbook:
    """Write scores into the yellow cells of the workbook in *file*, as a juror would, and return it."""
    book = load_workbook(file)
    for juror, scores in given.items():
        tab = book[juror]
        for row in range(1, tab.max_row + 1):
            key = (tab.cell(row, SOLUTION).value, tab.cell(row, CRITERION).value)
            if key in scores:
                tab.cell(row, SCORE).value = scores[key]
    book.save(file)
    return book


def saved_by_libreoffice(file: Path) -> Path:
    """Return a copy of *file* that LibreOffice opened, calculated and saved as .xlsx."""
    out = file.parent / "saved"
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / file.name
