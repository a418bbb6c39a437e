"""What a file is that cannot be read as it is named: other spreadsheet formats, told by their first bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

from forms.phrases import read_form_phrases
from forms.sheets.files.limits import refusal
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text
from site_builder.problems import InvalidDataError

WORKBOOK, LINES = ".xlsx", ".jsonl"
SEPARATED = (".csv", ".tsv", ".txt")
KINDS = (WORKBOOK, *SEPARATED, LINES)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("EncryptedPackage", "locked"), ("Workbook", "xls"), ("Book", "xls"), ("WordDocument", "doc"))
_MEMBERS = (
    ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"), ("index/document.iwa", "numbers"),
    ("index.zip", "numbers"), ("ppt/presentation.xml", "pptx"),
)  # fmt: skip
_BEGINNINGS = (
    (b"%PDF-", "pdf"), (b"{\\rtf", "rtf"), (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"), (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"),
)  # fmt: skip
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"mime-version:")
_XML_OF_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_BY_NAME = {
    ".xls": "xls", ".xlt": "xls", ".et": "et", ".ods": "ods", ".fods": "ods", ".numbers": "numbers", ".xlsb": "xlsb",
    ".xlsm": "xlsm", ".xltx": "xlsm", ".xltm": "xlsm", ".docx": "docx", ".doc": "doc", ".wps": "doc", ".pdf": "pdf",
    ".zip": "archive", ".rar": "archive", ".html": "html", ".htm": "html",
}  # fmt: skip
_HEAD = 4096


def check_kind(file: Path, raw: bytes) -> None:
    """Refuse a file that is not what its name says.

    Raises:
        InvalidDataError: ``sheet-file-locked``, ``sheet-file-other``, ``sheet-file-ending``, ``sheet-file-kind``.
    """
    suffix, kind = file.suffix.lower(), _kind_of(file, raw)
    if kind == "locked":
        raise refusal(file.name, "sheet-file-locked")
    if kind == "xlsx" and suffix in (*SEPARATED, LINES):
        raise refusal(file.name, "sheet-file-ending", kind=_called(kind), ending=WORKBOOK)
    if kind not in ("", "xlsx"):
        raise _other(file, kind)
    if suffix not in KINDS:
        raise _other(file, _BY_NAME[suffix]) if suffix in _BY_NAME else refusal(
            file.name, "sheet-file-kind", kinds=", ".join(KINDS)
        )  # fmt: skip
    if suffix == WORKBOOK and not kind and raw and _is_text(raw):
        raise refusal(file.name, "sheet-file-ending", kind=_called("text"), ending=SEPARATED[0])


def _other(file: Path, kind: str) -> InvalidDataError:
    return refusal(file.name, "sheet-file-other", kind=_called(kind))


def _called(kind: str) -> Text:
    return Text({lang: read_form_phrases(lang)[f"sheets.kinds.{kind}"] for lang in REQUIRED_LANGS})


def _kind_of(file: Path, raw: bytes) -> str:
    """Return what *raw* shows itself to be, empty where it shows nothing."""
    if raw.startswith(_OLE):
        found = next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in raw), "xls")
        return "et" if found == "xls" and file.suffix.lower() == ".et" else found
    if raw.startswith(_ZIP):
        return _packed(file)
    head = raw[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(_MARKUP):
        return "html"
    if _XML_OF_2003 in head:
        return "xml2003"
    return next((kind for mark, kind in _BEGINNINGS if raw.startswith(mark)), "")


def _packed(file: Path) -> str:
    """Return what a zip file holds: ``xlsx`` where that is for the reader of workbooks to say."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = {name.lower() for name in packed.namelist()}
            mimetype = _head_of(packed, "mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        return "xlsx"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    return next((kind for name, kind in _MEMBERS if name in names), "xlsx")


def _head_of(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as member:
        return member.read(_HEAD)


def _is_text(raw: bytes) -> bool:
    return b"\x00" not in raw[:_HEAD] or raw.startswith((b"\xff\xfe", b"\xfe\xff"))
