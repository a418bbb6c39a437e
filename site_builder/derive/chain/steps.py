"""The page of a need: its three steps, which are done and by which day, what became of it, and the whole chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from site_builder.derive.chain.chain import Chain
from site_builder.derive.chain.timeline import Occurrence, timeline_of
from site_builder.derive.days.stages import STEPS, Stage
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import NeedPage
from site_builder.load.contract.states import NO_TEXT, has_flag
from site_builder.model import Text
from site_builder.records import Need

_, _BIPIN, _DOCKING = range(len(STEPS))


@dataclass(frozen=True)
class Step:
    """One of the three steps of notice 沪科〔2021〕303号.

    ``state`` is ``done``, ``current``, ``upcoming``, ``ended`` (it came as far and no further) or ``not_reached``.
    ``on`` is a day of it and ``note`` a key of ``step_note.*`` in the phrases, or where that is empty ``words``, that
    says which day it is; ``count`` the solutions received.
    """

    name: str
    state: str
    on: date | None = None
    note: str = ""
    words: Text = NO_TEXT
    count: int = 0


@dataclass(frozen=True)
class NeedSheet(NeedPage):
    """The page of a need with its steps, its timeline and its facts.

    ``outcome`` is what became of it: ``None`` where it is open or an archive entry, or where nothing happened.
    """

    steps: tuple[Step, ...]
    timeline: tuple[Occurrence, ...]
    outcome: Occurrence | None
    facts: Facts

    @property
    def received(self) -> int:
        """Return how many solutions came in."""
        return sum(entry.count for entry in self.timeline if entry.what == "received")


def need_sheet(page: NeedPage, chain: Chain) -> NeedSheet:
    """Return *page* with the steps, the timeline and the facts of its need."""
    need, timeline = page.need, timeline_of(page.need, chain)
    return NeedSheet(
        **vars(page),
        steps=steps_of(need, page.stage, chain, timeline),
        timeline=timeline,
        outcome=None if page.stage.is_open else outcome_of(need, timeline),
        facts=facts_of(need, chain.catalogue),
    )


def outcome_of(need: Need, timeline: Sequence[Occurrence]) -> Occurrence | None:
    """Return what became of *need*: how far its docking came, else the last of what happened; awards do not count.

    A deadline that has passed counts the solutions that had come in by then.
    """
    happened = [
        entry for entry in timeline if not entry.is_ahead and entry.what not in ("posted", "received", "award")
    ]
    if has_flag(need, "docking") or has_flag(need, "after_success"):
        dockings = [entry for entry in happened if entry.words or entry.what == "verified"]
        happened = dockings or happened
    return happened[-1] if happened else None


def steps_of(need: Need, stage: Stage, chain: Chain, timeline: Sequence[Occurrence]) -> tuple[Step, ...]:
    """Return the steps of *need*, none for an archive entry: what a report says is no progress seen here."""
    if need.provenance == "reported":
        return ()
    states = _states_of(need, stage, chain)
    posting, bipin, docking = (partial(Step, name, state) for name, state in zip(STEPS, states, strict=True))
    last = max((entry for entry in timeline if entry.words and not entry.is_ahead), key=_day, default=None)
    return (
        posting(need.published_on, "posted" if need.published_on else ""),
        bipin(*_bipin_day(need, chain), count=len(chain.solutions.get(need.id, ()))),
        docking(last.on, words=last.words) if last else docking(),
    )


def _day(entry: Occurrence) -> date:
    return entry.on or date.min


def _states_of(need: Need, stage: Stage, chain: Chain) -> tuple[str, ...]:
    """Return the state of each step; a need that takes no solutions any more does not wait for them."""
    dockings = chain.dockings.get(need.id, ())
    is_done = has_flag(need, "after_success") and any(has_flag(docking, "contracted") for docking in dockings)
    if is_done or has_flag(need, "success"):
        return _states_at(len(STEPS))
    if has_flag(need, "contest") or has_flag(need, "docking") or not _is_past(need, chain.day):
        return _states_at(stage.step)
    if has_flag(need, "takes_solutions") and chain.solutions.get(need.id):
        return _states_at(_DOCKING)
    last = _DOCKING if dockings else _BIPIN
    return tuple("done" if at < last else "ended" if at == last else "not_reached" for at in range(len(STEPS)))


def _states_at(reached: int) -> tuple[str, ...]:
    return tuple("done" if at < reached else "current" if at == reached else "upcoming" for at in range(len(STEPS)))


def _is_past(need: Need, day: date) -> bool:
    """Return whether *need* takes no solutions any more on *day*: it ended, or its deadline has passed."""
    deadline = need.proposal_deadline
    return has_flag(need, "ended") or (deadline is not None and day > deadline)


def _bipin_day(need: Need, chain: Chain) -> tuple[date | None, str]:
    """Return the day on which the last contest closed or opened, else the deadline, and which of them it is."""
    contests = chain.contests.get(need.id, ())
    days = [(c.closed_on, "contest_closed") if c.closed_on else (c.opened_on, "contest_opened") for c in contests]
    known = [(on, note) for on, note in days if on is not None]
    return max(known, default=(need.proposal_deadline, "deadline" if need.proposal_deadline else ""))
