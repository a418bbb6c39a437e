"""The need catalogue: rows in reading order, and what a need's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from site_builder.derive.days.stages import Stage, stage_on
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, LogEntry
from site_builder.records import Award, Need, Organization


@dataclass(frozen=True)
class NeedRow:
    """A need in a list, with its owner where that is named."""

    need: Need
    stage: Stage
    owner: Organization | None

    @property
    def record(self) -> Need:
        """Return the need."""
        return self.need


@dataclass(frozen=True)
class NeedPage:
    """Everything that the page of a need shows."""

    need: Need
    stage: Stage
    awards: tuple[Award, ...]
    history: tuple[LogEntry, ...]
    day: date | None


def published_need(catalogue: Catalogue, need_id: str | None) -> Need | None:
    """Return the need of that id where it is published, so that it has a page."""
    need = catalogue.get(Need, need_id)
    return need if need and has_flag(need, "published") else None


def need_row_on(need: Need, catalogue: Catalogue, day: date) -> NeedRow:
    """Return *need* as a row of the catalogue on *day*."""
    return NeedRow(need, stage_on(need, day), catalogue.get(Organization, need.owner))


def need_rows_on(catalogue: Catalogue, day: date) -> tuple[NeedRow, ...]:
    """Return all published needs: open ones by deadline, then closed ones, then archive entries, newest first."""
    rows = [need_row_on(need, catalogue, day) for need in catalogue.all(Need) if has_flag(need, "published")]
    return tuple(sorted(rows, key=_reading_order))


def _reading_order(row: NeedRow) -> tuple[int, int, str]:
    need = row.need
    if row.stage.is_open:
        return 0, (need.proposal_deadline or date.max).toordinal(), need.id
    if need.published_on:
        return 1, -need.published_on.toordinal(), need.id
    return 2, 0, need.id


def need_page_on(row: NeedRow, catalogue: Catalogue, day: date, awards: Iterable[Award]) -> NeedPage:
    """Return the page of the need in *row* on *day*, with the *awards* that name it."""
    need = row.need
    return NeedPage(
        need=need,
        stage=row.stage,
        awards=tuple(awards),
        history=catalogue.log.get(need.id, ()),
        day=day if row.stage.is_open else None,
    )
