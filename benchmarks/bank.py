"""The phrase bank: pairs of Chinese and English, filled with the same words and numbers."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

PHRASES = Path(__file__).parent / "phrases.yml"
Tree = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """One phrase in both languages."""

    zh: str
    en: str

    def fill(self, words: Mapping[str, Pair], numbers: Mapping[str, Any]) -> Pair:
        """Return the phrase with ``{names}`` filled: *words* each in its language, *numbers* the same in both."""
        return Pair(
            self.zh.format_map({**numbers, **{name: pair.zh for name, pair in words.items()}}),
            self.en.format_map({**numbers, **{name: pair.en for name, pair in words.items()}}),
        )

    @property
    def tree(self) -> Tree:
        """Return the phrase as it stands in a record."""
        return {"zh": self.zh, "en": self.en}


def joined(pairs: Sequence[Pair], sentence_end: str = "") -> Pair:
    """Return *pairs* as one text, sentence after sentence, each closed by *sentence_end* and its English form."""
    end_en = "." if sentence_end else ""
    return Pair("".join(pair.zh + sentence_end for pair in pairs), " ".join(pair.en + end_en for pair in pairs))


def bullets(pairs: Sequence[Pair], zh_end: str = "。", en_end: str = ".") -> Pair:
    """Return *pairs* as a Markdown list."""
    return Pair(
        "\n".join(f"- {pair.zh}{zh_end}" for pair in pairs), "\n".join(f"- {pair.en}{en_end}" for pair in pairs)
    )


def capital(text: str) -> str:
    """Return *text* with a capital at its start, unless it starts with a name such as mRNA."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


@functools.cache
def read_bank() -> Tree:
    """Return the phrase bank as a tree in which every ``Chinese | English`` is a ``Pair``."""
    with PHRASES.open(encoding="utf-8") as file:
        tree = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only
    paired: Tree = _paired(tree)
    return paired


def _paired(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _paired(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_paired(value) for value in tree]
    zh, bar, en = tree.partition(" | ")
    return Pair(zh, en) if bar else tree


def draw_numbers(rng: Random) -> dict[str, Any]:
    """Return the numbers that one record speaks of, by the names that the phrases use."""
    days = rng.randint(7, 60)
    return {
        "p1": rng.randint(8, 40),
        "p2": rng.randint(2, 12),
        "p3": rng.randint(85, 97),
        "p4": rng.randint(60, 80),
        "d1": days,
        "d2": days + rng.randint(60, 150),
        "n1": rng.randint(3, 40),
        "n2": rng.randint(100, 900),
        "n3": rng.randint(2, 6),
        "h1": rng.randint(2, 24),
        "h3": rng.randrange(2000, 8000, 100),
        "x1": rng.randint(5, 50) / 10,
        "y1": rng.randint(2, 8),
        "y2": rng.randint(5, 25),
        "m1": rng.randint(3, 12),
        "m2": rng.randint(12, 48),
        "t1": rng.randrange(60, 180, 5),
    }
