"""Needs that look like the same need, found without comparing every pair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from math import ceil

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Need
from site_builder.text_forms.folding import folded
from site_builder.validate.registry import catalogue_rule

ALIKE = 0.9  # of title and domains together
TITLE_SHARE = 0.8  # how much of the likeness the title makes; the domains make the rest
ALIKE_TITLE = (ALIKE - (1 - TITLE_SHARE)) / TITLE_SHARE
MOST_COMPARED = 50  # earlier needs that share a rare pair of characters with this one
_NOT_A_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


@catalogue_rule("need")
def check_duplicates(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need that is very much like an earlier one of its edition (22).

    Titles that state different numbers (150 kW, 200 kW) are different needs.
    """
    comparable: dict[tuple[str, ...], list[Need]] = {}
    for need in catalogue.all(Need):
        numbers = _DIGITS.findall(folded(need.title["zh"]))
        comparable.setdefault((need.edition, *sorted(numbers)), []).append(need)
    for needs in comparable.values():
        for need, other in _pairs(needs):
            facts = {"other": other.id, "title": other.title["zh"]}
            yield Problem(need.path, 0, "possible-duplicate", "title", facts)


def _pairs(needs: list[Need]) -> Iterator[tuple[Need, Need]]:
    """Yield each need with the first earlier one that is like it.

    Two titles as alike as ``ALIKE_TITLE`` share at least one of the rarest pairs of characters of either
    (prefix filtering), so only needs that share one, and a domain, are compared.
    """
    pairs_of = [_character_pairs(need.title["zh"]) for need in needs]
    counts = Counter(pair for pairs in pairs_of for pair in pairs)
    domains_of = [frozenset(need.tech_domains) for need in needs]
    earlier: dict[tuple[str, str], list[int]] = {}
    for this, pairs in enumerate(pairs_of):
        shared_at_least = ceil(len(pairs) * ALIKE_TITLE / (2 - ALIKE_TITLE))
        rarest = sorted(pairs, key=lambda pair: (counts[pair], pair))[: len(pairs) - shared_at_least + 1]
        keys = [(domain, pair) for pair in rarest for domain in domains_of[this]]
        for that in dict.fromkeys(that for key in keys for that in earlier.get(key, ())[:MOST_COMPARED]):
            if _likeness(pairs, pairs_of[that], domains_of[this], domains_of[that]) > ALIKE:
                yield needs[this], needs[that]
                break
        for key in keys:
            earlier.setdefault(key, []).append(this)


def _character_pairs(title: str) -> frozenset[str]:
    plain = _NOT_A_LETTER.sub("", folded(title))
    return frozenset(plain[n : n + 2] for n in range(max(len(plain) - 1, 1)))


def _likeness(
    pairs: frozenset[str], other_pairs: frozenset[str], domains: frozenset[str], other_domains: frozenset[str]
) -> float:
    title = 2 * len(pairs & other_pairs) / max(len(pairs) + len(other_pairs), 1)
    shared = len(domains & other_domains) / len(domains | other_domains)
    return TITLE_SHARE * title + (1 - TITLE_SHARE) * shared
