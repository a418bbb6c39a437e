"""The parts of a workbook, found by what they are to each other, whichever program named them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import create_parser

from forms.sheets.files.limits import MOST_MEMBERS, MOST_UNPACKED, refusal

_AT_ONCE = 64 * 1024


def look_into(file: Path) -> None:
    """Refuse a workbook that would unpack to too much, or is none; nothing of it is unpacked yet.

    Raises:
        InvalidDataError: ``sheet-file-too-large``, ``sheet-file-unreadable``.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refusal(file.name, "sheet-file-unreadable") from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise refusal(file.name, "sheet-file-too-large", most=f"{MOST_UNPACKED // 1024**2} MB")


class Part(ContentHandler):
    """What is told of an XML part while it is read: elements by their local name, so that any namespace will do.

    ``way`` are the names of the elements that are open, the innermost last.
    """

    def __init__(self) -> None:
        super().__init__()
        self.way: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - named by xml.sax
        """Note that an element begins."""
        local = name.rpartition(":")[2]
        self.way.append(local)
        self.begins(local, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 - named by xml.sax
        """Note that an element ends."""
        self.ends(self.way.pop())

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        """Take the beginning of the element *name*."""

    def ends(self, name: str) -> None:
        """Take the end of the element *name*."""


@dataclass(frozen=True)
class Relation:
    """What a part says of another one: the id by which it calls it, what that is, where it lies."""

    id: str
    kind: str
    target: str


class Package:
    """A workbook that ``look_into`` let pass, open for reading."""

    def __init__(self, file: Path) -> None:
        self._packed = zipfile.ZipFile(file)
        self._names = {name.replace("\\", "/").lower(): name for name in self._packed.namelist()}

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._packed.close()

    def tell(self, part: str, listener: ContentHandler) -> None:
        """Read the XML of *part*, a piece at a time, to *listener*; one that is not there says nothing."""
        name = self._names.get(part.lower())
        if name is None:
            return
        parser = create_parser(forbid_dtd=True)
        parser.setContentHandler(listener)
        with self._packed.open(name) as stream:
            for piece in _pieces(stream):
                parser.feed(piece)
        parser.close()

    def relations(self, part: str = "") -> list[Relation]:
        """Return what *part* is related to, the whole workbook where it is empty."""
        folder, name = posixpath.split(part)
        listener = _Relations(folder)
        self.tell(posixpath.join(folder, "_rels", f"{name}.rels"), listener)
        return listener.found

    def related(self, part: str, kind: str) -> str:
        """Return the first part of *kind* that *part* is related to, or nothing."""
        return next((one.target for one in self.relations(part) if one.kind == kind), "")


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_AT_ONCE):
        yield piece


class _Relations(Part):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.found: list[Relation] = []

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        if name == "Relationship" and attrs.get("TargetMode", "") != "External":
            target = attrs.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(self.folder, target)
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.found.append(Relation(attrs.get("Id", ""), kind, posixpath.normpath(whole)))
