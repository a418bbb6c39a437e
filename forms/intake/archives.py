"""Reads a zip file as it arrives: what it contains and how large it would become; nothing is stored.

Sizes that an archive states of itself are not believed: each member is inflated and counted, and the directory at the
end has to name exactly the members that were seen, so that none is read twice (overlapping bombs). This takes the
place and packed size of each member, which no library that unpacks a stream tells; and the pieces come on their way
into encryption, where such a library would wait for them in a thread of its own.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

MOST_BYTES = 250 * 2**20
MOST_RATIO = 150
RATIO_FROM = 2**20  # bytes; below, a member may be as small as it likes
MOST_MEMBERS = 5000
_MEMBER, _DIRECTORY, _END, _DESCRIPTOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"
_STORED, _DEFLATED = 0, 8
_PIECE = 256 * 1024


class Sink(Protocol):
    """What takes a member as it is unpacked."""

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""

    def close(self) -> None:
        """Take the end."""


@dataclass
class Budget:
    """What was unpacked of a file and the files in it together.

    ``unpacked`` bytes in all, ``held`` those held in memory, ``marks`` what was looked at closer.
    """

    unpacked: int = 0
    held: int = 0
    marks: int = 0


def nowhere(name: str) -> None:
    """Return that nothing of the member called *name* is looked at."""


class BadArchiveError(Exception):
    """The archive is broken, or of a kind that no office program writes (encrypted, overlapping)."""


class BombError(Exception):
    """The archive would grow beyond all measure."""


class ArchiveWalker:
    """Takes a zip file in pieces; ``names`` are its members once ``close`` was called.

    Args:
        sink_of: name of a member -> what takes it as it is unpacked.
        budget: counts what is unpacked.

    Raises (``write`` and ``close``):
        BadArchiveError: broken, encrypted, overlapping.
        BombError: too much in it.
    """

    def __init__(self, sink_of: Callable[[str], Sink | None] = nowhere, budget: Budget | None = None) -> None:
        self.names: list[str] = []
        self._sink_of = sink_of
        self._sink: Sink | None = None
        self._budget = budget or Budget()
        self._waiting = bytearray()
        self._walk = self._steps()
        self._wanted = next(self._walk)
        self._place = 0  # of the first byte in _waiting
        self._is_over = False

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""
        self._waiting += piece
        while not self._is_over and len(self._waiting) >= max(self._wanted, 1):
            self._step()
        self._check_end()

    def close(self) -> None:
        """Take the end of the file."""
        while not self._is_over and self._wanted <= len(self._waiting):
            self._step()
        self._check_end()
        if not self._is_over:
            raise BadArchiveError

    def _check_end(self) -> None:
        if self._is_over and self._waiting:
            raise BadArchiveError  # something else behind the archive

    def _step(self) -> None:
        try:
            self._wanted = next(self._walk)
        except StopIteration:
            self._is_over = True

    def _take(self, count: int) -> bytes:
        found = bytes(self._waiting[:count])
        del self._waiting[:count]
        self._place += count
        return found

    def _steps(self) -> Generator[int, None, None]:
        """Yield how many bytes have to be there before the next step."""
        seen: dict[int, tuple[str, int]] = {}
        known: set[str] = set()
        while True:
            yield 4
            mark = bytes(self._waiting[:4])
            if mark != _MEMBER:
                break
            place = self._place
            name, size = yield from self._member()
            seen[place] = (name, size)
            if len(seen) > MOST_MEMBERS:
                raise BombError
            if name.lower() in known:
                raise BadArchiveError  # two of one name: programs differ in which they read
            known.add(name.lower())
        self.names = [name for name, _ in seen.values()]
        yield from self._directory(seen)

    def _member(self) -> Generator[int, None, tuple[str, int]]:
        yield 30
        _, _, flags, method, _, _, _, packed, size, name_length, extra = struct.unpack("<4s5H3L2H", self._take(30))
        if flags & 0x2041 or method not in (_STORED, _DEFLATED) or 0xFFFFFFFF in (packed, size):
            raise BadArchiveError  # encrypted, a method of its own, or larger than 4 GB
        yield name_length + extra
        name = self._take(name_length).decode("utf-8", "replace")
        self._take(extra)
        start = self._place
        self._sink = self._sink_of(name)
        if method == _DEFLATED:
            yield from self._inflate()
        elif flags & 8:
            raise BadArchiveError  # stored without its length: nobody could tell where it ends
        else:
            yield from self._skip(packed)
        length = self._place - start
        if self._sink:
            self._sink.close()
        if flags & 8:
            yield 4
            yield 16 if bytes(self._waiting[:4]) == _DESCRIPTOR else 12
            self._take(16 if bytes(self._waiting[:4]) == _DESCRIPTOR else 12)
        elif length != packed:
            raise BadArchiveError
        return name, length

    def _skip(self, count: int) -> Generator[int, None, None]:
        self._count(count)
        while count:
            yield 1
            piece = self._take(min(count, len(self._waiting)))
            count -= len(piece)
            self._pass_on(piece)

    def _inflate(self) -> Generator[int, None, None]:
        inflater, grown, start = zlib.decompressobj(-15), 0, self._place
        while not inflater.eof:
            yield 1
            piece = self._take(len(self._waiting))
            while piece and not inflater.eof:
                try:
                    found = inflater.decompress(piece, _PIECE)
                except zlib.error:
                    raise BadArchiveError from None
                grown += len(found)
                self._count(len(found))
                piece = inflater.unconsumed_tail
                if grown > RATIO_FROM and grown > MOST_RATIO * max(self._place - start, 1):
                    raise BombError
                self._pass_on(found)
            if inflater.eof:
                back = inflater.unused_data
                self._waiting[:0] = back
                self._place -= len(back)

    def _pass_on(self, piece: bytes) -> None:
        if self._sink:
            self._sink.write(piece)

    def _count(self, grown: int) -> None:
        self._budget.unpacked += grown
        if self._budget.unpacked > MOST_BYTES:
            raise BombError

    def _directory(self, seen: dict[int, tuple[str, int]]) -> Generator[int, None, None]:
        named = set()
        while True:
            yield 4
            mark = bytes(self._waiting[:4])
            if mark == _DIRECTORY:
                yield 46
                row = struct.unpack("<4s6H3L5H2L", self._take(46))
                packed, name_length, extra, comment, place = row[8], row[10], row[11], row[12], row[16]
                yield name_length + extra + comment
                name = self._take(name_length + extra + comment)[:name_length].decode("utf-8", "replace")
                if seen.get(place) != (name, packed) or place in named:
                    raise BadArchiveError
                named.add(place)
            elif mark == _END:
                yield 22
                end = struct.unpack("<4s4H2LH", self._take(22))
                if named != set(seen) or end[4] != len(seen):
                    raise BadArchiveError
                yield end[7]
                self._take(end[7])
                return
            else:
                raise BadArchiveError
