"""Needs: each from its subject, an owner, a region and a place in the calendar of its edition."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bank import Tree, read_bank
from drafts import Draft, dates_of, draft_of
from editions import BANDS, session_id
from events import release_days
from need_texts import texts_of
from plan import district_in, edition_id, told
from subjects import DOMAINS
from world import World

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


def needs_of(world: World) -> list[Tree]:
    """Return all needs; their ids count up within edition and region."""
    counts: dict[str, int] = {}
    records = []
    for number in range(world.plan.needs):
        draft = draft_of(world, number)
        head = f"{edition_id(draft.year)}-{draft.region}"
        counts[head] = counts.get(head, 0) + 1
        records.append(_need(draft, f"{head}-{counts[head]:04}"))
    return records


def _need(draft: Draft, ident: str) -> Tree:
    dates = dates_of(draft)
    return {
        "id": ident,
        **_told(draft, dates),
        "edition": edition_id(draft.year),
        "track": draft.track,
        **_session(draft),
        "status": "published" if draft.status == "open" else draft.status,
        "open_for_proposals": draft.status == "open",
        **texts_of(draft),
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
