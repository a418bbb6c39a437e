"""The page of a need: its three steps, which are done and by which day, and the whole chain that followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.derive.chain.chain import Chain
from site_builder.derive.chain.timeline import Occurrence, timeline_of
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import NeedPage
from site_builder.derive.stages import STEPS, Stage
from site_builder.load.contract.states import has_flag
from site_builder.records import Docking, Need


@dataclass(frozen=True)
class Step:
    """One of the three steps of notice 沪科〔2021〕303号.

    ``state`` is ``done``, ``current`` or ``upcoming``; ``on`` is the day by which it is known, ``count`` the
    solutions received.
    """

    name: str
    state: str
    on: date | None
    count: int = 0


@dataclass(frozen=True)
class NeedSheet(NeedPage):
    """The page of a need with its steps, its timeline and its facts."""

    steps: tuple[Step, ...]
    timeline: tuple[Occurrence, ...]
    facts: Facts


def need_sheet(page: NeedPage, chain: Chain) -> NeedSheet:
    """Return *page* with the steps, the timeline and the facts of its need."""
    steps, facts = steps_of(page.need, page.stage, chain), facts_of(page.need, chain.catalogue)
    return NeedSheet(**vars(page), steps=steps, timeline=timeline_of(page.need, chain), facts=facts)


def steps_of(need: Need, stage: Stage, chain: Chain) -> tuple[Step, ...]:
    """Return the steps of *need*, none for an archive entry: what a report says is no progress seen here."""
    if need.provenance == "reported":
        return ()
    return tuple(_step(at, name, need, stage.step, chain) for at, name in enumerate(STEPS))


def _step(at: int, name: str, need: Need, reached: int, chain: Chain) -> Step:
    state = "done" if at < reached else "current" if at == reached else "upcoming"
    if name == "bipin":
        held = (contest.closed_on or contest.opened_on for contest in chain.contests.get(need.id, ()))
        day = max(held, default=need.proposal_deadline)
        return Step(name, state, day, len(chain.solutions.get(need.id, ())))
    if name == "docking":
        days = (d.contract_signed_on or d.intent_signed_on or d.proposed_on for d in _running(need, chain))
        return Step(name, state, max(days, default=None))
    return Step(name, state, need.published_on)


def _running(need: Need, chain: Chain) -> tuple[Docking, ...]:
    return tuple(docking for docking in chain.dockings.get(need.id, ()) if not has_flag(docking, "terminated"))
