"""Detects the type of a file from its content as it arrives, never from its name, and refuses zip bombs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import IO, Protocol

from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from forms.intake.errors import KindError as KindError
from forms.intake.office import OfficeReader
from forms.intake.pdf import PdfReader
from forms.model import MEDIA_TYPES as MEDIA_TYPES

MOST_PIXELS = 60_000_000
MOST_HEAD = 2**20  # bytes of a picture before its points: what is written about it, a small copy, colours
_FIRST_HEAD = 4096  # bytes at which it is first tried to read the head
_TAIL = 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_PDF, _PDF_WITHIN = b"%PDF-", 1024
"""The head of a PDF, and the bytes in which readers look for it: scanners and mail programs put something before it.

Source: ISO 32000-1, Annex H, 3.4.1 (implementation note 13).
"""
_NEVER_BEFORE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<|#!|@echo|\{\\rtf|\{\\urtf)|MZ|\x7fELF|\xca\xfe\xba\xbe|\xd0\xcf\x11\xe0|Rar!|7z\xbc|\x1f\x8b"
    rb"|GIF8|RIFF|BM|PK|\0asm|!<arch>|ITSF|L\0\0\0",
    re.IGNORECASE,
)
"""What programs, pages, archives and other documents begin with: nothing that is two things at once is taken."""
_ENDS = {"png": b"IEND", "jpg": b"\xff\xd9"}


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
            self._reader = _reader_of(self._head)
            if self._reader is None:
                return
            piece, self._head = self._head, b""
        self._reader.write(piece)

    def close(self) -> str:
        """Return the kind: ``pdf``, ``docx``, …"""
        if self._reader is None:
            raise KindError("attachment-type")
        return self._reader.close()


def _reader_of(head: bytes) -> _Reader | None:
    """Return the reader of what begins with *head*, ``None`` where more of it has to be seen.

    Raises:
        KindError: it is of no accepted kind.
    """
    if len(head) < len(_PNG):
        return None
    if head.startswith(b"PK\x03\x04"):
        return OfficeReader()
    if head.startswith(_PNG):
        return _Picture("png", PngImageFile)
    if head.startswith(b"\xff\xd8\xff"):
        return _Picture("jpg", JpegImageFile)
    if _NEVER_BEFORE.match(head):
        raise KindError("attachment-type")
    if _PDF in head[:_PDF_WITHIN]:
        return PdfReader()
    if len(head) < _PDF_WITHIN:
        return None
    raise KindError("attachment-type")


class _Picture:
    """A picture of which Pillow reads the head, up to the first of its points; it is never decoded."""

    def __init__(self, kind: str, parser: Callable[[IO[bytes]], ImageFile]) -> None:
        self._kind, self._parser = kind, parser
        self._tail = b""
        self._head, self._wanted = b"", _FIRST_HEAD
        self._is_known = False

    def write(self, piece: bytes) -> None:
        self._tail = (self._tail + piece)[-_TAIL:]
        if not self._is_known:
            self._head += piece[: MOST_HEAD - len(self._head)]
            if len(self._head) >= self._wanted:
                self._read_head()

    def close(self) -> str:
        if not self._is_known:
            self._read_head()
        if not self._is_known or _ENDS[self._kind] not in self._tail:
            raise KindError("attachment-type")
        return self._kind

    def _read_head(self) -> None:
        try:
            width, height = self._parser(io.BytesIO(self._head)).size
        except (OSError, SyntaxError):  # of another form, or not all of the head is here yet
            if len(self._head) == MOST_HEAD:
                raise KindError("attachment-type") from None
            self._wanted = min(2 * len(self._head), MOST_HEAD)
            return
        except ValueError:  # texts in it that would grow beyond all measure
            raise KindError("attachment-type") from None
        if width * height > MOST_PIXELS:
            raise KindError("attachment-bomb")
        self._head, self._is_known = b"", True
