"""How much a feature says: the rarer, the more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log

from forms.duplicates.features import FINE, is_fine

PRIOR = 100  # records that the index is taken to hold besides, so that few records weigh like many
FINE_CHARACTER, FINE_PIECE = 0.8, 0.5  # weight of a fine feature, beside a pair of characters or a word
COMMON = frozenset(
    "智能 自动 高效 新型 提升 提高 优化 改进 企业 创新 重点 任务 产业 领域 生产 设计 制造 数据"
    " the a an of for and in on to with by from base is are be system technolog process platform"
    " research develop project need new use".split()
)  # weigh as if a third of the records held them


class Weights:
    """How much a feature says: the rarer, the more."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self.counts, self.total = counts, total + PRIOR
        self.known: dict[str, float] = {}
        self.masses: dict[frozenset[str], float] = {}

    def __call__(self, feature: str) -> float:
        """Return what *feature* says, about 1 where no other record has it."""
        weight = self.known.get(feature)
        if weight is None:
            count = self.counts.get(feature, 0) + (self.total / 3 if feature in COMMON else 1)
            weight = _share_of(feature) * log(1 + self.total / count) / log(1 + self.total)
            if feature in self.counts:  # what is asked once is not kept: the index lives long
                self.known[feature] = weight
        return weight

    def mass(self, features: frozenset[str]) -> float:
        """Return what all *features* of a text say together."""
        return self.masses[features] if features in self.masses else self.sum(features)

    def keep(self, texts: Iterable[frozenset[str]]) -> None:
        """Compute once what each of *texts*, of an indexed record, says."""
        for text in texts:
            self.masses[text] = self.sum(text)

    def sum(self, features: Iterable[str]) -> float:
        """Return what *features* say together."""
        return sum(map(self, features))


def _share_of(feature: str) -> float:
    if not is_fine(feature):
        return 1.0
    return FINE_CHARACTER if len(feature) == len(FINE) + 1 else FINE_PIECE
