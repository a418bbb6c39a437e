"""Needs: each from its subject, an owner, a region and a place in the calendar of its edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bank import Pair, Tree, joined, read_bank
from subjects import DOMAINS, Subject, edition_of, subject_of
from world import ABROAD, BANDS, DELTA, World, district_in, edition_id, release_days, session_id, told

REGIONS = {"31": 30, "32": 22, "33": 20, "34": 16, "cn": 6, "ov": 6}  # percent
OPEN_EDITION = {"open": 58, "published": 10, "in_contest": 10, "docking": 8, "solved": 6, "withdrawn": 4, "on_hold": 4}
CLOSED_EDITION = {"solved": 34, "unsolved": 16, "expired": 22, "archived": 18, "docking": 6, "withdrawn": 4}
NEEDS_REASON = frozenset({"withdrawn", "on_hold", "unsolved"})
CLOSED = frozenset({"solved", "unsolved", "withdrawn", "expired", "archived"})
KINDS = ("technology_rd", "product_rd", "process_improvement", "technical_support", "result_seeking")
ACTIVITIES = ("applied_research", "experimental_development", "result_application", "extension_service")
MODES = (
    "commissioned_development", "cooperative_development", "technology_transfer", "technology_licensing",
    "technical_service", "equity_investment", "procurement",
)  # fmt: skip
CHANNELS = ("district", "industrial_zone", "park", "incubator", "service_institution", "self", "alliance")
SOLVERS = ("enterprise", "university", "research_institute", "technology_holder_team", "individual")


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


def needs_of(world: World) -> list[Tree]:
    """Return all needs; their ids count up within edition and region."""
    counts: dict[str, int] = {}
    records = []
    for number in range(world.plan.needs):
        draft = _draft(world, number)
        head = f"{edition_id(draft.year)}-{draft.region}"
        counts[head] = counts.get(head, 0) + 1
        records.append(_need(draft, f"{head}-{counts[head]:04}"))
    return records


def _draft(world: World, number: int) -> Draft:
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
        for org in _enterprises_in(world, region)
        if org["size_class"] == "large" or track != "large_enterprise_open_innovation"
    ]
    return rng.choice(fitting) if fitting and rng.random() < 0.55 else None


_ENTERPRISES: dict[tuple[int, str], list[Tree]] = {}


def _enterprises_in(world: World, region: str) -> list[Tree]:
    key = (id(world), region)
    if key not in _ENTERPRISES:
        _ENTERPRISES[key] = [org for org in world.of_type("enterprise") if org["region"] == region]
    return _ENTERPRISES[key]


def _need(draft: Draft, ident: str) -> Tree:
    dates = _dates(draft)
    return {
        "id": ident,
        **_told(draft, dates),
        "edition": edition_id(draft.year),
        "track": draft.track,
        **_session(draft),
        "status": "published" if draft.status == "open" else draft.status,
        "open_for_proposals": draft.status == "open",
        **_texts(draft),
        **_classes(draft),
        **_owner_fields(draft),
        **_terms(draft, dates),
        **_people(draft),
        "attestation": {"authentic": True, "valid": True, "authorized": True, "signed_on": dates["signed"]},
        "reviews": [
            {"stage": "formal", "verdict": "pass", "on": dates["formal"]},
            {"stage": "authenticity_validity", "verdict": "pass", "on": dates["reviewed"]},
        ],
        **_calendar(draft, dates),
    }


def _told(draft: Draft, dates: dict[str, date]) -> Tree:
    by = "machine" if draft.rng.random() < 0.15 else "human"
    return told(dates["reviewed"].isoformat(), by, "en" if draft.region == "ov" else "zh")


def _session(draft: Draft) -> Tree:
    has_session = draft.track in ("characteristic_industry", "yrd_characteristic_region")
    if has_session and draft.rng.random() < 0.2:
        return {"special_session": session_id(draft.year, draft.track)}
    return {}


def _dates(draft: Draft) -> dict[str, date]:
    rng, day = draft.rng, draft.world.plan.day
    last = min(date(draft.year, 11, 10), day - timedelta(5))
    first = date(draft.year, 3, 10)
    published = first + timedelta(rng.randint(0, max((last - first).days, 0)))
    released = [day for day in release_days(draft.world.plan, draft.year)]
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


def _texts(draft: Draft) -> Tree:
    bank, about, rng = read_bank(), draft.subject, draft.rng
    pains = about.sentences(rng, about.bank["pains"], 2, "。")
    parts = [about.pick(rng, bank["problem_openings"]), pains, about.pick(rng, bank["problem_closings"])]
    texts = {
        "title": about.title("need"),
        "summary": about.pick(rng, bank["summary"]),
        "problem": joined(parts),
        "key_technology": about.list_of(rng, about.bank["keys"], rng.randint(3, 4)),
        "expected_outcome": about.sentences(rng, bank["outcome"], rng.randint(2, 3)),
    }
    fields: Tree = {name: pair.tree for name, pair in texts.items()}
    fields["indicators"] = _indicators(draft)
    if rng.random() < 0.8:
        fields["current_basis"] = about.sentences(rng, bank["basis"], 2).tree
    fields["application_scenario"] = about.pick(rng, bank["scenario"]).tree
    fields["resources_offered"] = rng.sample(("scenario", "test_line", "data", "equipment", "funding", "market"), 2)
    return fields


def _indicators(draft: Draft) -> list[Tree]:
    rng, bank = draft.rng, read_bank()
    chosen = [*rng.sample(draft.subject.bank["indicators"], rng.randint(2, 3)), rng.choice(bank["indicators"])]
    items = [_indicator(rng, *line) for line in chosen]
    if rng.random() < 0.2:
        name, text = bank["acceptance"], draft.subject.say(bank["acceptance_text"])
        items.append({"code": "acceptance", "name": name.tree, "operator": "text", "text": text.tree})
    weight = 100 // len(items) // 5 * 5
    return [item | {"weight": weight} for item in items]


def _indicator(rng: Random, code: str, zh: str, en: str, operator: str, low: str, high: str, unit: str) -> Tree:
    decimals = max(len(text.partition(".")[2]) for text in (low, high))
    value = f"{rng.uniform(float(low), float(high)):.{decimals}f}"
    name = Pair(zh, en)
    return {"code": code, "name": name.tree, "operator": operator, "value": value, "unit": unit}


def _classes(draft: Draft) -> Tree:
    rng, subject = draft.rng, draft.subject
    domains = [subject.domain]
    if rng.random() < 0.3:
        domains.append(rng.choice([domain for domain in DOMAINS if domain != subject.domain]))
    return {
        "need_kind": rng.choice(KINDS),
        "rd_activity_type": rng.choice(ACTIVITIES),
        "industry": rng.choice(subject.bank["industries"]),
        "tech_domains": domains,
        "keywords": subject.keywords,
        "region": draft.region,
        **district_in(draft.world.plan, draft.region, rng),
        "country": draft.country,
    }


def _owner_fields(draft: Draft) -> Tree:
    if draft.owner:
        return {"owner": draft.owner["id"], "owner_disclosure": "named"}
    label = read_bank()["owner_label"].fill(draft.subject.owner_words, {})
    return {"owner_disclosure": "anonymous", "owner_label": label.tree}


def _terms(draft: Draft, dates: dict[str, date]) -> Tree:
    rng, bank, subject = draft.rng, read_bank(), draft.subject
    starts = dates["deadline"] + timedelta(rng.randint(15, 60))
    scope = "global" if draft.track == "overseas_innovation" else rng.choice(("yrd", "national", "global"))
    fields: Tree = {
        "cooperation_modes": rng.sample(MODES, rng.randint(1, 3)),
        **_budget(rng),
        "period_start": starts,
        "period_end": starts + timedelta(rng.randint(180, 720)),
        "proposal_deadline": dates["deadline"],
        "horizon": rng.choice(("urgent", "mid_term", "long_term")),
        "target_trl": str(rng.randint(5, 9)),
        "ip_terms": rng.choice(("owner_owned", "solver_owned", "joint", "as_negotiated")),
    }
    if rng.random() < 0.5:
        fields["ip_note"] = subject.pick(rng, bank["ip_note"]).tree
    fields["solver_eligibility"] = {
        "solver_types": rng.sample(SOLVERS, rng.randint(2, 4)),
        "overseas": scope == "global",
        "note": subject.pick(rng, bank["solver_note"]).tree,
    }
    return fields | {"match_scope": scope, "commonality": rng.choice(("single_enterprise", "industry_common"))}


def _budget(rng: Random) -> Tree:
    disclosure = rng.choice(("exact", "band", "band", "negotiable", "sealed"))
    own: Tree = {}
    if disclosure == "exact":
        own["intended_investment"] = {"amount": rng.randrange(100_000, 8_000_000, 50_000), "currency": "CNY"}
    elif disclosure == "band":
        own["budget_band"] = rng.choice(BANDS)
    return own | {"budget_disclosure": disclosure}


def _people(draft: Draft) -> Tree:
    rng = draft.rng
    if rng.random() < 0.4:
        return {"sourcing_channel": rng.choice(CHANNELS)}
    manager = rng.choice(draft.world.managers)
    return {
        "technology_manager": manager["id"],
        "service_institution": manager["employments"][0]["org"],
        "sourcing_channel": "technology_manager",
    }


def _calendar(draft: Draft, dates: dict[str, date]) -> Tree:
    rng, bank, day = draft.rng, read_bank(), draft.world.plan.day
    fields: Tree = {}
    if "released" in dates:
        number = release_days(draft.world.plan, draft.year).index(dates["released"]) + 1
        fields["released_at_event"] = f"event-{draft.year}-need-release-{number:02}"
    fields["published_on"] = dates["published"]
    if draft.status in CLOSED:
        fields["closed_on"] = min(dates["deadline"] + timedelta(rng.randint(1, 90)), day)
    if draft.status in NEEDS_REASON:
        fields["closing_reason"] = draft.subject.pick(rng, bank["closing_reason"]).tree
    changed_on = dates["published"] + timedelta(3)
    if rng.random() < 0.08 and changed_on <= day:
        reason = bank["amendment"].tree
        fields["amendments"] = [{"on": changed_on, "fields": ["proposal_deadline"], "reason": reason}]
    if rng.random() < 0.5:
        fields["sealed_digest"] = f"sha256:{rng.getrandbits(256):064x}"
    return fields
