"""Reads a form as it arrives, piece by piece: fields are limited in size, files go straight to their takers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError, MultipartParseError

from forms.inbox.sealed.data_keys import drop_part
from forms.intake.errors import head_too_large, malformed, too_large
from forms.intake.heads import parameters_of
from forms.intake.limits import Limits
from forms.intake.spool import FileTaker, Refused
from forms.model import Attachment

logging.getLogger("python_multipart").setLevel(
    logging.CRITICAL
)  # tells pieces of what was sent; we say what is wrong

LONGEST_HEAD = 512  # bytes of what a part says of itself: its name, that of a file, a type
TakerMaker = Callable[[str], FileTaker]
"""Name of a file as sent -> what takes it."""


@dataclass
class MultipartForm:
    """What a request held: fields in order, files taken and refused."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)

    def one(self, name: str, most: int = 300) -> str:
        """Return the last field of that name, empty where there is none or it is longer than any such value."""
        found = next((text for key, text in reversed(self.pairs) if key == name), "")
        return found if len(found) <= most else ""

    def drop(self) -> None:
        """Remove the ciphertext of the files."""
        for file in self.files:
            drop_part(file.path)


class MultipartReader:
    """Takes the body of a ``multipart/form-data`` request in pieces; without *make_taker*, files are read as fields.

    Raises (``write`` and ``close``):
        RefusedError: malformed, or larger than the limits.
    """

    def __init__(self, content_type: str, limits: Limits, make_taker: TakerMaker | None) -> None:
        self.form = MultipartForm()
        self._limits = limits
        self._make_taker = make_taker
        self._taker: FileTaker | None = None
        self._is_file = self._is_empty = False
        self._count = 0
        self._fields_bytes = 0
        self._name = ""
        self._head_bytes = 0
        self._headers: dict[str, bytearray] = {}
        self._header = bytearray()
        self._value = bytearray()
        self._text = bytearray()
        callbacks: dict[str, Callable[..., Any]] = {
            "on_part_begin": self._part_begin,
            "on_header_field": lambda data, start, end: self._head(self._header, data[start:end]),
            "on_header_value": lambda data, start, end: self._head(self._value, data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }
        boundary = parameters_of(content_type.encode("latin-1", "replace")).get("boundary", "")
        if not boundary:
            raise malformed()
        self._is_over = False
        try:
            self._parser = MultipartParser(
                boundary.encode("latin-1", "replace"),
                callbacks,  # type: ignore[arg-type]
            )
        except FormParserError:
            raise malformed() from None

    def write(self, piece: bytes) -> None:
        """Take the next *piece* of the body."""
        try:
            self._parser.write(piece)
        except MultipartParseError:
            raise malformed() from None

    def close(self, piece: bytes = b"") -> MultipartForm:
        """Return what was in the body, of which *piece* is the last."""
        self.write(piece)
        if not self._is_over:
            raise malformed()
        return self.form

    def drop(self) -> None:
        """Let go of everything that was taken."""
        if self._taker is not None:
            self._taker.drop()
        self.form.drop()

    def _part_begin(self) -> None:
        self._count += 1
        if self._count > self._limits.fields:
            raise too_large()
        self._headers, self._head_bytes = {}, 0
        self._text = bytearray()

    def _head(self, held: bytearray, piece: bytes) -> None:
        self._head_bytes += len(piece)
        if self._head_bytes > LONGEST_HEAD:
            raise head_too_large()
        held.extend(piece)

    def _header_end(self) -> None:
        self._headers[bytes(self._header).decode("latin-1").lower()] = self._value
        self._header, self._value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        disposition = parameters_of(bytes(self._headers.get("content-disposition", b"")))
        if "name" not in disposition:
            raise malformed()
        self._name = disposition["name"]
        self._is_file = "filename" in disposition
        self._is_empty = self._is_file and not disposition["filename"]
        if self._is_file and not self._is_empty and self._make_taker:
            if len(self.form.files) + len(self.form.refused) >= self._limits.files:
                raise too_large()
            self._taker = self._make_taker(disposition["filename"])

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._taker is not None:
            self._taker.write(data[start:end])
            return
        self._fields_bytes += end - start
        if len(self._text) + end - start > self._limits.field_bytes or self._fields_bytes > self._limits.fields_bytes:
            raise too_large()
        self._text.extend(data[start:end])

    def _part_end(self) -> None:
        taker, self._taker = self._taker, None
        if taker is not None:
            found = taker.finish()
            number = len(self.form.files) + len(self.form.refused)
            if isinstance(found, Refused):
                self.form.refused.append((number, found))
            else:
                self.form.files.append(found)
        elif not self._is_empty:  # a file field that was left empty has a file name of no characters
            text = self._text.decode("utf-8", "replace") if self._is_file else typed_text(bytes(self._text))
            self.form.pairs.append((self._name, text))
            self._fields_bytes += len(self._name)

    def _end(self) -> None:
        self._is_over = True


def typed_text(raw: bytes) -> str:
    """Return the text of a field as typed; browsers send line ends as CR LF.

    Raises:
        RefusedError: it is not UTF-8.
    """
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise malformed() from None
