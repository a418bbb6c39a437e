"""Parts of the catalogue of needs that a number leads to: open, posted, archived, by status, by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from site_builder.derive.days.rounds import NextRound
from site_builder.derive.facets import ListPage, pages_of
from site_builder.derive.needs import NeedRow
from site_builder.records import Need, Result
from site_builder.validate.every.addresses import slug_of

Dated = TypeVar("Dated", Need, Result)

OPEN, POSTED, ARCHIVE, STATUS, MONTH = "open", "posted", "archive", "status", "month"
"""What a part holds: what is open now, what came in through the challenge, what is known from public reports alone;
of what came in, the needs of one state (``needs/status/solved/``) and those of one month (``needs/month/2026-07/``).
"""


@dataclass(frozen=True)
class NeedList:
    """One page of a part of the needs; ``key`` is the state or the month (``2026-07``), empty where there is neither.

    ``next_round`` is for what is open, where that is nothing.
    """

    name: str
    key: str
    rows: ListPage[NeedRow]
    next_round: NextRound

    @property
    def path(self) -> str:
        """Return the address of the first page below the root."""
        return f"needs/{self.name}/{slug_of(self.key)}/" if self.key else f"needs/{self.name}/"


def is_posted(row: NeedRow) -> bool:
    """Return whether the need came in through the challenge; others are known from public reports alone."""
    return row.need.provenance != "reported"


def month_of(row: NeedRow) -> str:
    """Return the month in which the need was posted, ``2026-07``, empty where it was not."""
    return row.need.published_on.strftime("%Y-%m") if row.need.published_on else ""


def need_lists(rows: Sequence[NeedRow], next_round: NextRound) -> Iterator[NeedList]:
    """Yield every page of every part of *rows*, the needs in reading order; a part without a key may be empty."""
    for name, key, own in _parts_of(rows):
        for page in pages_of(own):
            yield NeedList(name, key, page, next_round)


def _parts_of(rows: Sequence[NeedRow]) -> Iterator[tuple[str, str, tuple[NeedRow, ...]]]:
    posted = tuple(filter(is_posted, rows))
    yield OPEN, "", tuple(row for row in rows if row.stage.is_open)
    yield POSTED, "", posted
    yield ARCHIVE, "", tuple(row for row in rows if not is_posted(row))
    for status in _sorted(row.need.status for row in posted):
        yield STATUS, status, tuple(row for row in posted if row.need.status == status)
    for month in _sorted(map(month_of, posted)):
        yield MONTH, month, tuple(row for row in posted if month_of(row) == month)


def _sorted(keys: Iterable[str]) -> list[str]:
    return sorted(filter(None, set(keys)))


def newest_first(records: Iterable[Dated]) -> list[Dated]:
    """Return *records* by the day on which they were published or reported, the latest first."""
    return sorted(records, key=_day_of, reverse=True)


def _day_of(record: Need | Result) -> str:
    """Return the day as a period, ``2018-11`` or ``2018-11-15``, empty where none is known."""
    return str(record.published_on or (record.source and record.source.reported_on) or "")
