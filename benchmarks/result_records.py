"""Results on offer, one for every four needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from bank import Pair, Tree, capital, read_bank
from drafts import REGIONS
from need_records import MODES
from plan import district_in, told
from subjects import Subject, subject_of
from world import World

RESULT_KINDS = ("patent", "know_how", "software", "new_product", "prototype", "process", "service")
HOLDERS = ("enterprise", "university", "research_institute")
DIRECTIONS = ("sme_products", "results_to_transform", "tt_services", "st_cooperation", "characteristic_industries")


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
