"""Workbooks as other programs write them, part by part: inline texts, absolute names, strict namespaces."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def rows_xml(rows: Iterable[Sequence[object]]) -> str:
    """Return *rows* as a sheet holds them whose writer shares no texts and names no places."""

    def cell(value: object) -> str:
        if value is None:
            return "<c/>"
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'

    return "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)


def row_xml(number: int, texts: Mapping[int, str]) -> str:
    """Return the row *number* with *texts* by column, which counts from 0."""
    cells = (
        f'<c r="{place(number, column)}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for column, text in sorted(texts.items())
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_plainly(file: Path, sheets: Mapping[str, str], behind: str = "") -> Path:
    """Write *sheets*, by name what stands in ``sheetData``, as WPS and small writers do.

    What stands *behind* the cells of each, such as ``mergeCells``, is written as it is given.

    There is no dimension, no shared text, no style; parts have their whole names, some in other case.
    """
    names = {name: f"/xl/worksheets/Sheet{number}.xml" for number, name in enumerate(sheets, start=1)}
    listed = "".join(
        f'<x:sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="{part}"/>'
        for n, part in enumerate(names.values(), start=1)
    )
    parts = {
        "_rels/.rels": relations(f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{OFFICE}"><x:sheets>{listed}</x:sheets>'
        "</x:workbook>",
        "xl/_rels/workbook.xml.rels": relations(related),
    }
    for name, part in names.items():
        parts[part.lstrip("/").lower()] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{sheets[name]}</sheetData>{behind}</worksheet>'
        )
    with zipfile.ZipFile(file, "w") as packed:
        for part, xml in parts.items():
            packed.writestr(part, HEAD + xml)
    return file


def relations(inner: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def changed(file: Path, change: Callable[[str, str], str]) -> Path:
    """Rewrite each XML part of *file* as *change* of its name and its text gives it."""
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            is_xml = name.endswith((".xml", ".rels"))
            packed.writestr(name, change(name, content.decode()).encode() if is_xml else content)
    return file


def made_strict(file: Path) -> Path:
    """Rewrite *file* in the namespaces of Strict Open XML."""

    def strict(name: str, text: str) -> str:
        return re.sub(
            r"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/",
            r"http://purl.oclc.org/ooxml/\1/",
            text,
        )

    return changed(file, strict)


def place(row: int, column: int) -> str:
    """Return the name of a cell, whose row counts from 1 and whose column from 0."""
    return f"{get_column_letter(column + 1)}{row}"
