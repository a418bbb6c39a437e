"""The rubric of an edition: criteria and weights, the scale, and a digest that no later change leaves as it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from site_builder.model import Struct, Text
from site_builder.records import RubricRules, Rules

MOST_VALUES = 1000  # steps between 0 and the highest score; nobody tells finer ones apart


@dataclass(frozen=True)
class Criterion:
    """One criterion; *weight* is its share of the score in percent."""

    code: str
    name: Text
    weight: Fraction


@dataclass(frozen=True)
class Rubric:
    """How sheets are scored and added up.

    ``step`` is the smallest difference between two scores; extremes are dropped from ``drop_extremes_from`` sheets
    on, never where it is 0; ``price_weight`` is the share of the bid in the score, in percent.
    """

    criteria: tuple[Criterion, ...]
    scale_max: int
    step: Fraction
    min_jurors: int
    drop_extremes_from: int
    pass_mark: int
    tie_break: tuple[str, ...]
    price_weight: int
    publishes_aggregates: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the criteria in the order of the rules."""
        return tuple(criterion.code for criterion in self.criteria)

    def values(self) -> list[Fraction]:
        """Return every score that may be given, from 0 up."""
        return [self.step * number for number in range(int(self.scale_max / self.step) + 1)]


def rubric_of(rules: Rules | None) -> Rubric | None:
    """Return the rubric of *rules*, or ``None`` where they have none that can be scored by."""
    if rules is None or not rules.rubric or rules.rubric_rules is None:
        return None
    about = rules.rubric_rules
    known = {item.code for item in rules.rubric}
    if not fits_scale(step_of(about), about.scale_max) or not known.issuperset(about.tie_break):
        return None
    return Rubric(
        criteria=tuple(
            Criterion(item.code, item.name, Fraction(item.weight)) for item in rules.rubric
        ),
        scale_max=about.scale_max,
        step=step_of(about),
        min_jurors=about.min_jurors,
        drop_extremes_from=about.drop_extremes_from or 0,
        pass_mark=about.pass_mark or 0,
        tie_break=about.tie_break,
        price_weight=about.price_weight or 0,
        publishes_aggregates=bool(about.publish_aggregates),
    )  # fmt: skip


def step_of(about: RubricRules) -> Fraction:
    """Return the smallest difference between two scores by the rubric rules *about*."""
    return Fraction(about.score_step or "1")


def fits_scale(step: Fraction, scale_max: int) -> bool:
    """Return whether *step* reaches *scale_max* exactly, in at most ``MOST_VALUES`` steps."""
    return step > 0 and not scale_max % step and scale_max / step <= MOST_VALUES


def score_fault(score: Fraction, rubric: Rubric) -> str | None:
    """Return what is wrong with *score*: ``score-out-of-range``, ``score-off-step``, or ``None``."""
    if not 0 <= score <= rubric.scale_max:
        return "score-out-of-range"
    return "score-off-step" if score % rubric.step else None


def rubric_digest(rules: Rules) -> str:
    """Return ``sha256:…`` over criteria, weights and rubric rules of *rules*.

    It is taken over JSON with sorted keys and without spaces, so neither the order of fields nor the layout of the
    file matters; the order of the criteria does.
    """
    told = {"rubric": _plain(rules.rubric), "rubric_rules": _plain(rules.rubric_rules)}
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode('utf-8')).hexdigest()}"


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: _plain(inner) for name, inner in value.values.items()}
    if isinstance(value, Text):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
