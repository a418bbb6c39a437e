"""The awards: all of a closed edition's but those that follow from points; in the open one two on public notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bank import Tree, read_bank
from chain import solution_id, solvers_of
from editions import SOLUTION_PRIZES
from plan import edition_id, told
from subjects import subject_of
from world import World


def awards_of(world: World, needs: list[Tree]) -> Iterator[Tree]:
    """Yield the awards of every edition."""
    for year in world.plan.years:
        drafts = [*_solution_awards(world, year, needs), *_honours(world, year)]
        if not world.plan.is_closed(year):
            drafts = list(_honours(world, year))[:2]
        for number, draft in enumerate(drafts, start=1):
            head = {"id": f"{edition_id(year)}-award-{number:02}", **told(f"{year}-02-20")}
            yield {**head, "edition": edition_id(year), "region": "31", **draft, **_status(world, year)}


def _solution_awards(world: World, year: int, needs: list[Tree]) -> Iterator[Tree]:
    """Yield the awards to the solvers of the first needs that were solved, as many as there are."""
    solved = [need for need in needs if need["edition"] == edition_id(year) and need["status"] == "solved"]
    solvers = solvers_of(world, needs)
    rationale = read_bank()["rationale"][0]
    prizes = enumerate(SOLUTION_PRIZES.items())
    for (number, (code, prize)), need in zip(prizes, solved, strict=False):
        yield {
            "category": code,
            "recipient": {"type": "solution", "organization": solvers[need["id"]]["id"]},
            "solution_title": subject_of(number, world.plan.seed + year).title("result").tree,
            "need": need["id"],
            "solution": solution_id(need),
            "prize": {"amount": prize, "currency": "CNY"},
            "rationale": rationale.tree,
        }


def _honours(world: World, year: int) -> Iterator[Tree]:
    counts = (
        ("best_service_institution", 3, ("service_institution",)),
        ("best_open_innovation_enterprise", 3, ("enterprise",)),
        ("excellent_organization", 2, ("government", "park", "incubator")),
    )
    for code, count, kinds in counts:
        candidates = world.of_type(*kinds)
        for number in range(count):
            org = candidates[(year + number) % len(candidates)]
            reason = read_bank()["rationale"][1].fill({}, {"n1": 5 + year % 7 + number})
            district = {"district": org["district"]} if "district" in org else {}
            recipient = {"type": "organization", "organization": org["id"]}
            yield {"category": code, "recipient": recipient, **district, "rationale": reason.tree}


def _status(world: World, year: int) -> Tree:
    if not world.plan.is_closed(year):
        day = world.plan.day
        return {"status": "public_notice", "notice_from": day, "notice_to": day + timedelta(9)}
    return {
        "status": "conferred",
        "notice_from": date(year, 12, 12),
        "notice_to": date(year, 12, 22),
        "confirmed_on": date(year, 12, 26),
        "conferred_at_event": f"event-{year}-award-ceremony-01",
        "conferred_on": date(year + 1, 1, 15),
    }
