"""Workbooks saved as Strict Open XML, which name their parts otherwise, in the names that openpyxl knows."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import IO

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_WHERE_TOLD = "_rels/.rels"
_XML = (".xml", ".rels", ".vml")


def as_transitional(file: Path) -> Path | IO[bytes]:
    """Return *file*, which ``look_into`` let pass, or where it is strict a copy of it with the usual names."""
    with zipfile.ZipFile(file) as packed:
        told = packed.read(_WHERE_TOLD) if _WHERE_TOLD in packed.namelist() else b""
        if not _STRICT.search(told):
            return file
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as anew:
            for name in dict.fromkeys(packed.namelist()):
                content = packed.read(name)
                anew.writestr(name, _renamed(content) if name.lower().endswith(_XML) else content)
    out.seek(0)
    return out


def _renamed(content: bytes) -> bytes:
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
