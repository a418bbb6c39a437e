"""What a need or result is about: a domain with an object, task, scene and approach, each combination once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bank import Pair, Tree, bullets, capital, draw_numbers, joined, read_bank

EDITIONS = 4
DOMAINS = tuple(read_bank()["domains"])


@dataclass(frozen=True)
class Subject:
    """One thing that technology is wanted or offered for, with the numbers that its texts speak of."""

    domain: str
    words: dict[str, Pair]
    numbers: dict[str, Any]
    pattern: int

    @property
    def bank(self) -> Tree:
        """Return the phrases of its domain."""
        domain: Tree = read_bank()["domains"][self.domain]
        return domain

    def say(self, phrase: Pair) -> Pair:
        """Return *phrase* filled with what this subject is about."""
        return phrase.fill(self.words, self.numbers)

    def pick(self, rng: Random, phrases: Sequence[Pair]) -> Pair:
        """Return one of *phrases*, filled."""
        return self.say(rng.choice(phrases))

    def sentences(self, rng: Random, phrases: Sequence[Pair], count: int, end: str = "") -> Pair:
        """Return *count* of *phrases* as one text."""
        return joined([self.say(phrase) for phrase in rng.sample(phrases, count)], end)

    def list_of(self, rng: Random, phrases: Sequence[Pair], count: int) -> Pair:
        """Return *count* of *phrases* as a list."""
        return bullets([self.say(phrase) for phrase in rng.sample(phrases, count)])

    def title(self, kind: str) -> Pair:
        """Return its title as a ``need`` or a ``result``."""
        titles = read_bank()["titles"][kind]
        return self.say(titles[self.pattern % len(titles)])

    @property
    def keywords(self) -> Tree:
        """Return its keywords."""
        words = [self.words[name] for name in ("object", "task", "approach")]
        return {"zh": [word.zh for word in words], "en": [word.en for word in words]}

    @property
    def owner_words(self) -> dict[str, Pair]:
        """Return the words for a label that hides an owner."""
        field: Pair = self.bank["field"]
        return {"field": field, "field_lower": Pair(field.zh, field.en.lower())}


def most_subjects() -> int:
    """Return how many different subjects there are for each of the editions together."""
    return EDITIONS * sum(_most_of(domain) for domain in DOMAINS)


def subject_of(number: int, seed: int) -> Subject:
    """Return subject *number*, counted from 0; neighbours differ in domain and edition.

    Two of the first subjects of a domain and edition differ in at least two of their four parts (the object follows
    from the other three), so their titles are far from alike; two subjects are never the same.
    """
    domain = DOMAINS[number % len(DOMAINS)]
    edition, turn = number // len(DOMAINS) % EDITIONS, number // len(DOMAINS) // EDITIONS
    bank = read_bank()["domains"][domain]
    order = _order(domain, edition, seed)
    round_number, place = divmod(turn, len(order))
    scene, task, approach = order[place]
    objects = bank["objects"]
    shift = edition * _rounds(domain) + round_number
    item = objects[(scene + task + approach + shift) % len(objects)]
    words = {"object": item, "task": bank["tasks"][task], "scene": bank["scenes"][scene]}
    words["approach"] = bank["approaches"][approach]
    capitals = {capital(name): Pair(word.zh, capital(word.en)) for name, word in words.items()}
    return Subject(domain, words | capitals, draw_numbers(Random(f"{seed} {number}")), turn)


def edition_of(number: int) -> int:
    """Return which edition, counted from 0, subject *number* belongs to."""
    return number // len(DOMAINS) % EDITIONS


def _rounds(domain: str) -> int:
    return len(read_bank()["domains"][domain]["objects"]) // EDITIONS


def _most_of(domain: str) -> int:
    return _rounds(domain) * len(_order(domain, 0, 0))


@functools.cache
def _order(domain: str, edition: int, seed: int) -> list[tuple[int, int, int]]:
    bank = read_bank()["domains"][domain]
    sizes = (range(len(bank[name])) for name in ("scenes", "tasks", "approaches"))
    scenes, tasks, approaches = sizes
    triples = [(s, t, a) for s in scenes for t in tasks for a in approaches]
    Random(f"{seed} {domain} {edition}").shuffle(triples)
    return triples
