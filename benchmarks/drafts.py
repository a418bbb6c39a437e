"""What is settled about a need before its record is written: edition, region, track, status, owner, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bank import Tree
from events import release_days
from plan import ABROAD, DELTA
from subjects import Subject, edition_of, subject_of
from world import World

REGIONS = {"31": 30, "32": 22, "33": 20, "34": 16, "cn": 6, "ov": 6}  # percent
# Percent; "open" is published and open for solutions, "published" is past its deadline.
OPEN_EDITION = {"open": 60, "published": 10, "in_contest": 10, "docking": 8, "solved": 6, "withdrawn": 6}
CLOSED_EDITION = {"solved": 34, "unsolved": 16, "expired": 22, "archived": 18, "docking": 6, "withdrawn": 4}


@dataclass(frozen=True)
class Draft:
    """What is settled about a need before its record is written."""

    world: World
    rng: Random
    subject: Subject
    year: int
    region: str
    track: str
    status: str
    owner: Tree | None

    @property
    def country(self) -> str:
        """Return where the owner is."""
        if self.owner:
            return str(self.owner["country"])
        return self.rng.choice(ABROAD) if self.region == "ov" else "CN"


def draft_of(world: World, number: int) -> Draft:
    """Return what is settled about need *number*."""
    plan = world.plan
    rng = Random(f"{plan.seed} need {number}")
    year = plan.years[edition_of(number)]
    region = _weighted(rng, REGIONS)
    track = _track(rng, region)
    status = _weighted(rng, CLOSED_EDITION if plan.is_closed(year) else OPEN_EDITION)
    subject = subject_of(number, plan.seed)
    return Draft(world, rng, subject, year, region, track, status, _owner(world, rng, region, track))


def _weighted(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _track(rng: Random, region: str) -> str:
    if region == "ov":
        return "overseas_innovation"
    tracks = {"large_enterprise_open_innovation": 30, "characteristic_industry": 40, "overseas_innovation": 8}
    return _weighted(rng, tracks | ({"yrd_characteristic_region": 30} if region in DELTA else {}))


def _owner(world: World, rng: Random, region: str, track: str) -> Tree | None:
    fitting = [
        org
        for org in world.enterprises_by_region.get(region, ())
        if org["size_class"] == "large" or track != "large_enterprise_open_innovation"
    ]
    return rng.choice(fitting) if fitting and rng.random() < 0.55 else None


def dates_of(draft: Draft) -> dict[str, date]:
    """Return the days of a need by what happened; ``released`` only where that was at an event."""
    rng, day = draft.rng, draft.world.plan.day
    last = min(date(draft.year, 11, 10), day - timedelta(5))
    first = date(draft.year, 3, 10)
    published = first + timedelta(rng.randint(0, max((last - first).days, 0)))
    released = release_days(draft.world.plan, draft.year)
    dates = {"released": rng.choice(released)} if released and rng.random() < 0.3 else {}
    published = dates.get("released", published)
    deadline = published + timedelta(rng.randint(30, 150))
    if draft.status == "open":
        deadline = day + timedelta(rng.choice((rng.randint(0, 7), rng.randint(8, 120), rng.randint(8, 120))))
    elif draft.status == "published":
        deadline = min(deadline, day - timedelta(1))
    return dates | {
        "published": published,
        "deadline": max(deadline, published + timedelta(1)),
        "reviewed": published - timedelta(2),
        "formal": published - timedelta(rng.randint(4, 9)),
        "signed": published - timedelta(rng.randint(10, 20)),
    }
