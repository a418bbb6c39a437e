"""A record that could not be read is told once; what others lack because of it is only its echo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.load.records import type_of
from site_builder.problems import Problem
from site_builder.validate.every.references import path_pattern_of

FACT_THAT_NAMES_IT = {
    "unknown-reference": "value",
    "unknown-code": "list",
    "edition-without-rules": "edition",
    "award-without-rules": "edition",
}


def without_echoes(problems: Iterable[Problem], unread_paths: Iterable[str]) -> Iterator[Problem]:
    """Yield *problems* but for those that only say that a record or list of *unread_paths* is not there."""
    unread = frozenset(_names_in(unread_paths))
    for problem in problems:
        fact = FACT_THAT_NAMES_IT.get(problem.code)
        if fact is None or problem.facts[fact] not in unread:
            yield problem


def _names_in(paths: Iterable[str]) -> Iterator[str]:
    """Yield the id that each path stands for, or the edition where the path names no id."""
    for path in paths:
        kind = type_of(path)
        match = path_pattern_of(kind).fullmatch(path) if kind else None
        if match:
            names = match.groupdict()
            yield names.get("id") or names["edition"]
