"""Files that are no table that can be read: each is called what it is, with what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from forms.phrases import read_form_phrases
from forms.sheets.checked import said
from site_builder.languages import REQUIRED_LANGS
from tests.sheets import GOOD_ROW, csv_text, found, read, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def packed(*members: str, **contents: bytes) -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        for name in members:
            archive.writestr(name, b"x")
    return out.getvalue()


OTHERS = {
    "needs.xls": (OLE + "Workbook".encode("utf-16-le"), "sheet-file-other", "an old Excel workbook (.xls)"),
    "old.xlsx": (OLE + "Workbook".encode("utf-16-le"), "sheet-file-other", "an old Excel workbook (.xls)"),
    "needs.et": (OLE + "Workbook".encode("utf-16-le"), "sheet-file-other", "a WPS workbook (.et)"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "sheet-file-locked", ""),
    "needs.ods": (
        packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
        "sheet-file-other",
        "an OpenDocument spreadsheet (.ods)",
    ),
    "named-so.xlsx": (
        packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
        "sheet-file-other",
        "an OpenDocument spreadsheet (.ods)",
    ),
    "needs.numbers": (packed("Index/Document.iwa"), "sheet-file-other", "an Apple Numbers spreadsheet"),
    "binary.xlsx": (packed("xl/workbook.bin"), "sheet-file-other", "a binary Excel workbook (.xlsb)"),
    "needs.docx": (packed("word/document.xml"), "sheet-file-other", "a Word document"),
    "needs.xlsm": (packed("xl/workbook.xml"), "sheet-file-other", "an Excel workbook with macros, or a template"),
    "page.xls": (b"<html><table></table></html>", "sheet-file-other", "a web page"),
    "page.csv": (b"\r\n<!DOCTYPE html><html></html>", "sheet-file-other", "a web page"),
    "needs.pdf": (b"%PDF-1.7\n", "sheet-file-other", "a PDF file"),
    "scan.csv": (b"\x89PNG\r\n", "sheet-file-other", "a picture"),
    "old.xml.xlsx": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "sheet-file-other",
        "a spreadsheet in the XML of Excel 2003",
    ),
    "text.xlsx": (csv_text([GOOD_ROW]).encode(), "sheet-file-ending", "plain text"),
    "needs.md": (b"# Needs\n", "sheet-file-kind", ""),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    content, code, called = OTHERS[name]
    (tmp_path / name).write_bytes(content)

    result = read(tmp_path / name)

    assert found(result) == [(1, "", code)]
    kind = result.problems[0].facts.get("kind", {"en": ""})
    assert kind["en"] == called  # type: ignore[index]
    assert all(said(result.problems[0], read_form_phrases(lang)) for lang in REQUIRED_LANGS)


def test_a_workbook_that_is_called_csv_is_told_its_right_ending(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW]).rename(tmp_path / "needs.csv")

    problem = read(file).problems[0]

    assert (problem.code, problem.facts["ending"]) == ("sheet-file-ending", ".xlsx")


def test_an_empty_file_has_no_headings(tmp_path: Path) -> None:
    (tmp_path / "needs.csv").write_bytes(b"")

    assert found(read(tmp_path / "needs.csv")) == [(1, "", "sheet-no-headings")]
