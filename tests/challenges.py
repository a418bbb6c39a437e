"""Challenges of very different organisers, as `jiebang init` begins them, and a need for each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from forms.cli import cli
from forms.commands.options import inbox_beside
from forms.inbox.sealed.keys import identity_folder, read_identity
from forms.starting.questions import read_answers
from forms.starting.regions import country_of
from tests.repositories import TODAY
from tests.service import Places, need_pairs

Answered = Mapping[str, Any]
"""Answers as a YAML file has them."""

DISTRICT: Answered = {
    "name": {"zh": "锦江区揭榜挑战赛", "en": "Jinjiang District Open Challenge"},
    "organisers": [
        {"zh": "锦江区科技创新办公室", "en": "Jinjiang District Innovation Office", "role": "sponsor"},
        {"zh": "锦江技术转移中心", "en": "Jinjiang Transfer Centre", "kind": "service_institution"},
    ],
    "contact": "challenge@example.org",
    "region": "510104",
    "colour": "#7a1f3d",
}
"""A district of a city in China: one track, awards, as the defaults have it."""

CHAMBER: Answered = {
    "name": {"zh": "巴登-符腾堡创新挑战", "en": "Baden-Württemberg Innovation Challenge"},
    "organisers": [
        {"zh": "内卡工商会", "en": "Neckar Chamber of Commerce", "kind": "service_institution", "role": "organizer"}
    ],
    "contact": "innovation@example.org",
    "region": "DE-BW",
    "tracks": [{"zh": "机械与装备", "en": "Machinery"}, {"zh": "开放征集", "en": "Open call"}],
    "opens": "2026-11-01",
    "closes": "2027-06-30",
    "host": "gitlab",
}
"""A chamber of commerce in the south of Germany: two tracks, euros."""

COMPANY: Answered = {
    "name": {"zh": "海星电机开放创新", "en": "Seastar Motors Open Innovation"},
    "organisers": "海星电机有限公司 | Seastar Motors Ltd. | enterprise",
    "contact": "open-innovation@example.org",
    "region": "4403",
    "awards": "no",
    "examples": "yes",
}
"""A company that seeks solutions for itself, without awards, with example records to look at."""

ALL: Mapping[str, Answered] = {"district": DISTRICT, "chamber": CHAMBER, "company": COMPANY}

OF_THE_DELTA = re.compile(
    r"长三角|三省一市|上海|江苏|浙江|安徽|闵行|沪科|InnoMatch|Yangtze|YRD|Shanghai|Jiangsu|Zhejiang|Anhui|Minhang|\bdelta\b",
    re.IGNORECASE,
)
"""Words that only the challenge shipped with the program has."""


def begin(place: Path, answers: Mapping[str, Any], *more: str) -> str:
    """Return what `jiebang init` says when it begins the challenge of *answers* at *place*; it has to succeed."""
    file = place.with_name(f"{place.name}.yml")
    file.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    words = ["init", str(place), "--from", str(file), "--no-ask", "--date", TODAY.isoformat(), "--lang", "en"]
    done = CliRunner().invoke(cli, [*words, *more])
    assert done.exit_code == 0, done.output
    return done.output


def places_of(place: Path) -> Places:
    """Return the repository at *place*, the inbox made beside it, and the identity that opens it."""
    identities = sorted(identity_folder().glob("*.txt"), key=lambda file: file.stat().st_mtime)
    return place, inbox_beside(place), read_identity(identities[-1])


def need_of(answers: Answered) -> dict[str, str]:
    """Return a need in both languages, as somebody fills in the form of the challenge of *answers*."""
    english = {
        "title.en": "Catalyst for low temperatures that resists poisoning",
        "summary.en": "Flue gas is cool and rich in sulphur; today's catalyst lasts half a year and should last two.",
        "problem.en": "Below 180 degrees ammonium bisulphate settles on the catalyst and ends its activity.",
        "key_technology.en": "A catalyst for low temperatures that stands sulphur and water, and how to renew it.",
        "expected_outcome.en": "A formula for industrial use that runs for two years without loss.",
        "indicators.0.name.en": "Efficiency",
        "keywords.en.0": "denitrification",
        "keywords.en.1": "catalyst",
        "owner_label.en": "A steel maker",
    }
    read = read_answers(answers, TODAY)
    place = {"edition": read.edition, "track": read.tracks[0].code, "region": read.regions[0]}
    return need_pairs(**english, **place, country=country_of(read.regions[0]), match_scope="global")
