"""Organisations and technology managers; their names are invented, and no two are alike."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bank import Pair, Tree, draw_numbers, read_bank
from plan import ABROAD, DELTA, Plan, district_in, told
from subjects import DOMAINS

# Twenty organisations hold at least one of each kind, and an enterprise of every region.
_KINDS = ("enterprise " * 11 + "university " * 2 + "research_institute " + "service_institution " * 3).split()
_KINDS += ["government", "park", "incubator"]
_REGIONS = ("31", "32", "33", "34", "31", "32", "33", "31", "34", "cn", "ov")
_SIZES = ("large", "medium", "small")


def organization_of(plan: Plan, number: int) -> Tree:
    """Return organisation *number*; kinds, regions, sizes and fields take turns."""
    rng, bank = Random(f"{plan.seed} organization {number}"), read_bank()
    kind = _KINDS[number % len(_KINDS)]
    region = _REGIONS[number % len(_REGIONS)] if kind == "enterprise" else DELTA[number % len(DELTA)]
    first, second = bank["brands"]["first"].split(), bank["brands"]["second"].split()
    brands = len(first) * len(second)
    brand = _brand(first[number % len(first)], second[number % brands // len(first)])
    field = bank["domains"][DOMAINS[(number + number // brands) % len(DOMAINS)]]["field"]
    short = Pair(brand.zh + field.zh, f"{brand.en} {field.en}")
    words = {"field": field, "field_lower": Pair(field.zh, field.en.lower())}
    suffix = bank["organization_types"][kind]
    checked = plan.day - timedelta(rng.randint(1, 200))
    about = rng.choice(bank["organization"])
    about = Pair(about.zh, about.en.replace("{field}", "{field_lower}")).fill(words, draw_numbers(rng))
    return {
        "id": f"org-{number + 1:05}",
        **told(on=f"{plan.years[0]}-02-20"),
        "name": {"zh": short.zh + suffix.zh, "en": f"{short.en} {suffix.en}"},
        "aliases": [short.zh, short.en],
        "org_type": kind,
        "size_class": _SIZES[number % len(_SIZES)] if kind == "enterprise" else "not_applicable",
        "country": rng.choice(ABROAD) if region == "ov" else "CN",
        "region": region,
        **district_in(plan, region, rng),
        "website": {"kind": "website", "url": f"https://org-{number + 1:05}.example", "checked_on": checked},
        "description": about.tree,
    }


def _brand(first: str, second: str) -> Pair:
    return Pair(first[0] + second[0], (first[1:] + second[1:]).capitalize())


def manager_of(plan: Plan, number: int, employer: str) -> Tree:
    """Return technology manager *number*, employed by *employer*."""
    rng, bank = Random(f"{plan.seed} manager {number}"), read_bank()
    domains = rng.sample(DOMAINS, 2)
    field = bank["domains"][domains[0]]["field"]
    words = {"field": field, "field_lower": Pair(field.zh, field.en.lower())}
    return {
        "id": f"manager-{number + 1:04}",
        **told(on=f"{plan.years[0]}-02-20"),
        "name_label": bank["manager"].fill({}, {"number": number + 1}).tree,
        "public_consent": False,
        "employments": [{"org": employer, "from": date(plan.years[0] - 1, 3, 1)}],
        "grade": rng.choice(["junior", "intermediate", "senior"]),
        "tech_domains": domains,
        "languages": ["zh", "en"],
        "region": rng.choice(DELTA),
        "profile": bank["manager_profile"].fill(words, {}).tree,
        "status": "active",
        "agreement_signed_on": date(plan.years[0], 1, 15),
    }
