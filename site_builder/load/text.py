"""Decodes bytes to text and refuses what would be misread later: other encodings, hidden characters, long lines."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from site_builder.problems import InvalidDataError, Problem
from site_builder.text_forms.hidden import code_of, hidden_places

MOST_BYTES = 256 * 1024
MOST_LINE_CHARACTERS = 20_000
_LFS = b"version https://git-lfs.github.com/spec/"
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
_OWN_WORDS = {"\ufeff": "byte-order-mark", "\u2028": "line-separator", "\u2029": "line-separator"}
_OWN_WORDS |= {"\x85": "line-separator", "\v": "line-separator", "\f": "line-separator"}
"""Characters that nobody sees, and which come by a way that can be named."""


def read_bytes(path: str, file: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the content of *file*; its kind and size are looked at before anything is read.

    Raises:
        InvalidDataError: ``symbolic-link`` (or a pipe, a device), ``file-too-large``, ``lfs-pointer``.
    """
    found = file.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise InvalidDataError(Problem(path, 1, "symbolic-link"))
    if found.st_size > most_bytes:
        raise _too_large(path, most_bytes)
    raw = file.read_bytes()
    if raw.startswith(_LFS):
        raise InvalidDataError(Problem(path, 1, "lfs-pointer"))
    return raw


def _too_large(path: str, most_bytes: int) -> InvalidDataError:
    return InvalidDataError(Problem(path, 1, "file-too-large", facts={"kib": str(most_bytes // 1024)}))


def decode_text(path: str, raw: bytes, most_bytes: int = MOST_BYTES) -> str:
    """Return *raw* as text with LF line ends.

    Raises:
        InvalidDataError: ``file-too-large``, ``not-utf8``, ``utf16``, ``byte-order-mark``, ``line-separator``,
            ``hidden-character``, ``conflict-marker``, ``line-too-long``.
    """
    if len(raw) > most_bytes:
        raise _too_large(path, most_bytes)
    text = _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")
    if (hidden := next(hidden_places(text), None)) is not None:
        code = _OWN_WORDS.get(text[hidden], "hidden-character")
        facts = {"character": code_of(text[hidden])}
        raise InvalidDataError(Problem(path, _line_of(text, hidden), code, facts=facts))
    require_merged(path, text)
    if len(text) > MOST_LINE_CHARACTERS:
        for number, line_text in enumerate(text.split("\n"), start=1):
            if len(line_text) > MOST_LINE_CHARACTERS:
                facts = {"most": str(MOST_LINE_CHARACTERS)}
                raise InvalidDataError(Problem(path, number, "line-too-long", facts=facts))
    return text


def require_merged(path: str, text: str) -> None:
    """Refuse *text* with what git leaves where two changes met (``conflict-marker``)."""
    if (marker := _CONFLICT.search(text)) is not None:
        raise InvalidDataError(Problem(path, _line_of(text, marker.start()), "conflict-marker"))


def _decoded(path: str, raw: bytes) -> str:
    try:
        if not _is_utf16(raw):
            return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_of(raw[: error.start].decode("latin-1"), error.start)
        raise InvalidDataError(Problem(path, line, "not-utf8")) from None
    raise InvalidDataError(Problem(path, 1, "utf16"))


def _is_utf16(raw: bytes) -> bool:
    """Return whether *raw* is UTF-16 or UTF-32, with a mark at its head or by its zeros at every second place."""
    zeros = max(raw[:200:2].count(0), raw[1:200:2].count(0))
    return raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or zeros > min(len(raw), 200) // 4


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
