"""What an organiser answers about a new challenge: read from text, all wrong answers told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_builder.load.yaml_text import Written
from site_builder.model import Text
from site_builder.problems import Fact


@dataclass(frozen=True)
class Organiser:
    """A body that runs the challenge: its name in both languages, its kind and its role (codes of the schemas)."""

    name: Text
    kind: str
    role: str


@dataclass(frozen=True)
class Track:
    """A track of the challenge; ``code`` is made of its English name."""

    code: str
    name: Text


@dataclass(frozen=True)
class Picture:
    """A picture that was given: its bytes and the suffix of its format."""

    content: bytes
    suffix: str


@dataclass(frozen=True)
class Answers:
    """All answers, read; days are calendar days of the challenge, ``opens`` ≤ ``closes`` ≤ ``ends``."""

    name: Text
    organisers: tuple[Organiser, ...]
    contact: str
    regions: tuple[str, ...]
    currency: str
    time_zone: str
    tracks: tuple[Track, ...]
    edition: str
    opens: date
    closes: date
    ends: date
    has_awards: bool
    has_examples: bool
    colour: str
    logo: Picture | None
    host: str


@dataclass(frozen=True)
class WrongAnswer:
    """An answer that cannot be taken: of which question, the code of the reason, and the facts for its words."""

    key: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


class AnswerError(Exception):
    """One answer cannot be read; ``code`` says why, with *facts* for the words."""

    def __init__(self, code: str, **facts: Fact) -> None:
        """Hold the *code* and its *facts*."""
        super().__init__(code)
        self.code = code
        self.facts = facts


class WrongAnswersError(Exception):
    """Answers that cannot be taken, all of them, in the order of the questions."""

    def __init__(self, wrong: tuple[WrongAnswer, ...]) -> None:
        """Hold what is *wrong*."""
        super().__init__(", ".join(f"{one.key}: {one.code}" for one in wrong))
        self.wrong = wrong


Given = Mapping[str, Written]
"""Answers as written, by the key of their question."""

Read = Mapping[str, Any]  # what earlier questions were answered with, each of the type of its field in Answers
