"""What needs and results refer to: organisations, technology managers, editions with rules, sessions, events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random

from bank import Pair, Tree, draw_numbers, read_bank
from subjects import DOMAINS, EDITIONS

DELTA = ("31", "32", "33", "34")
ABROAD = ("DE", "JP", "SG", "CH", "GB")
TRACKS = {
    "large_enterprise_open_innovation": Pair("大企业", "large enterprises"),
    "characteristic_industry": Pair("特色行业", "a characteristic industry"),
    "yrd_characteristic_region": Pair("特色区域", "a region of the delta"),
    "overseas_innovation": Pair("海外创新", "overseas innovation"),
}
BANDS = ["0-10w", "10-50w", "50-100w", "100-500w", "500w-plus"]
SOLUTION_PRIZES = {"best_solution": 200_000, "most_innovative": 150_000, "most_promotable": 150_000}
POOL = sum(SOLUTION_PRIZES.values())  # yuan
MOST_CRAFTSMEN = 10
NOTICE_DAYS = 7
FEWEST_ORGANIZATIONS, FEWEST_MANAGERS = 20, 6
# Twenty organisations hold at least one of each kind, and an enterprise of every region.
_KINDS = ("enterprise " * 11 + "university " * 2 + "research_institute " + "service_institution " * 3).split()
_KINDS += ["government", "park", "incubator"]
_REGIONS = ("31", "32", "33", "34", "31", "32", "33", "31", "34", "cn", "ov")
_SIZES = ("large", "medium", "small")


@dataclass(frozen=True)
class Plan:
    """What the generator was asked for, and what it knows of the code lists."""

    needs: int
    seed: int
    day: date
    districts: dict[str, list[str]]  # region -> codes

    @property
    def years(self) -> range:
        """Return the years of the editions: the last one is open on the day."""
        last = self.day.year if self.day.month > 3 else self.day.year - 1
        return range(last - EDITIONS + 1, last + 1)

    def is_closed(self, year: int) -> bool:
        """Return whether the edition of *year* is over."""
        return year < self.years[-1]


@dataclass(frozen=True)
class World:
    """The records that others refer to, by kind."""

    plan: Plan
    organizations: tuple[Tree, ...]
    managers: tuple[Tree, ...]
    events: tuple[Tree, ...]

    def of_type(self, *kinds: str) -> list[Tree]:
        """Return the organisations of *kinds*."""
        return [org for org in self.organizations if org["org_type"] in kinds]


def edition_id(year: int) -> str:
    """Return the id of the edition of *year*."""
    return f"cic{year}"


def world_of(plan: Plan) -> World:
    """Return everything that the needs and results of *plan* refer to."""
    count = max(FEWEST_ORGANIZATIONS, plan.needs // 10)
    organizations = tuple(_organization(plan, number) for number in range(count))
    institutions = [org["id"] for org in organizations if org["org_type"] == "service_institution"]
    managers = max(FEWEST_MANAGERS, plan.needs // 50)
    employed = islice(cycle(institutions), managers)
    return World(
        plan,
        organizations,
        tuple(_manager(plan, number, employer) for number, employer in enumerate(employed)),
        tuple(event for year in plan.years for event in _events(plan, year)),
    )


def told(on: str, by: str = "human", original: str = "zh") -> Tree:
    """Return the fields that say where a record comes from and who translated it."""
    other = "en" if original == "zh" else "zh"
    review = {"reviewed_by": "organizer", "reviewed_on": date.fromisoformat(on)} if by == "human" else {}
    return {
        "provenance": "submitted",
        "source_language": original,
        "translation": {other: {"by": by, **review}},
    }


def _organization(plan: Plan, number: int) -> Tree:
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


def district_in(plan: Plan, region: str, rng: Random) -> Tree:
    """Return a district of *region* as a field, nothing where the region has none."""
    return {"district": rng.choice(plan.districts[region])} if region in plan.districts else {}


def _brand(first: str, second: str) -> Pair:
    return Pair(first[0] + second[0], (first[1:] + second[1:]).capitalize())


def _manager(plan: Plan, number: int, employer: str) -> Tree:
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


_NAMED = frozenset({"title", "short_name", "cic", "yrd", "summary", "rules"})


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


def release_days(plan: Plan, year: int) -> list[date]:
    """Return the days on which needs of *year* were released at an event."""
    return [day for month in (4, 6, 8, 9, 10) if (day := date(year, month, 18)) <= plan.day]


def _events(plan: Plan, year: int) -> Iterator[Tree]:
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
