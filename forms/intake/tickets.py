"""Signed tickets of the confirmation page: what a browser without script sends in the place of a proof of work."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from forms.model import Attachment, Tree

VALID_SECONDS = 3600


@dataclass(frozen=True)
class Ticket:
    """What a confirmation is for: the form, the idempotency key, the values that were shown, the files that wait."""

    form: str
    key: str
    digest: str
    files: tuple[Attachment, ...] = ()


def new_key() -> str:
    """Return an idempotency key that nobody guesses."""
    return secrets.token_urlsafe(24)


class TicketOffice:
    """Writes tickets and reads them again; a changed or old one is none."""

    def __init__(self, key: bytes, incoming: Path) -> None:
        self._serializer = URLSafeTimedSerializer(
            key, salt="confirmation", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._incoming = incoming

    def write(self, ticket: Ticket) -> str:
        """Return *ticket* signed; of a waiting file it names the ciphertext, not where it lies."""
        files = [{**asdict(file), "path": file.path.name} for file in ticket.files]
        return str(
            self._serializer.dumps({"form": ticket.form, "key": ticket.key, "digest": ticket.digest, "files": files})
        )

    def read(self, text: str) -> Ticket | None:
        """Return the ticket that *text* holds, ``None`` where it holds none that is good now."""
        try:
            row: dict[str, Any] = self._serializer.loads(text, max_age=VALID_SECONDS)
        except BadData:
            return None
        files = tuple(
            Attachment(**{**file, "path": self._incoming / Path(file["path"]).name}) for file in row["files"]
        )
        return Ticket(row["form"], row["key"], row["digest"], files)


def digest_of(tree: Tree, about: str, consents: frozenset[str]) -> str:
    """Return the digest of the values that a confirmation page shows."""
    content = json.dumps([tree, about, sorted(consents)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
