"""An index of the submissions, to list and compare them: each commit is read once, then cached."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from forms.duplicates import SUMMARY_OF, Described, Finder, described_record, described_tree
from forms.inbox.store import Filter, Inbox
from forms.model import Summary, Tree
from site_builder.model import Catalogue

SAID = ("edition", "special_session", "service")
"""Public fields that tell whose business a submission is and where it is listed."""


@dataclass(frozen=True)
class Gist:
    """Of one submission: its public fields among ``SAID``, and what of it is compared, where anything is."""

    public: Tree
    described: Described | None

    @property
    def edition(self) -> str:
        """Return the edition's id, empty where the submission names none."""
        edition = self.public.get("edition", "")
        return edition if isinstance(edition, str) else ""


class Gists:
    """The gists of one inbox, and an index of what in it and in the catalogue may be the same."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Gist]] = {}  # by receipt, with the commit that was read
        self._finders: dict[str, tuple[tuple[Described, ...], Finder]] = {}  # by type of record, with what it holds
        self._lock = threading.Lock()

    def of(self, inbox: Inbox, summary: Summary) -> Gist:
        """Return the gist of a submission in *inbox* as it stands."""
        with self._lock:
            return self._of(inbox, summary)

    def finder(self, inbox: Inbox, catalogue: Catalogue, kind: str) -> Finder:
        """Return an index of the records and submissions of type *kind*, those that are published once only."""
        with self._lock:
            known = tuple(self._described(inbox, catalogue, kind))
            before = self._finders.get(kind)
            if before is None or before[0] != known:
                before = self._finders[kind] = known, Finder(known)
            return before[1]

    def _described(self, inbox: Inbox, catalogue: Catalogue, kind: str) -> Iterable[Described]:
        yield from (described_record(record) for record in catalogue.all_called(kind))
        for summary in inbox.entries(Filter(record=kind)):
            described = None if summary.published_as else self._of(inbox, summary).described
            if described:
                yield described

    def _of(self, inbox: Inbox, summary: Summary) -> Gist:
        tip, gist = self._known.get(summary.receipt, ("", None))
        if gist is None or tip != summary.tip:
            gist = _read(inbox, summary)
            self._known[summary.receipt] = summary.tip, gist
        return gist


def _read(inbox: Inbox, summary: Summary) -> Gist:
    public, kind = inbox.read(summary.receipt).public, summary.record
    described = described_tree(summary.receipt, kind, public) if kind in SUMMARY_OF else None
    return Gist({name: public[name] for name in SAID if name in public}, described)


_OF_INBOXES: WeakKeyDictionary[Inbox, Gists] = WeakKeyDictionary()


def gists_of(inbox: Inbox) -> Gists:
    """Return what is kept of *inbox* for as long as it is open."""
    return _OF_INBOXES.setdefault(inbox, Gists())
