"""Looks into a PDF as it arrives: nothing in it may run, start a program, or carry another file.

The names that do so are looked for in every byte, whatever object or stream they stand in, and in what those streams
unpack to that may hold objects. No structure is believed: how objects are found differs from program to program.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from forms.intake.errors import KindError

MOST_UNPACKED = 250 * 2**20
MOST_STREAMS = 4  # that are unpacked at the same time; in an honest file no stream begins inside another
MOST_BEGUN = 100_000
_LONGEST = 256  # bytes that a mark may have, with what has to be seen behind it
_WINDOW = 8192  # bytes that are looked through at a time
_PIECE = 256 * 1024
_TAIL = 1024
_END_OF_NAME = rb"(?=[\s\x00/<>\[\](){}%]|\Z)"
_ACTIVE = (
    "JavaScript", "Launch", "Rendition", "RichMedia", "EmbeddedFile", "EmbeddedFiles", "GoToE",
)  # fmt: skip


def _written(name: str) -> bytes:
    """Return a pattern for *name*, of which each letter may be written as its number (``#4A``)."""
    letters = (b"(?:%s|#%s)" % (letter.encode(), _either_case(f"{ord(letter):02x}")) for letter in name)
    return b"/" + b"".join(letters)


def _either_case(digits: str) -> bytes:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits).encode()


def _any_of(names: Iterable[str]) -> bytes:
    return b"(?:" + b"|".join(map(_written, names)) + b")" + _END_OF_NAME


_FOUND = re.compile(
    rb"(?=/[JLREGXO#]|s)(?:(?P<active>"
    + _any_of(_ACTIVE)
    + rb"|"
    + _written("XFA")
    + rb"\s{0,40}(?:\[|\d{1,9}\s{1,40}\d{1,9}\s{1,40}R))"
    rb"|(?P<closed>" + _written("Encrypt") + rb"\s{0,40}(?:<<|\d{1,9}\s{1,40}\d{1,9}\s{1,40}R))"
    rb"|(?P<objects>" + _written("ObjStm") + _END_OF_NAME + rb")"
    rb"|(?P<stream>(?<!end)stream\r?\n))"
)
_BLANK = b"\0\t\n\f\r "


class PdfReader:
    """Takes a PDF in pieces.

    Raises (``write`` and ``close``):
        KindError: it is cut off, or holds what runs, or cannot be looked into.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._tail = b""
        self._raw = _Scanned()
        self._streams: list[_Stream] = []
        self._holds_objects = False
        self._unpacked = self._begun = 0

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""
        self._waiting += piece
        if len(self._waiting) < _WINDOW:
            return
        whole, self._waiting = self._waiting, b""
        self._tail = (self._tail + whole[-_TAIL:])[-_TAIL:]
        for start in range(0, len(whole), _WINDOW):
            window = whole[start : start + _WINDOW]
            self._look_at(window, self._raw.take(window))

    def close(self) -> str:
        """Return ``pdf``."""
        if b"%%EOF" not in self._tail + self._waiting:
            raise KindError("attachment-type")
        self._look_at(self._waiting, self._raw.take(self._waiting, is_last=True))
        for stream in self._streams:
            stream.end()
        return "pdf"

    def _look_at(self, piece: bytes, marks: Iterable[_Mark]) -> None:
        self._streams = [stream for stream in self._streams if not stream.is_over]
        for stream in self._streams:
            self._count(stream.take(piece))
        for mark in marks:
            if mark.kind == "objects":
                self._holds_objects = True
            else:
                self._begin(mark.rest)

    def _begin(self, rest: bytes) -> None:
        self._streams = [stream for stream in self._streams if not stream.is_over]
        self._begun += 1
        if len(self._streams) >= MOST_STREAMS or self._begun > MOST_BEGUN:
            raise KindError("attachment-pdf")
        self._streams.append(_Stream(must_be_read=self._holds_objects))
        self._holds_objects = False
        self._count(self._streams[-1].take(rest))

    def _count(self, unpacked: int) -> None:
        self._unpacked += unpacked
        if self._unpacked > MOST_UNPACKED:
            raise KindError("attachment-bomb")


@dataclass(frozen=True)
class _Mark:
    """What was found: ``objects``, the name of a stream of objects, or ``stream``, with what is there behind it."""

    kind: str
    rest: bytes


class _Scanned:
    """Bytes that are looked through for names, a piece at a time; a name may begin in one and end in the next."""

    def __init__(self) -> None:
        self._kept = b""
        self._at = 0  # in what is kept: how far it was looked through

    def take(self, piece: bytes, *, is_last: bool = False) -> list[_Mark]:
        """Return the marks that are known for certain now, all that there are with the last *piece*.

        Raises:
            KindError: a name of what runs, or that the file is closed to us.
        """
        whole = self._kept + piece
        known = len(whole) if is_last else len(whole) - _LONGEST
        marks, at = [], self._at
        while (found := _FOUND.search(whole, at)) and found.start() < known:
            if found["active"] or found["closed"]:
                raise KindError("attachment-pdf")
            marks.append(_Mark(found.lastgroup or "", whole[found.end() :] if found["stream"] else b""))
            at = found.end()
        at = max(at, known, 0)
        kept_from = max(at - len("end"), 0)
        self._kept, self._at = whole[kept_from:], at - kept_from
        return marks


class _Stream:
    """What a stream unpacks to, as far as it may be objects: those begin with numbers."""

    def __init__(self, *, must_be_read: bool) -> None:
        self._must_be_read = must_be_read
        self._inflater = zlib.decompressobj()
        self._scanned = _Scanned()
        self._is_begun = False
        self.is_over = False

    def take(self, piece: bytes) -> int:
        """Return how many bytes *piece* unpacked to."""
        unpacked = 0
        while piece and not self.is_over:
            try:
                found = self._inflater.decompress(piece, _PIECE)
            except zlib.error:
                self._fail()
                return unpacked
            piece = self._inflater.unconsumed_tail
            unpacked += len(found)
            self._look_at(found)
            if self._inflater.eof:
                self.end()
        return unpacked

    def end(self) -> None:
        """Take the end of the stream."""
        self.is_over = True
        self._scanned.take(b"", is_last=True)

    def _look_at(self, found: bytes) -> None:
        if not self._is_begun and (begun := found.lstrip(_BLANK)):
            self._is_begun = True
            if not (begun[:1].isdigit() or begun[:1] == b"%" or self._must_be_read):
                self.is_over = True  # a picture, a font, a page
        if not self.is_over:
            self._scanned.take(found)

    def _fail(self) -> None:
        """End what cannot be unpacked: no program writes objects in another way."""
        self.is_over = True
        if self._must_be_read and not self._is_begun:
            raise KindError("attachment-pdf")
        self._scanned.take(b"", is_last=True)
