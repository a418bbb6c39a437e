"""Detects the type of a file from its content as it arrives, never from its name, and refuses zip bombs."""

from __future__ import annotations

import struct
from typing import Protocol

from forms.intake.archives import ArchiveWalker, BadArchiveError, BombError

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
"""Kind of file, by the suffix that people know it by -> media type."""
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
MOST_PIXELS = 60_000_000
MOST_SEGMENTS = 10_000
_TAIL = 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


class KindError(Exception):
    """The content is of no accepted kind; ``code`` is the problem's: ``attachment-type``, ``attachment-bomb``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Reader(Protocol):
    def write(self, piece: bytes) -> None: ...

    def close(self) -> str: ...


class ContentReader:
    """Takes a file in pieces and tells its kind at the end.

    Raises (``write`` and ``close``):
        KindError: of no accepted kind, or a bomb.
    """

    def __init__(self) -> None:
        self._head = b""
        self._reader: _Reader | None = None

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""
        if self._reader is None:
            self._head += piece
            if len(self._head) < len(_PNG):
                return
            self._reader, piece = _reader_of(self._head), self._head
            self._head = b""
        self._reader.write(piece)

    def close(self) -> str:
        """Return the kind: ``pdf``, ``docx``, …"""
        if self._reader is None:
            raise KindError("attachment-type")
        return self._reader.close()


def _reader_of(head: bytes) -> _Reader:
    if head.startswith(b"%PDF-"):
        return _Pdf()
    if head.startswith(b"PK\x03\x04"):
        return _Office()
    if head.startswith(_PNG):
        return _Png()
    if head.startswith(b"\xff\xd8\xff"):
        return _Jpeg()
    raise KindError("attachment-type")


class _Tailed:
    """Keeps the end of a file."""

    def __init__(self) -> None:
        self.tail = b""

    def write(self, piece: bytes) -> None:
        self.tail = (self.tail + piece)[-_TAIL:]


class _Pdf(_Tailed):
    def close(self) -> str:
        if b"%%EOF" not in self.tail:
            raise KindError("attachment-type")
        return "pdf"


class _Office:
    """A zip file with the parts of a document, a workbook or slides, and no program in it."""

    def __init__(self) -> None:
        self._walker = ArchiveWalker()

    def write(self, piece: bytes) -> None:
        try:
            self._walker.write(piece)
        except BombError:
            raise KindError("attachment-bomb") from None
        except BadArchiveError:
            raise KindError("attachment-type") from None

    def close(self) -> str:
        try:
            self._walker.close()
        except BadArchiveError:
            raise KindError("attachment-type") from None
        except BombError:
            raise KindError("attachment-bomb") from None
        names = set(self._walker.names)
        kinds = [kind for part, kind in _OFFICE.items() if part in names]
        has_program = any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names)
        if "[Content_Types].xml" not in names or len(kinds) != 1 or has_program:
            raise KindError("attachment-type")
        return kinds[0]


class _Png(_Tailed):
    """The size of the picture stands in the first chunk."""

    def __init__(self) -> None:
        super().__init__()
        self._head = b""

    def write(self, piece: bytes) -> None:
        super().write(piece)
        if len(self._head) < 24:
            self._head = (self._head + piece)[:24]
            if len(self._head) == 24:
                if self._head[12:16] != b"IHDR":
                    raise KindError("attachment-type")
                _check_pixels(*struct.unpack(">2L", self._head[16:24]))

    def close(self) -> str:
        if len(self._head) < 24 or b"IEND" not in self.tail:
            raise KindError("attachment-type")
        return "png"


class _Jpeg(_Tailed):
    """The size of the picture stands in the frame, behind segments that say how long they are."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = b""
        self._skip = 2  # bytes to pass over
        self._segments = 0
        self._has_frame = False

    def write(self, piece: bytes) -> None:
        super().write(piece)
        if self._has_frame:
            return
        self._waiting += piece
        while not self._has_frame:
            if self._skip:
                passed = min(self._skip, len(self._waiting))
                self._waiting, self._skip = self._waiting[passed:], self._skip - passed
            if self._skip or len(self._waiting) < 9:
                return
            self._segment()

    def _segment(self) -> None:
        self._segments += 1
        marker, code = self._waiting[0], self._waiting[1]
        if marker != 0xFF or self._segments > MOST_SEGMENTS or code == 0xDA:
            raise KindError("attachment-type")
        if code == 0xFF:
            self._skip = 1
        elif code in _FRAMES:
            height, width = struct.unpack(">2H", self._waiting[5:9])
            _check_pixels(width, height)
            self._has_frame, self._waiting = True, b""
        else:
            self._skip = 2 + int.from_bytes(self._waiting[2:4], "big")

    def close(self) -> str:
        if not self._has_frame or b"\xff\xd9" not in self.tail:
            raise KindError("attachment-type")
        return "jpg"


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise KindError("attachment-type")
    if width * height > MOST_PIXELS:
        raise KindError("attachment-bomb")
