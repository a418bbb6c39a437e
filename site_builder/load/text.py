"""Decodes bytes to text and refuses what would be misread later: other encodings, hidden characters, long lines."""

from __future__ import annotations

import stat
from pathlib import Path

from site_builder.problems import InvalidDataError, Problem
from site_builder.text_forms.hidden import code_of, hidden_places

MOST_BYTES = 256 * 1024
MOST_LINE_CHARACTERS = 20_000


def read_bytes(path: str, file: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the content of *file*; its kind and size are looked at before anything is read.

    Raises:
        InvalidDataError: ``symbolic-link`` (or a pipe, a device), ``file-too-large``.
    """
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise InvalidDataError(Problem(path, 1, "symbolic-link"))
    if found.st_size > most_bytes:
        raise _too_large(path, most_bytes)
    return file.read_bytes()


def _too_large(path: str, most_bytes: int) -> InvalidDataError:
    return InvalidDataError(Problem(path, 1, "file-too-large", facts={"kib": str(most_bytes // 1024)}))


def decode_text(path: str, raw: bytes, most_bytes: int = MOST_BYTES) -> str:
    """Return *raw* as text with LF line ends.

    Raises:
        InvalidDataError: ``file-too-large``, ``not-utf8``, ``hidden-character``, ``line-too-long``.
    """
    if len(raw) > most_bytes:
        raise _too_large(path, most_bytes)
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_of(raw[: error.start].decode("latin-1"), error.start)
        raise InvalidDataError(Problem(path, line, "not-utf8")) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (hidden := next(hidden_places(text), None)) is not None:
        facts = {"character": code_of(text[hidden])}
        raise InvalidDataError(Problem(path, _line_of(text, hidden), "hidden-character", facts=facts))
    if len(text) > MOST_LINE_CHARACTERS:
        for number, line_text in enumerate(text.split("\n"), start=1):
            if len(line_text) > MOST_LINE_CHARACTERS:
                facts = {"most": str(MOST_LINE_CHARACTERS)}
                raise InvalidDataError(Problem(path, number, "line-too-long", facts=facts))
    return text


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
