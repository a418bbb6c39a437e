"""How alike two records are: the weight of what their texts share, and whether owner and field are the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.duplicates.described import Described
from forms.duplicates.features import features_of
from forms.duplicates.weights import Weights
from site_builder.languages import REQUIRED_LANGS

# Set on the needs of the example edition and one half of the challenges of Challenge.gov; measured on others
# (benchmarks/duplicates.py).
THRESHOLD = 0.62
WEIGHTS = {"title": 0.55, "summary": 0.25, "indicators": 0.1, "owner": 0.05, "domains": 0.05}
CONTAINED = 0.8  # how far a shorter text that is contained in a longer one is the same
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Like:
    """Another record that may be the same.

    ``score`` is between 0 and 1; ``shares`` say how alike the parts are that both have (``title`` -> 0.8).
    """

    id: str
    score: float
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Features:
    """The features of the texts of one record, by language."""

    described: Described
    titles: Mapping[str, frozenset[str]]
    summaries: Mapping[str, frozenset[str]]
    indicators: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, one: Described) -> Features:
        """Return the features of *one*."""
        titles: dict[str, frozenset[str]] = {
            lang: features_of(one.title[lang]) for lang in REQUIRED_LANGS if one.title[lang]
        }
        summaries: dict[str, frozenset[str]] = {
            lang: features_of(one.summary[lang]) for lang in REQUIRED_LANGS if one.summary[lang]
        }
        numbers = frozenset(
            feature
            for lang in REQUIRED_LANGS
            for feature in titles.get(lang, ())
            if feature[0].isdecimal() and not YEAR.fullmatch(feature)
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

    @property
    def texts(self) -> tuple[frozenset[str], ...]:
        """Return the features of each text."""
        return (*self.titles.values(), *self.summaries.values(), self.indicators)


def likeness(one: Features, other: Features, weigh: Weights) -> Like:
    """Return how alike *one* and *other* are, and what that is made of."""
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
    if is_other:  # the titles state different numbers
        score = min(score, THRESHOLD - 0.01)
    return Like(other.described.id, round(score, 3), {name: round(share, 3) for name, share in shares.items()})


def _shared_text(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]], weigh: Weights
) -> float | None:
    """Return how alike two texts are in the language in which they are most alike, ``None`` where they have none."""
    shares = [_overlap(one[lang], other[lang], weigh) for lang in REQUIRED_LANGS if lang in one and lang in other]
    return max(shares, default=None)


def _overlap(one: frozenset[str], other: frozenset[str], weigh: Weights) -> float:
    """Return the weight of what both have, between the share of the shorter and that of the longer text."""
    small, large = sorted((weigh.mass(one), weigh.mass(other)))
    shared = weigh.sum(one & other)
    return shared / (CONTAINED * small + (1 - CONTAINED) * large) if small and large else 0.0


def _says(one: Features, other: Features, weigh: Weights) -> float:
    """Return how much the summaries say, up to 1: a sentence that many records share says little."""
    means = [
        weigh.mass(text) / len(text) for features in (one, other) for text in features.summaries.values() if text
    ]
    return min(1.0, min(means, default=0.0) ** 2 * 1.5)
