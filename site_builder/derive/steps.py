"""The four steps of a need: which are done, which is the current one, and the day each is known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.derive.needs import NeedPage
from site_builder.derive.stages import STEPS, Stage
from site_builder.model import Catalogue, Record

_DAY_OF_STEP = {"posting": "published_on", "take_up": "proposal_deadline"}


@dataclass(frozen=True)
class Step:
    """One of the four steps; ``state`` is ``done``, ``current`` or ``upcoming``, ``on`` the day it is known by."""

    name: str
    state: str
    on: date | None


@dataclass(frozen=True)
class NeedSheet(NeedPage):
    """The page of a need with its steps and with who mobilised the need owner."""

    steps: tuple[Step, ...]
    mobilized_by: Record | None


def need_sheet(page: NeedPage, catalogue: Catalogue) -> NeedSheet:
    """Return *page* with the steps of its need."""
    mobilizer = catalogue.get("organization", page.need["mobilized_by"])
    return NeedSheet(**vars(page), steps=steps_of(page.need, page.stage), mobilized_by=mobilizer)


def steps_of(need: Record, stage: Stage) -> tuple[Step, ...]:
    """Return the steps of *need*, none for an archive entry: what a report says is no progress seen here."""
    if need["provenance"] == "reported":
        return ()
    return tuple(Step(name, _state(at, stage.step), _day(need, name)) for at, name in enumerate(STEPS))


def _state(at: int, reached: int) -> str:
    return "done" if at < reached else "current" if at == reached else "upcoming"


def _day(need: Record, name: str) -> date | None:
    day: date | None = need[_DAY_OF_STEP[name]] if name in _DAY_OF_STEP else None
    return day
