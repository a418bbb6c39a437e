"""Outcomes: what a contest was scored by, how it ended and what was published of it stay as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.load.yaml_text import Written
from site_builder.problems import Problem

ONCE_GIVEN = ("rubric_digest",)
ONCE_CLOSED = ("outcome", "selected", "aggregates")


def check_outcome_kept(path: str, old: Mapping[str, Written], new: Mapping[str, Written]) -> Iterator[Problem]:
    """Yield each part of the outcome of the contest at *path* that was given and is another now (35, 37).

    What was not given before may be added: scores are published after the contest has closed.
    """
    fixed = (*ONCE_GIVEN, *(ONCE_CLOSED if old.get("closed_on") else ()))
    for name in fixed:
        if old.get(name) and old.get(name) != new.get(name):
            yield Problem(path, 0, "outcome-changed", name, {"field": name})
