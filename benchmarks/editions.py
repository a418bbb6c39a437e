"""Editions with their rules and special sessions."""

from __future__ import annotations

from collections.abc import Iterator

from bank import Pair, Tree, read_bank
from chain import points_rules
from plan import DELTA, edition_id, told
from world import World

TRACKS = {
    "large_enterprise_open_innovation": Pair("大企业", "large enterprises"),
    "characteristic_industry": Pair("特色行业", "a characteristic industry"),
    "yrd_characteristic_region": Pair("特色区域", "a region of the delta"),
    "overseas_innovation": Pair("海外创新", "overseas innovation"),
}
BANDS = ["0-10w", "10-50w", "50-100w", "100-500w", "500w-plus"]
SOLUTION_PRIZES = {"best_solution": 200_000, "most_innovative": 150_000, "most_promotable": 150_000}
POOL = sum(SOLUTION_PRIZES.values())  # yuan
NOTICE_DAYS = 7
_NAMED = frozenset({"title", "short_name", "cic", "yrd", "summary", "rules"})


def edition_records(world: World) -> Iterator[tuple[str, Tree]]:
    """Yield path and record of each edition, its rules and its special sessions."""
    for year in world.plan.years:
        ident = edition_id(year)
        yield f"content/editions/{ident}/edition.yml", _edition(world, year)
        yield f"content/editions/{ident}/rules.yml", _rules(year)
        for track in ("characteristic_industry", "yrd_characteristic_region"):
            session = _session(world, year, track)
            yield f"content/sessions/{session['id']}.yml", session


def _edition(world: World, year: int) -> Tree:
    numbers = {"year": year, "cic": year - 2015, "yrd": year - 2017}
    words = {name: pair.fill({}, numbers).tree for name, pair in read_bank()["editions"].items() if name in _NAMED}
    host = world.of_type("government")[0]["id"]
    return {
        "id": edition_id(year),
        **told(on=f"{year}-02-20"),
        "year": year,
        "series": [{"code": code, "ordinal": numbers[code], "name": words[code]} for code in ("cic", "yrd")],
        "title": words["title"],
        "short_name": words["short_name"],
        "summary": words["summary"],
        "regions": list(DELTA),
        "tracks": list(TRACKS),
        "organizers": [
            {"org": host, "role": "sponsor"},
            {"org": world.of_type("service_institution")[0]["id"], "role": "organizer"},
        ],
        "timeline": [
            {"stage": "posting", "from": f"{year}-03", "to": f"{year}-11"},
            {"stage": "challenge", "from": f"{year}-04", "to": f"{year}-12"},
            {"stage": "docking", "from": f"{year}-Q3", "to": f"{year + 1}-Q1"},
            {"stage": "onsite", "from": f"{year}-12-10", "to": f"{year}-12-10"},
            {"stage": "settlement", "from": f"{year}-12-12", "to": f"{year + 1}-01"},
        ],
        "status": "closed" if world.plan.is_closed(year) else "open",
        "rules_summary": words["rules"],
    }


def _rules(year: int) -> Tree:
    ident = edition_id(year)
    names, groups = read_bank()["awards"], read_bank()["award_groups"]
    once = {"count_min": 1, "count_max": 1}
    solution = [
        {"code": code, "name": names[code].tree, **once, "prize_each": prize}
        for code, prize in SOLUTION_PRIZES.items()
    ]
    honours = [
        ("best_service_institution", 3, ["service_institution"]),
        ("best_open_innovation_enterprise", 3, ["enterprise"]),
        ("excellent_organization", 2, ["government", "park", "incubator"]),
    ]
    return {
        "id": f"{ident}-rules",
        **told(on=f"{year}-02-20"),
        "edition": ident,
        "region": "31",
        "version": 1,
        "publish_notice_days": NOTICE_DAYS,
        "award_groups": [
            {"code": "solution", "name": groups["solution"].tree, "pool": POOL, "recipient_types": ["solution"],
             "one_award_per_solution": True, "categories": solution},
            {"code": "craftsmanship", "name": groups["craftsmanship"].tree, "pool": POOL,
             "recipient_types": ["person"], "computed_from": "points_ledger",
             "categories": [{"code": "craftsmanship", "name": names["craftsmanship"].tree}]},
            {"code": "honours", "name": groups["honours"].tree, "recipient_types": ["organization", "government"],
             "categories": [
                 {"code": code, "name": names[code].tree, "count_min": count, "count_max": count, "org_types": types}
                 for code, count, types in honours
             ]},
        ],
        "points": points_rules(year),
        "budget_bands": BANDS,
    }  # fmt: skip


def session_id(year: int, track: str) -> str:
    """Return the id of the special session of *track* in *year*."""
    return f"session-{year}-{track.replace('_', '-')}"


def _session(world: World, year: int, track: str) -> Tree:
    name = read_bank()["editions"]["session"].fill({"track": TRACKS[track]}, {"year": year})
    return {
        "id": session_id(year, track),
        **told(on=f"{year}-02-20"),
        "edition": edition_id(year),
        "track": track,
        "name": name.tree,
        "host_org": world.of_type("park")[0]["id"],
        "region": "31",
        "status": "closed" if world.plan.is_closed(year) else "open",
    }
