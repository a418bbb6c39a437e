"""An index of records and submissions, asked for those that may be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from forms.duplicates.described import Described
from forms.duplicates.features import is_fine
from forms.duplicates.likeness import THRESHOLD, Features, Like, likeness
from forms.duplicates.weights import Weights

MOST_COMPARED = 40  # records whose score is computed in full
MOST_POSTINGS = 30_000  # looked at to find these
RAREST = 24  # features of a title, and of a summary, that are looked up


class Finder:
    """An index of what is compared; made once, asked often."""

    def __init__(self, described: Iterable[Described]) -> None:
        self._all = [Features.of(one) for one in sorted(described, key=lambda one: (one.kind, one.id))]
        counts: Counter[str] = Counter()
        postings: dict[str, list[int]] = {}
        for number, features in enumerate(self._all):
            for feature in features.everything:
                counts[feature] += 1
                if not is_fine(feature):  # too common to find anything by
                    postings.setdefault(feature, []).append(number)
        self._postings = postings
        self._weigh = Weights(counts, len(self._all))
        for features in self._all:
            self._weigh.keep(features.texts)

    def like(self, asked: Described, least: float = THRESHOLD, most: int = 5) -> list[Like]:
        """Return what may be the same as *asked*, best first; nothing with its own id.

        Args:
            asked: a record or a submission, in the index or not.
            least: lowest score.
            most: how many at most.
        """
        features = Features.of(asked)
        found = [
            likeness(features, other, self._weigh)
            for other in (self._all[number] for number in self._candidates(features))
            if other.described.id != asked.id and other.described.kind == asked.kind
        ]
        good = [like for like in found if like.score >= least]
        return sorted(good, key=lambda like: (-like.score, like.id))[:most]

    def _candidates(self, features: Features) -> Sequence[int]:
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
        coarse = (feature for feature in features if not is_fine(feature))
        return sorted(coarse, key=lambda feature: (-self._weigh(feature), feature))[:RAREST]
