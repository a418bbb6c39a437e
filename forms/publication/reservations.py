"""Ids reserved for publication before anybody can see the record: on disk first, so that none is used twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from forms.accounts.folder import FOLDER
from forms.inbox.disk import write_durably


class Row(NamedTuple):
    """What is under way for one receipt: its id, path and sha256 of the private file, empty where there is none."""

    id: str = ""
    part: str = ""
    digest: str = ""
    is_sent: bool = False  # a code host may show it


class Given:
    """What is under way: receipt -> id, and the private file that goes with it; read and changed by one at a time.

    An id stays given to its receipt even where publication failed after a code host may have seen it.
    """

    def __init__(self, inbox: Path) -> None:
        """Open the list of the inbox at *inbox*."""
        self._file = inbox / FOLDER / "given.json"
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def all(self) -> Mapping[str, Row]:
        """Return receipt -> what is under way for it."""
        return {receipt: Row(**row) for receipt, row in self._read().items()}

    def row(self, receipt: str) -> Row:
        """Return what is under way for *receipt*, an empty row where nothing is."""
        return self.all().get(receipt, Row())

    def id_for(self, receipt: str) -> str:
        """Return the id that was given to *receipt* before, empty where there is none."""
        return self.row(receipt).id

    def to_others(self, receipt: str) -> list[str]:
        """Return the ids that are given to others than *receipt*."""
        return [row.id for other, row in self.all().items() if other != receipt]

    def put(self, receipt: str, row: Row) -> None:
        """Put *row* down for *receipt*; its private file is going to be written next, its place is free."""
        self._write({**self._read(), receipt: row._asdict()})

    def forget(self, receipt: str) -> None:
        """Take *receipt* from the list: the record is public, or nobody has seen the id."""
        self._write({other: row for other, row in self._read().items() if other != receipt})

    def take_back(self, receipt: str, remove: Callable[[str, str], None], *, keeps_id: bool) -> None:
        """Remove the private file of *receipt* by *remove* (path, sha256); its id stays given where it *keeps_id*."""
        row = self.row(receipt)
        if row.part:
            remove(row.part, row.digest)
        if keeps_id and row.id:
            self.put(receipt, row._replace(part="", digest=""))
        else:
            self.forget(receipt)

    def _read(self) -> dict[str, Any]:
        try:
            rows: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return rows

    def _write(self, rows: Mapping[str, Any]) -> None:
        if rows != self._read():
            write_durably(self._file, json.dumps(rows, indent=1).encode())
