"""Looks into an Office file as it is unpacked: nothing in it may run, or fetch what lies elsewhere.

What may be in one is a list: kinds of parts, kinds of links to elsewhere, kinds of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from forms.intake.archives import ArchiveWalker, BadArchiveError, BombError, Budget, Sink
from forms.intake.errors import KindError
from forms.intake.fields import FieldScanner, is_web_address

MOST_HELD = 2**20  # bytes of a part that is read as a whole: links, the list of kinds
MOST_HELD_TOGETHER = 8 * 2**20
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_KINDS = "[content_types].xml"
_PARTS = frozenset(
    "xml rels vml png jpg jpeg jfif gif bmp tif tiff emf wmf emz wmz svg webp wdp ico odttf fntdata psmdcp sigs"
    " mp3 mp4 m4a m4v mov wav wma wmv avi mpg mpeg".split()
)
"""Suffixes of parts that hold text, pictures, type and sound; other files in the file are looked into themselves."""
_PRINTER = re.compile(r"(?:.*/)?printersettings/[^/]*\.bin")
_RUNNING = re.compile("macro|vba|activex|oleobject|/control|attachedtoolbars|executable|javascript|webextension")
_FETCHING = re.compile("attachedtemplate|externallink|afchunk|subdocument|/frame|connections|mailmerge")


class OfficeReader:
    """Takes a docx, xlsx or pptx in pieces and tells which it is.

    Raises (``write`` and ``close``):
        KindError: none of them, a bomb, with a program in it, or with something fetched from elsewhere.
    """

    def __init__(self, budget: Budget | None = None, *, is_nested: bool = False) -> None:
        self._budget = budget or Budget()
        self._is_nested = is_nested
        self._walker = ArchiveWalker(self._part, self._budget)

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""
        try:
            self._walker.write(piece)
        except (BombError, BadArchiveError) as error:
            raise _kind_error(error) from None

    def close(self) -> str:
        """Return ``docx``, ``xlsx`` or ``pptx``."""
        try:
            self._walker.close()
        except (BombError, BadArchiveError) as error:
            raise _kind_error(error) from None
        names = {_plain(name) for name in self._walker.names}
        kinds = [kind for part, kind in _OFFICE.items() if part in names]
        if _KINDS not in names or len(kinds) != 1:
            raise KindError("attachment-type")
        return kinds[0]

    def _part(self, written: str) -> Sink | None:
        """Return what reads the part called *written*, ``None`` where nothing of it matters."""
        name = _plain(written)
        suffix = name.rpartition(".")[2]
        if name.endswith("/") or _PRINTER.fullmatch(name):
            return None
        if name == _KINDS or suffix == "rels":
            return _HeldPart(self._budget)
        if suffix in _OFFICE.values() and not self._is_nested:
            return _NestedFile(self._budget)
        if suffix not in _PARTS or _RUNNING.search(name):
            raise KindError("attachment-program")
        if _FETCHING.search(name):
            raise KindError("attachment-link")
        return FieldScanner(self._budget)


def _plain(name: str) -> str:
    """Return the name of a part as Office programs compare it."""
    return name.lower().replace("\\", "/").lstrip("/")


def _kind_error(error: BombError | BadArchiveError) -> KindError:
    return KindError("attachment-bomb" if isinstance(error, BombError) else "attachment-type")


class _NestedFile:
    """A file in the file, such as the table behind a chart; it may hold no further one."""

    def __init__(self, budget: Budget) -> None:
        self._reader = OfficeReader(budget, is_nested=True)

    def write(self, piece: bytes) -> None:
        self._reader.write(piece)

    def close(self) -> None:
        self._reader.close()


class _HeldPart:
    """The links of a part, or the kinds of all parts: small, and read as a whole."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._held = bytearray()

    def write(self, piece: bytes) -> None:
        self._held += piece
        self._budget.held += len(piece)
        if len(self._held) > MOST_HELD or self._budget.held > MOST_HELD_TOGETHER:
            raise KindError("attachment-bomb")

    def close(self) -> None:
        for attributes in _elements(bytes(self._held)):
            kind = (attributes.get("Type") or attributes.get("ContentType") or "").lower()
            if _RUNNING.search(kind):
                raise KindError("attachment-program")
            if _FETCHING.search(kind) or _leads_elsewhere(kind, attributes):
                raise KindError("attachment-link")


def _leads_elsewhere(kind: str, attributes: Mapping[str, str]) -> bool:
    """Return whether a link is one that a program follows by itself, or that opens more than a page."""
    if attributes.get("TargetMode", "").lower() != "external":
        return False
    return not kind.endswith("/hyperlink") or not is_web_address(attributes.get("Target", ""))


def _elements(raw: bytes) -> Iterator[Mapping[str, str]]:
    """Return the attributes of every element of an XML file.

    Raises:
        KindError: it is none, or declares a type of its own.
    """
    found: list[Mapping[str, str]] = []

    def refuse(*_: Any) -> None:
        raise KindError("attachment-type")

    parser = ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append(attributes)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except ExpatError:
        raise KindError("attachment-type") from None
    return iter(found)
