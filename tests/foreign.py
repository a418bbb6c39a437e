"""Repositories of challenges elsewhere, with nothing of the one that is shipped: Chengdu, and Baden-Württemberg."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from tests.repositories import BASE, update_log

KEPT_LISTS = ("tech_domain", "industry", "trl")
"""Lists that any challenge may have as they are in the base of the tests."""

LOGO = "images/mark.png"
COLOUR = "#1f5e3d"

Tree = dict[str, Any]


def said(zh: str, en: str) -> Tree:
    """Return a text in both languages."""
    return {"zh": zh, "en": en}


HINT = said("如：过程自动化", "Try: process control")


@dataclass(frozen=True)
class Foreign:
    """A challenge: its name, regions, region and country of its owners, and the district of the first one."""

    name: Mapping[str, str]
    regions: tuple[Tree, ...]
    owners: tuple[str, str]
    country: str
    districts: tuple[Tree, ...]
    currency: str
    time_zone: str = ""


FOREIGN: Mapping[str, Foreign] = {
    "chengdu": Foreign(
        said("成渝开放创新挑战赛", "Chengdu–Chongqing Open Challenge"),
        (
            {"code": "51", "home": True},
            {"code": "50", "home": True},
            {"code": "cn", "country": "CN", "name": said("国内其他地区", "Other parts of China")},
            {"code": "ov", "name": said("境外", "Abroad")},
        ),
        ("51", "50"),
        "CN",
        ({"code": "510104", "name": said("锦江区", "Jinjiang District")},),
        "CNY",
    ),
    "baden": Foreign(
        said("西南德开放创新赛", "Southwest Open Innovation Call"),
        (
            {"code": "DE-BW", "home": True},
            {"code": "DE-RP", "home": True},
            {"code": "de", "country": "DE", "name": said("德国其他地区", "Rest of Germany")},
            {"code": "ov", "name": said("德国以外", "Outside Germany")},
        ),
        ("DE-BW", "DE-RP"),
        "DE",
        (),
        "EUR",
        "Europe/Berlin",
    ),
}


def write_foreign(root: Path, name: str) -> Path:
    """Write the challenge called *name* to *root*, with its publication log, and return *root*."""
    one = FOREIGN[name]
    for path, tree in {**_lists(one), **_records(one)}.items():
        _write(root / path, tree)
    for kept in KEPT_LISTS:
        shutil.copyfile(BASE / "content/taxonomy" / f"{kept}.yml", root / "content/taxonomy" / f"{kept}.yml")
    _write(root / "content/taxonomy/currency.yml", _list("currency", {"code": one.currency}))
    _write(root / "mkdocs.yml", _settings(one))
    for lang in ("zh", "en"):
        _draw_logo(root / "content/pages" / lang / LOGO)
        page = root / "content/pages" / lang / "about.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"# {one.name[lang]}\n", encoding="utf-8")
    update_log(root)
    return root


def _draw_logo(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 64), COLOUR).save(file)


def _write(path: Path, tree: Tree) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _settings(one: Foreign) -> Tree:
    home = {"home": {"search_hint": dict(HINT)}} if one.currency != "CNY" else {}
    return {
        "site_name": one.name["en"],
        "theme": {
            "name": "material",
            "font": False,
            "logo": f"zh/{LOGO}",
            "palette": [{"scheme": "default", "primary": COLOUR}],
        },
        "extra": {
            "forms": True,
            "jiebang": {"name": dict(one.name), **home} | ({"time_zone": one.time_zone} if one.time_zone else {}),
        },
    }


def _list(name: str, *entries: Tree) -> Tree:
    return {"id": name, "title": said("代码表", "Code list"), "entries": list(entries)}


def _lists(one: Foreign) -> Mapping[str, Tree]:
    lists = {
        "region": one.regions,
        "district": one.districts,
        "track": ({"code": "open", "name": said("公开征集", "Open call"), "home_only": True},),
        "match_scope": ({"code": "world", "name": said("不限", "Anywhere")},),
        "series": ({"code": "call", "name": one.name, "first_year": 2026},),
        "award_category": ({"code": "prize", "name": said("方案奖", "Prize"), "of_solutions": True},),
        "budget_band": ({"code": "small", "name": said("小额", "Small")},),
    }
    return {f"content/taxonomy/{name}.yml": _list(name, *entries) for name, entries in lists.items() if entries}


_COMMON: Tree = {
    "provenance": "submitted",
    "source_language": "en",
    "translation": {"zh": {"by": "human", "reviewed_by": "organizer", "reviewed_on": "2026-09-01"}},
}


def _records(one: Foreign) -> Mapping[str, Tree]:
    records = [
        ("content/editions/call2026/edition.yml", _edition(one)),
        ("content/editions/call2026/rules.yml", _rules(one)),
        *((f"content/organizations/{tree['id']}.yml", tree) for tree in _organizations(one)),
        *((f"needs/call2026/{tree['id']}.yml", tree) for tree in _needs(one)),
    ]
    return dict(records)


def _edition(one: Foreign) -> Tree:
    return {
        "id": "call2026",
        **_COMMON,
        "year": 2026,
        "series": [{"code": "call", "ordinal": 1, "name": dict(one.name)}],
        "title": dict(one.name),
        "short_name": said("首届", "First call"),
        "regions": list(one.owners),
        "tracks": ["open"],
        "organizers": [{"org": "office", "role": "organizer"}],
        "timeline": [{"stage": "posting", "from": "2026-07", "to": "2026-12"}],
        "status": "open",
    }


def _rules(one: Foreign) -> Tree:
    category = {"code": "prize", "name": said("年度方案奖", "Prize of the year"), "count_max": 1, "prize_each": 50000}
    group = {
        "code": "solution",
        "name": said("方案奖", "Prizes"),
        "pool": 50000,
        "recipient_types": ["solution"],
        "categories": [category],
    }
    tie = ["fit"]
    rubric = {"code": "fit", "name": said("契合度", "Fit"), "weight": 100}
    return {
        "id": "call2026-rules",
        **_COMMON,
        "edition": "call2026",
        "region": one.owners[0],
        "version": 1,
        "award_groups": [group],
        "rubric": [rubric],
        "rubric_rules": {
            "scale_max": 10,
            "min_jurors": 2,
            "final_choice": "owner_on_panel_advice",
            "tie_break": tie,
        },
        "budget_bands": ["small"],
    }


def _organizations(one: Foreign) -> tuple[Tree, ...]:
    names = {
        "office": (said("挑战赛办公室", "Challenge Office"), "government"),
        "pump-works": (said("青石泵业有限公司", "Greystone Pump Works"), "enterprise"),
        "cable-works": (said("南岸线缆有限公司", "South Bank Cables"), "enterprise"),
    }
    regions = {"office": one.owners[0], "pump-works": one.owners[0], "cable-works": one.owners[1]}
    return tuple(
        {"id": key, **_COMMON, "name": name, "org_type": kind, "country": one.country, "region": regions[key]}
        for key, (name, kind) in names.items()
    )


def _needs(one: Foreign) -> tuple[Tree, ...]:
    owners = dict(zip(("pump-works", "cable-works"), one.owners, strict=True))
    titles = (
        said("高温泵用密封材料", "Seal material for hot pumps"),
        said("耐寒柔性电缆护套", "Cable sheath that stays soft in frost"),
    )
    return tuple(
        _need(one, number, owner, region, title)
        for number, ((owner, region), title) in enumerate(zip(owners.items(), titles, strict=True), start=1)
    )


def _need(one: Foreign, number: int, owner: str, region: str, title: Tree) -> Tree:
    base = yaml.safe_load((BASE / "needs/cic2026/cic2026-31-0001.yml").read_text(encoding="utf-8"))
    kept = {
        name: base[name]
        for name in (
            "problem key_technology indicators expected_outcome need_kind industry tech_domains keywords "
            "cooperation_modes target_trl ip_terms solver_eligibility attestation reviews"
        ).split()
    }  # fmt: skip
    for review in kept["reviews"]:
        review["on"] = review.pop(True, review.get("on"))
    place = {"district": one.districts[0]["code"]} if one.districts and number == 1 else {}
    return {
        "id": f"call2026-{region.lower()}-{number:04}",
        **_COMMON,
        "edition": "call2026",
        "track": "open",
        "status": "published",
        "open_for_proposals": True,
        "title": title,
        "summary": said(
            f"征集{title['zh']}，单价与寿命见指标。", f"{title['en']}: price and life as in the indicators."
        ),
        **kept,
        "region": region,
        **place,
        "country": one.country,
        "owner": owner,
        "owner_disclosure": "named",
        "intended_investment": {"amount": 800000, "currency": one.currency, "qualifier": "exact"},
        "budget_disclosure": "exact",
        "period_start": "2027-02-01",
        "period_end": "2027-12-31",
        "proposal_deadline": "2027-01-15",
        "match_scope": "world",
        "sourcing_channel": "self",
        "published_on": "2026-09-01",
    }
