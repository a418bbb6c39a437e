"""Results on offer, and the awards of each edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bank import Pair, Tree, capital, read_bank
from needs import MODES, REGIONS
from subjects import Subject, subject_of
from world import MOST_CRAFTSMEN, POOL, SOLUTION_PRIZES, World, district_in, edition_id, told

RESULT_KINDS = ("patent", "know_how", "software", "new_product", "prototype", "process", "service")
HOLDERS = ("enterprise", "university", "research_institute")
DIRECTIONS = ("sme_products", "results_to_transform", "tt_services", "st_cooperation", "characteristic_industries")
RESULTS_OF = {"seed": 1}


def results_of(world: World) -> Iterator[Tree]:
    """Yield the results: one for every four needs."""
    holders = world.of_type(*HOLDERS)
    for number in range(world.plan.needs // 4):
        rng = Random(f"{world.plan.seed} result {number}")
        holder = rng.choice(holders) if rng.random() < 0.6 else None
        yield _result(world, number, rng, holder)


def _result(world: World, number: int, rng: Random, holder: Tree | None) -> Tree:
    plan, bank = world.plan, read_bank()
    subject = subject_of(number, plan.seed + 1)
    published = plan.day - timedelta(rng.randint(3, 1000))
    region = holder["region"] if holder else rng.choices(list(REGIONS), list(REGIONS.values()))[0]
    texts = {
        "title": subject.title("result"),
        "abstract": subject.pick(rng, bank["abstract"]),
        "advantages": subject.list_of(rng, [_bare(pair) for pair in bank["advantages"]], 3),
        "evidence": subject.pick(rng, bank["evidence"]),
    }
    price: Tree = {"negotiable": True}
    if rng.random() < 0.3:
        price = {"price": {"amount": rng.randrange(50_000, 3_000_000, 10_000), "currency": "CNY"}}
    return {
        "id": f"result-{number + 1:05}",
        **told(published.isoformat()),
        **{name: _capitalised(pair).tree for name, pair in texts.items()},
        **_holder(rng, subject, holder),
        "kind": rng.choice(RESULT_KINDS),
        "exhibition_direction": rng.choice(DIRECTIONS),
        "tech_domains": [subject.domain],
        "industry": rng.choice(subject.bank["industries"]),
        "region": region,
        **district_in(plan, region, rng),
        "country": holder["country"] if holder else "SG" if region == "ov" else "CN",
        "trl": str(rng.randint(4, 9)),
        "pilot": rng.choice(("bench", "pilot", "mass_production")),
        "transfer_modes": rng.sample(MODES, 2),
        **price,
        "seeking_investment": rng.random() < 0.3,
        **({"represented_by": rng.choice(world.managers)["id"]} if rng.random() < 0.4 else {}),
        "keywords": subject.keywords,
        "status": rng.choice(("published",) * 9 + ("archived",)),
        "published_on": published,
    }


def _bare(pair: Pair) -> Pair:
    return Pair(pair.zh.removesuffix("。"), pair.en.removesuffix("."))


def _capitalised(pair: Pair) -> Pair:
    return Pair(pair.zh, capital(pair.en))


def _holder(rng: Random, subject: Subject, holder: Tree | None) -> Tree:
    if holder is None:
        label = read_bank()["holder_label"].fill(subject.owner_words, {})
        return {"holder_disclosure": "anonymous", "holder_label": label.tree, "ipr_status": "secret_know_how"}
    fields: Tree = {"holder": holder["id"], "holder_disclosure": "named"}
    if rng.random() < 0.5:
        number = f"ZL{rng.randint(2018, 2025)}{rng.randint(1, 3)}{rng.randint(0, 9_999_999):07}.{rng.randint(0, 9)}"
        return fields | {"ipr_status": "granted", "ip_numbers": [number]}
    return fields | {"ipr_status": "applied_not_granted"}


def awards_of(world: World, needs: list[Tree]) -> Iterator[Tree]:
    """Yield the awards: all of them in a closed edition, two on public notice in the open one."""
    for year in world.plan.years:
        drafts = [*_solution_awards(world, year, needs), *_craftsmanship(world), *_honours(world, year)]
        if not world.plan.is_closed(year):
            drafts = list(_honours(world, year))[:2]
        for number, draft in enumerate(drafts, start=1):
            head = {"id": f"{edition_id(year)}-award-{number:02}", **told(f"{year}-02-20")}
            yield {**head, "edition": edition_id(year), "region": "31", **draft, **_status(world, year)}


def _solution_awards(world: World, year: int, needs: list[Tree]) -> Iterator[Tree]:
    solved = [need for need in needs if need["edition"] == edition_id(year) and need["status"] == "solved"]
    winners = world.of_type("university", "research_institute", "enterprise")
    rationale = read_bank()["rationale"][0]
    for number, (code, prize) in enumerate(SOLUTION_PRIZES.items()):
        title = subject_of(number, world.plan.seed + year).title("result")
        recipient = {"type": "solution", "organization": winners[(year + number) % len(winners)]["id"]}
        fields: Tree = {"category": code, "recipient": recipient, "solution_title": title.tree}
        if number < len(solved):
            fields["need"] = solved[number]["id"]
        yield fields | {"prize": {"amount": prize, "currency": "CNY"}, "rationale": rationale.tree}


def _craftsmanship(world: World) -> Iterator[Tree]:
    for rank, manager in enumerate(world.managers[:MOST_CRAFTSMEN], start=1):
        prize = {"amount": POOL // MOST_CRAFTSMEN, "currency": "CNY"}
        recipient = {"type": "person", "manager": manager["id"]}
        yield {"category": "craftsmanship", "recipient": recipient, "prize": prize, "rank": rank}


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
