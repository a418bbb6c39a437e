"""How many edited copies of needs the duplicate finder finds; for its test and its benchmark.

Its threshold and weights were set on ``tuning_texts``; what is said of it is measured on ``other_texts``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.duplicates import Described, Finder, described_record
from site_builder.model import Text
from site_builder.records import Need
from tests.edited_texts import edited
from tests.sheets import catalogue

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
NEEDS = DATA / "needs_zh" / "public_needs.jsonl"
CHALLENGES = DATA / "challenges_en" / "challenge_gov.jsonl"
ABSTRACTS = DATA / "results" / "csl_abstracts_zh.jsonl"
# Rounds and phases of one challenge, looked at one by one: a desk wants to be told of them.
ROUNDS = frozenset(
    frozenset(pair)
    for pair in (
        ("ARIAC",),
        ("MagQuest", "MagQuest Phase 2"),
        ("American-Made Solar Prize Round 2", "American-Made Solar Prize Round 5"),
        ("COVID-19 3D Maker Challenge", "COVID-19 Maker Challenge V: Disaster Relief"),
        ("2021 Solar Decathlon Design Challenge", "Solar Decathlon 2020 Design Challenge"),
        (
            "Fatal Injury and Violence Analytics PoC Challenge",
            "Fatal Injury and Violence Analytics - Map View & Analysis",
        ),
        ("NEI 3-D Retina Organoid Challenge (3-D ROC)", "NEI 3-D Retina Organoid Challenge (3-D ROC), Phase III"),
    )
)
WHAT = (
    "高压水射流 低温燃料电池 深海潜水器 稀土永磁电机 柔性显示面板 碳纤维预浸料 工业废盐 "
    "锂电池隔膜 卫星导航 稻田甲烷 药物缓释 隧道掘进 海上风机 光刻胶 心脏起搏 再生混凝土 "
    "齿轮箱 冷链物流 污泥干化 氢气压缩 "
).split()
ASPECT = (
    "寿命预测 在线监测 泄漏检测 快速清洗 低成本回收 密封结构 防腐涂层 振动抑制 余热利用 "
    "精密成形 质量追溯 远程运维 无损探伤 表面改性 温度控制 自动装配 失效分析 能耗评估 "
    "杂质去除 安全防护 "
).split()
PLACE = (
    "化工园区 老旧小区 高原矿区 远洋渔船 城市轨道 山区公路 电子洁净室 粮食仓库 医院病房 "
    "港口码头 钢铁厂 纺织车间 养殖基地 变电站 地下管廊 机场跑道 "
).split()


@dataclass(frozen=True)
class Found:
    """Edited copies that were looked for and found; ``missed`` and ``wrong`` name titles."""

    copies: int = 0
    found: int = 0
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Return the share that was found, from 0 to 1."""
        return self.found / self.copies if self.copies else 1.0

    def __add__(self, other: Found) -> Found:
        return Found(
            self.copies + other.copies,
            self.found + other.found,
            self.missed + other.missed,
            self.wrong + other.wrong,
        )


def real_needs() -> list[Described]:
    """Return the real published needs, none where they are not on this machine."""
    if not NEEDS.is_file():
        return []
    rows = [json.loads(line) for line in NEEDS.read_text(encoding="utf-8").splitlines()]
    return [
        Described(
            id=row["id"],
            kind="need",
            title=Text(**{row["lang"]: row["title"]}),
            summary=Text(**{row["lang"]: row["description"]}),
            owner=row["company"] or "",
            domains=frozenset([row["field_code"]]),
        )
        for row in rows
    ]


def tuning_texts() -> dict[str, list[Described]]:
    """Return the texts by which the finder was set, by name."""
    demo = [described_record(need) for need in catalogue().all(Need)]
    return {
        "example needs, zh": [
            Described(need.id, "need", Text(zh=need.title["zh"]), Text(zh=need.summary["zh"])) for need in demo
        ],
        "example needs, en": [
            Described(need.id, "need", Text(en=need.title["en"]), Text(en=need.summary["en"])) for need in demo
        ],
        "challenges, first half, en": challenges()[::2],
    }


def other_texts() -> dict[str, list[Described]]:
    """Return texts that had no part in it, by name, as far as they are on this machine."""
    needs = real_needs()
    bare = [Described(need.id, "need", need.title, need.summary) for need in needs]
    return {
        "needs, zh": [need for need in needs if need.title["zh"]],
        "needs, zh, title and summary alone": [need for need in bare if need.title["zh"]],
        "needs and other half of the challenges, en": [
            *(need for need in needs if need.title["en"]),
            *challenges()[1::2],
        ],
        "abstracts, zh": abstracts(),
    }


def challenges() -> list[Described]:
    """Return the challenges of Challenge.gov, none where they are not on this machine."""
    return [
        Described(
            f"c-{n:03}",
            "need",
            Text(en=row["challenge-title"]),
            Text(en=row["tagline"] or ""),
            (),
            row["agency"] or "",
        )
        for n, row in enumerate(_rows(CHALLENGES))
    ]


def abstracts() -> list[Described]:
    """Return Chinese titles and abstracts of papers, none where they are not on this machine."""
    return [
        Described(f"a-{n:04}", "need", Text(zh=row["title"]), Text(zh=row["abstract"]))
        for n, row in enumerate(_rows(ABSTRACTS))
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return [json.loads(line) for line in text.split("\n") if line]


def measure(needs: Sequence[Described], edit: str) -> Found:
    """Return how many copies of *needs*, changed by *edit*, were found among them; unchanged ones do not count."""
    finder = Finder(needs)
    titles = {need.id: need.title["zh"] or need.title["en"] for need in needs}
    total = Found()
    for need in needs:
        lang = "zh" if need.title["zh"] else "en"
        title, summary = edited(need.title[lang], need.summary[lang], edit)  # type: ignore[literal-required]
        if (title, summary) == (need.title[lang], need.summary[lang]):
            continue
        copy = Described("copy", "need", Text(**{lang: title}), Text(**{lang: summary}), (), need.owner, need.domains)
        likes = [like.id for like in finder.like(copy)]
        wrong = tuple(
            f"{title} | {titles[other]}"
            for other in likes
            if other != need.id and frozenset((titles[need.id], titles[other])) not in ROUNDS
        )
        is_found = need.id in likes
        total += Found(1, int(is_found), () if is_found else (f"{title} | {need.title[lang]}",), wrong)
    return total


def alike_between(needs: Sequence[Described], least: float = 0.0) -> list[tuple[float, str, str]]:
    """Return score and titles of each pair of different *needs* that is alike, best first; rounds of one left out."""
    finder = Finder(needs)
    titles = {need.id: need.title["zh"] or need.title["en"] for need in needs}
    pairs = {
        (like.score, *sorted((titles[need.id], titles[like.id])))
        for need in needs
        for like in finder.like(need, least=least)
        if frozenset((titles[need.id], titles[like.id])) not in ROUNDS
    }
    return sorted(pairs, reverse=True)


def invented(count: int) -> list[Described]:
    """Return *count* needs put together from words, the same ones each time; near ones are among them."""
    luck = random.Random(7)  # noqa: S311 - content, no secret
    needs = []
    for number in range(count):
        what, aspect, place = luck.choice(WHAT), luck.choice(ASPECT), luck.choice(PLACE)
        others = luck.sample(ASPECT, 3)
        title = f"{place}{what}{aspect}技术研发"
        lacks = f"现有做法在{others[0]}和{others[1]}方面达不到要求"
        summary = f"{place}的{what}需要{aspect}，{lacks}，希望同时改善{others[2]}，编号{number}。"
        needs.append(Described(f"n-{number:05}", "need", Text(zh=title), Text(zh=summary)))
    return needs
