"""The events of each edition: launch, releases of needs, trainings, roadshows, contest, award ceremony."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bank import Tree, draw_numbers, read_bank
from plan import DELTA, Plan, district_in, edition_id, told


def release_days(plan: Plan, year: int) -> list[date]:
    """Return the days on which needs of *year* were released at an event."""
    return [day for month in (4, 6, 8, 9, 10) if (day := date(year, month, 18)) <= plan.day]


def events_of(plan: Plan, year: int) -> Iterator[Tree]:
    """Yield the events of the edition of *year*; those after the day are planned."""
    days = {
        "launch": [date(year, 3, 20)],
        "training": [date(year, 5, 12)],
        "need_release": release_days(plan, year),
        "docking_meeting": [date(year, 11, 6)],
        "onsite_contest": [date(year, 12, 10)],
        "award_ceremony": [date(year + 1, 1, 15)],
        "roadshow": [date(year, 4, 8) + timedelta(3 * n) for n in range(min(80, max(3, plan.needs // 200)))],
    }
    for kind, on in days.items():
        for number, day in enumerate(on, start=1):
            yield _event(plan, kind, day, year, number)


def _event(plan: Plan, kind: str, day: date, year: int, number: int) -> Tree:
    rng, bank = Random(f"{plan.seed} event {kind} {year} {number}"), read_bank()
    numbers = draw_numbers(rng) | {"year": year, "number": number}
    region = "31" if kind in ("launch", "onsite_contest", "award_ceremony") else DELTA[number % len(DELTA)]
    series = {"series": f"roadshow-{year}", "series_no": number} if kind == "roadshow" else {}
    return {
        "id": f"event-{year}-{kind.replace('_', '-')}-{number:02}",
        **told(on=f"{plan.years[0]}-02-20"),
        "kind": kind,
        "title": bank["events"][kind].fill({}, numbers).tree,
        "summary": bank["event_summary"].fill({}, numbers).tree,
        "edition": edition_id(year),
        "region": region,
        **district_in(plan, region, rng),
        "venue": bank["editions"]["venue"].fill({}, {"number": rng.randint(1, 9)}).tree,
        "mode": rng.choice(["onsite", "hybrid", "online"]),
        "starts_on": day.isoformat(),
        **series,
        "capacity": rng.randrange(40, 400, 20),
        "status": "held" if day <= plan.day else "planned",
    }
