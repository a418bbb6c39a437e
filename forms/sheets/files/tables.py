"""A file into tables: workbook, separated text or JSON Lines, within limits that are looked at before all else."""

from __future__ import annotations

from pathlib import Path

from forms.sheets.files.encoding import Known, text_of
from forms.sheets.files.json_lines import read_lines
from forms.sheets.files.kinds import LINES, WORKBOOK, check_kind
from forms.sheets.files.limits import MOST_BYTES, refusal
from forms.sheets.files.separated import read_separated
from forms.sheets.files.workbook import read_workbook
from forms.sheets.values.cells import Table


def none_known(texts: list[str]) -> int:
    """Return that none of *texts* is known as a heading."""
    return 0


def read_tables(file: Path, known: Known = none_known) -> list[Table]:
    """Return the sheets of *file*; those that are hidden are marked so.

    Args:
        file: workbook, separated text or JSON Lines.
        known: how many of the texts of a row are known as headings, by which separator and encoding show themselves.

    Raises:
        InvalidDataError: the file cannot be read; each reader says with which codes.
    """
    if file.stat().st_size > MOST_BYTES:
        raise refusal(file.name, "sheet-file-too-large", most=f"{MOST_BYTES // 1024**2} MB")
    raw = file.read_bytes()
    check_kind(file, raw)
    suffix = file.suffix.lower()
    if suffix == WORKBOOK:
        return read_workbook(file)
    text = text_of(file, raw, known)
    return [read_lines(file, text) if suffix == LINES else read_separated(file, text, known)]
