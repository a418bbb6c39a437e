"""Digests of what the site is made from: equal where the values are, and different where any part differs."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from site_builder.load.trees import files_below
from site_builder.model import ByLanguage, Record, Struct


def digest_of(*values: object) -> str:
    """Return a digest of *values*; to take many that share their parts, make one ``Digester``."""
    return Digester().digest_of(*values)


def digest_of_files(folder: Path, *suffixes: str) -> str:
    """Return a digest of the paths and bytes of all files below *folder*, only of *suffixes* where any are given."""
    return digest_of([(path, (folder / path).read_bytes()) for path in files_below(folder, *suffixes)])


class Digester:
    """Takes digests of frozen values; a part that stands in many of them (a row, a record) is read once.

    A record is told by type, id, path and the digest of its file, which stands for all it holds: whatever else its
    values follow from (schemas, code lists) is to be digested beside it.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}  # holds each value, so that no other gets its identity

    def digest_of(self, *values: object) -> str:
        """Return a digest of *values*, in hexadecimal.

        Raises:
            TypeError: a value is of a type that has no encoding here.
        """
        return _hash(b"".join(map(self._encoded, values))).hex()

    def _encoded(self, value: Any) -> bytes:
        """Return *value* as bytes that no other value has: each begins with its kind and tells its length."""
        plain = _PLAIN.get(type(value))
        if plain:
            return plain(value)
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, b"@" + _hash(self._read(value))
        return known[1]

    def _read(self, value: Any) -> bytes:
        if isinstance(value, (tuple, list)):
            return b"(%d:" % len(value) + b"".join(map(self._encoded, value))
        if isinstance(value, Record):
            return b"R" + b"".join(map(_text, (value.type, value.id, value.path, value.digest)))
        if isinstance(value, Struct):
            return b"S" + _text(type(value).__name__) + self._read(value.values)
        if names := _names_of(value.__class__):
            parts = [getattr(value, name) for name in names]
            return b"D" + _text(type(value).__qualname__) + b"".join(map(self._encoded, parts))
        if isinstance(value, ByLanguage):
            return b"L" + _text(type(value).__name__) + self._read(dict(value))
        if isinstance(value, Mapping):
            pairs = (self._encoded(key) + self._encoded(item) for key, item in value.items())
            return b"{%d:" % len(value) + b"".join(pairs)
        if isinstance(value, (set, frozenset)):
            return b"<%d:" % len(value) + b"".join(sorted(map(self._encoded, value)))
        raise TypeError(f"no digest of a {type(value).__qualname__}")


@functools.cache
def _names_of(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of dataclass *kind*, none where it is no dataclass."""
    return tuple(part.name for part in fields(kind)) if is_dataclass(kind) else ()


def _hash(encoded: bytes) -> bytes:
    return hashlib.blake2b(encoded, digest_size=16).digest()


def _text(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    return b"s%d:%b" % (len(raw), raw)


_PLAIN: Mapping[type, Callable[[Any], bytes]] = {
    str: _text,
    bytes: lambda value: b"b%d:%b" % (len(value), value),
    type(None): lambda _: b"n",
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"i%d;" % value,
    float: lambda value: b"r%b;" % value.hex().encode(),
    date: lambda value: b"d" + value.isoformat().encode(),
    datetime: lambda value: b"m" + _text(value.isoformat()),
}
