"""Records and submissions that may be the same need or result, each with a score that says what it is made of.

``site_builder.validate.duplicates`` compares titles of the published needs of one edition, and only very alike ones.
Here wording may have changed, so pairs of characters count by how rare they are, and the summary counts too; that
check has to stay quiet about all but copies. Both take titles that state different numbers (150 kW, 200 kW) for
different needs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

import cn2an
import opencc

from site_builder.model import LANGS, Record, Text

THRESHOLD = 0.55  # set on real needs and edited copies of them: benchmarks/duplicates.py
WEIGHTS = {"title": 0.55, "summary": 0.25, "indicators": 0.1, "owner": 0.05, "domains": 0.05}
SUMMARY_OF = {"need": "summary", "result": "abstract", "solution": "public_abstract"}
OWNER_OF = {"need": "owner", "result": "holder", "solution": "solver_org"}
MOST_COMPARED = 40  # records whose score is reckoned in full
MOST_POSTINGS = 30_000  # looked at to find these
RAREST = 24  # features of a title, and of a summary, that are looked up
PRIOR = 100  # records that the index is taken to hold besides, so that few records weigh like many
CONTAINED = 0.8  # how far a shorter text that is contained in a longer one is the same
COMMON = frozenset(
    "智能 自动 高效 新型 提升 提高 优化 改进 企业 创新 重点 任务 产业 领域 生产 设计 制造 数据"
    " the a an of for and in on to with by from based is are be system technology technologi process platform"
    " research development project need new using".split()
)  # weigh as if a third of the records held them
# What an announcement puts around any need, and words that say what kind of thing it is rather than which one.
_FRAME = re.compile(
    r"关于|征集|公告|通知|公示|榜单|揭榜挂帅|揭榜|解决方案|方案|技术需求|需求|年度"
    r"|关键技术|核心技术|技术|工艺|研究|研发|研制|开发|攻关|项目|课题|系统|体系|平台|设备|装备|装置|产品|应用|及其|基于|采用|面向|一种"
    r"|\b(?:call for (?:solutions|proposals)|solutions? wanted|challenge)\b"
)
_HAN = re.compile("[\u3400-\u9fff]+")
_TOKEN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?")
_NUMERAL = re.compile(
    r"(?:百分之)?(?:[零〇一二三四五六七八九十百万亿两点]|千(?![瓦克米伏赫卡帕焦]))+"
)  # 千瓦 is a unit
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)\s*(万|亿|千(?![瓦克米伏赫卡帕焦])|million|thousand|billion)")
_SCALES = {"千": 10**3, "万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9}


NO_TEXT = Text()


@dataclass(frozen=True)
class Described:
    """What of a record or a submission is compared; ``id`` is its id or its receipt number."""

    id: str
    kind: str
    title: Text
    summary: Text = NO_TEXT
    indicators: tuple[str, ...] = ()
    owner: str = ""
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Like:
    """Another record that may be the same.

    ``score`` is between 0 and 1; ``shares`` say how alike the parts are that both have (``title`` -> 0.8);
    ``is_other_number`` tells that the titles state different numbers, which keeps the score below the threshold.
    """

    id: str
    score: float
    shares: Mapping[str, float]
    is_other_number: bool = False


def described_record(record: Record) -> Described:
    """Return what of a published *record* is compared."""
    summary = record[SUMMARY_OF[record.type]]
    items = record["indicators"] if record.type == "need" else ()
    return Described(
        id=record.id,
        kind=record.type,
        title=record["title"],
        summary=summary,
        indicators=tuple(_indicator(item["name"].zh, item["name"].en, item["value"], item["unit"]) for item in items),
        owner=record[OWNER_OF[record.type]] or "",
        domains=frozenset(record["tech_domains"] if record.type != "solution" else ()),
    )  # fmt: skip


def described_tree(name: str, kind: str, tree: Mapping[str, object]) -> Described:
    """Return what of a submission is compared: its values in the shape of the record as written."""

    def text(field: str) -> Text:
        value = tree.get(field)
        return Text(**{lang: str(value.get(lang) or "") for lang in LANGS}) if isinstance(value, dict) else Text()

    indicators = tree.get("indicators")
    domains = tree.get("tech_domains")
    return Described(
        id=name,
        kind=kind,
        title=text("title"),
        summary=text(SUMMARY_OF[kind]),
        indicators=tuple(_indicator_of(item) for item in indicators if isinstance(item, dict))
        if isinstance(indicators, list)
        else (),
        owner=str(tree.get(OWNER_OF[kind]) or ""),
        domains=frozenset(str(code) for code in domains) if isinstance(domains, list) else frozenset(),
    )


def _indicator_of(item: Mapping[str, object]) -> str:
    name = item.get("name")
    names = name if isinstance(name, dict) else {}
    return _indicator(names.get("zh"), names.get("en"), item.get("value"), item.get("unit"))


def _indicator(zh: object, en: object, value: object, unit: object) -> str:
    return f"{zh or en or ''} {value or ''} {unit or ''}"


class Finder:
    """An index of what is compared; made once, asked often."""

    def __init__(self, described: Iterable[Described]) -> None:
        self._all = [_Features.of(one) for one in sorted(described, key=lambda one: (one.kind, one.id))]
        counts: Counter[str] = Counter()
        postings: dict[str, list[int]] = {}
        for number, features in enumerate(self._all):
            for feature in features.everything:
                counts[feature] += 1
                postings.setdefault(feature, []).append(number)
        self._postings = postings
        self._weigh = _Weights(counts, len(self._all))
        for features in self._all:
            self._weigh.keep(features)

    def like(self, asked: Described, least: float = THRESHOLD, most: int = 5) -> list[Like]:
        """Return what may be the same as *asked*, best first; nothing with its own id.

        Args:
            asked: a record or a submission, in the index or not.
            least: lowest score.
            most: how many at most.
        """
        features = _Features.of(asked)
        found = [
            _likeness(features, other, self._weigh)
            for other in (self._all[number] for number in self._candidates(features))
            if other.described.id != asked.id and other.described.kind == asked.kind
        ]
        good = [like for like in found if like.score >= least]
        return sorted(good, key=lambda like: (-like.score, like.id))[:most]

    def _candidates(self, features: _Features) -> Sequence[int]:
        """Return those that share the most of what is rare, without looking at each."""
        weights: dict[int, float] = {}
        looked_at = 0
        rarest = [*self._rarest(features.all_of(features.titles)), *self._rarest(features.all_of(features.summaries))]
        for feature in dict.fromkeys(rarest):
            postings = self._postings.get(feature, ())
            looked_at += len(postings)
            if looked_at > MOST_POSTINGS and weights:
                break
            weight = self._weigh(feature)
            for number in postings:
                weights[number] = weights.get(number, 0.0) + weight
        ranked = sorted(weights, key=lambda number: (-weights[number], number))
        return ranked[:MOST_COMPARED]

    def _rarest(self, features: frozenset[str]) -> list[str]:
        return sorted(features, key=lambda feature: (-self._weigh(feature), feature))[:RAREST]


class _Weights:
    """How much a feature says: the rarer, the more."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self.counts, self.total = counts, total + PRIOR
        self.known: dict[str, float] = {}
        self.masses: dict[frozenset[str], float] = {}

    def __call__(self, feature: str) -> float:
        weight = self.known.get(feature)
        if weight is None:
            count = self.counts.get(feature, 0) + (self.total / 3 if feature in COMMON else 1)
            weight = log(1 + self.total / count) / log(1 + self.total)
            if feature in self.counts:  # what is asked once is not kept: the index lives long
                self.known[feature] = weight
        return weight

    def mass(self, features: frozenset[str]) -> float:
        """Return what all *features* of a text say together."""
        return self.masses[features] if features in self.masses else self.sum(features)

    def keep(self, features: _Features) -> None:
        """Reckon what the texts of an indexed record say, once."""
        for text in (*features.titles.values(), *features.summaries.values(), features.indicators):
            self.masses[text] = self.sum(text)

    def sum(self, features: Iterable[str]) -> float:
        """Return what *features* say together."""
        return sum(map(self, features))


@dataclass(frozen=True)
class _Features:
    """The features of the texts of one record, by language."""

    described: Described
    titles: Mapping[str, frozenset[str]]
    summaries: Mapping[str, frozenset[str]]
    indicators: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, one: Described) -> _Features:
        """Return the features of *one*."""
        titles: dict[str, frozenset[str]] = {lang: features_of(one.title[lang]) for lang in LANGS if one.title[lang]}
        summaries: dict[str, frozenset[str]] = {
            lang: features_of(one.summary[lang]) for lang in LANGS if one.summary[lang]
        }
        numbers = frozenset(
            feature
            for lang in LANGS
            for feature in titles.get(lang, ())
            if feature[0].isdecimal() and not _YEAR.fullmatch(feature)
        )
        indicators = frozenset(feature for text in one.indicators for feature in features_of(text))
        return cls(one, titles, summaries, indicators, numbers)

    @staticmethod
    def all_of(by_language: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """Return the features of both languages."""
        return frozenset().union(*by_language.values())

    @property
    def everything(self) -> frozenset[str]:
        """Return the features of title and summary."""
        return self.all_of(self.titles) | self.all_of(self.summaries)


def features_of(text: str) -> frozenset[str]:
    """Return what a text is compared by: pairs of Chinese characters, English words without endings, numbers.

    >>> sorted(features_of("年產一千噸")) == sorted(features_of("年产1000吨"))
    True
    """
    found: set[str] = set()
    leveled = _leveled(text)
    for token in _TOKEN.findall(_FRAME.sub("/", leveled)) or _TOKEN.findall(leveled):
        if _HAN.match(token):
            found |= {token[n : n + 2] for n in range(max(len(token) - 1, 1))}
        elif token[0].isdecimal():
            found.add(token.rstrip("0").rstrip(".") if "." in token else token)
        else:
            found.add(_stem(token))
    return frozenset(found)


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _leveled(text: str) -> str:
    """Return *text* in simplified characters and small half-width letters, with numbers in digits."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _simplifier().convert(plain)
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = _NUMERAL.sub(_in_digits, plain)
    return _SCALED.sub(lambda found: f" {float(found[1]) * _SCALES[found[2]]:.10g} ", plain)


def _in_digits(found: re.Match[str]) -> str:
    """Return a Chinese numeral of two characters or more in digits; a single one may be part of a word."""
    is_percent = found[0].startswith("百分之")
    numeral = found[0].removeprefix("百分之").replace("两", "二")
    if len(numeral) < 2 and not is_percent:
        return found[0]
    try:
        return f" {cn2an.cn2an(numeral, 'strict')}{'%' if is_percent else ''} "
    except ValueError:
        return found[0]


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _likeness(one: _Features, other: _Features, weigh: _Weights) -> Like:
    shares: dict[str, float] = {}
    weights: dict[str, float] = {}
    title = _shared_text(one.titles, other.titles, weigh)
    shares["title"], weights["title"] = title or 0.0, WEIGHTS["title"]
    summary = _shared_text(one.summaries, other.summaries, weigh)
    if summary is not None:
        shares["summary"], weights["summary"] = summary, WEIGHTS["summary"] * _says(one, other, weigh)
    if one.indicators and other.indicators:
        shares["indicators"] = _overlap(one.indicators, other.indicators, weigh)
        weights["indicators"] = WEIGHTS["indicators"]
    if one.described.owner and other.described.owner:
        shares["owner"], weights["owner"] = float(one.described.owner == other.described.owner), WEIGHTS["owner"]
    domains, others = one.described.domains, other.described.domains
    if domains and others:
        shares["domains"], weights["domains"] = len(domains & others) / len(domains | others), WEIGHTS["domains"]
    score = sum(shares[name] * weight for name, weight in weights.items()) / sum(weights.values())
    is_other = bool(one.numbers and other.numbers) and not (
        one.numbers <= other.numbers or other.numbers <= one.numbers
    )
    if is_other:
        score = min(score, THRESHOLD - 0.01)
    return Like(
        other.described.id,
        round(score, 3),
        {name: round(share, 3) for name, share in shares.items()},
        is_other,
    )


def _shared_text(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]], weigh: _Weights
) -> float | None:
    """Return how alike two texts are in the language in which they are most alike, ``None`` where they have none."""
    shares = [_overlap(one[lang], other[lang], weigh) for lang in LANGS if lang in one and lang in other]
    return max(shares, default=None)


def _overlap(one: frozenset[str], other: frozenset[str], weigh: _Weights) -> float:
    """Return the weight of what both have, between the share of the shorter and that of the longer text."""
    small, large = sorted((weigh.mass(one), weigh.mass(other)))
    shared = weigh.sum(one & other)
    return shared / (CONTAINED * small + (1 - CONTAINED) * large) if small and large else 0.0


def _says(one: _Features, other: _Features, weigh: _Weights) -> float:
    """Return how much the summaries say, up to 1: a sentence that many records share says little."""
    means = [
        weigh.mass(text) / len(text) for features in (one, other) for text in features.summaries.values() if text
    ]
    return min(1.0, min(means, default=0.0) ** 2 * 1.5)
