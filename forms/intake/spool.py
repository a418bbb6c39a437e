"""Takes an incoming file: detects its type, counts its size, encrypts each piece; the disk sees only ciphertext."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from forms.inbox.sealed.crypt import SealingWriter
from forms.inbox.sealed.data_keys import drop_part
from forms.intake.kinds import MEDIA_TYPES, ContentReader, KindError
from forms.intake.scan import NOT_SCANNED, Scanner
from forms.model import Attachment, named_as
from site_builder.text_forms.folding import stored
from site_builder.text_forms.hidden import without_hidden

ASKED_EVERY = 2**20  # bytes
MOST_NAME, MOST_NAME_BYTES = (
    120,
    240,
)  # characters and bytes of a file's name that are kept; no disk takes more than 255
_NOT_IN_NAMES = re.compile(r"[\n\t/\\:*?\"<>|]")


@dataclass(frozen=True)
class Refused:
    """A file that is not kept: its name as shown, and why (code of a problem)."""

    name: str
    code: str


WriterMaker = Callable[[str], SealingWriter]
"""Name of the ciphertext file -> what writes it (``Inbox.incoming``)."""


class FileTaker:
    """Takes one file; after a refusal the rest of it is passed over.

    *ask* is called while the file grows, and raises what ends the whole request where there is no room for more.
    """

    def __init__(
        self,
        sent_name: str,
        most: int,
        types: tuple[str, ...],
        make: WriterMaker,
        ask: Callable[[], None],
        scanner: Scanner | None = None,
    ) -> None:
        self.name = shown_name(sent_name)
        self._scan = scanner() if scanner else None
        self._most = most
        self._types = types
        self._ask, self._unasked = ask, 0
        self._reader = ContentReader()
        self._writer: SealingWriter | None = make(f"{secrets.token_hex(16)}.age")
        self._refused: Refused | None = None

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""
        if self._writer is None:
            return
        if self._writer.size + len(piece) > self._most:
            self._refuse("attachment-too-large")
            return
        try:
            self._reader.write(piece)
        except KindError as error:
            self._refuse(error.code)
            return
        self._writer.write(piece)
        if self._scan:
            self._scan.write(piece)
        self._unasked += len(piece)
        if self._unasked > ASKED_EVERY:
            self._unasked = 0
            self._ask()

    def finish(self) -> Attachment | Refused:
        """Return the file as it was taken, or why it was not."""
        if self._writer is None:
            return self._refused or Refused(self.name, "attachment-type")
        try:
            kind = self._reader.close()
            if kind not in self._types:
                raise KindError("attachment-type")
        except KindError as error:
            self._refuse(error.code)
            return Refused(self.name, error.code)
        writer, self._writer = self._writer, None
        writer.close()
        file = writer.attachment(named_as(self.name, kind), MEDIA_TYPES[kind])
        verdict = self._scan.verdict() if self._scan else NOT_SCANNED
        return replace(file, scan=verdict.code, scan_said=verdict.said)

    def drop(self) -> None:
        """Let go of a file that was cut off."""
        self._refuse("attachment-type")

    def _refuse(self, code: str) -> None:
        writer, self._writer = self._writer, None
        if self._scan:
            self._scan.drop()
        if writer is not None:
            self._refused = Refused(self.name, code)
            try:
                writer.close()
            finally:
                drop_part(writer.path)


def shown_name(sent: str) -> str:
    """Return a file's name for showing: the last step of any path in it, without characters that mean something."""
    last = re.split(r"[/\\]", sent)[-1]
    plain = _NOT_IN_NAMES.sub("", stored(without_hidden(stored(last)))).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not (dot and 0 < len(suffix) <= 8):
        stem, dot, suffix = plain, "", ""
    room = MOST_NAME_BYTES - len(f"{dot}{suffix}".encode())
    stem = stem[: MOST_NAME - len(dot) - len(suffix)].encode()[:room].decode(errors="ignore")
    return f"{stem}{dot}{suffix}" if stem else "file"
