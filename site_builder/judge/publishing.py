"""What of a ranking reaches the public record: the digest of the rubric, scores and ranks where the rules allow."""

from __future__ import annotations

import re
from collections.abc import Iterable

from site_builder.validate.private.sealed import aggregates_of, ranking_in
from site_builder.validate.private.sheets import Judging

_FIELD = re.compile(r"""["']?([A-Za-z_]+)["']?[ \t]*:""")
_FIELDS = ("rubric_digest", "aggregates")


def published_text(text: str, judging: Judging) -> str:
    """Return the contest's file *text* with what the rules allow to be published, everything else untouched.

    Scores and ranks are published once the contest is closed; no name and no single score ever is.
    """
    added = [f"rubric_digest: {judging.digest}"]
    if publishes_aggregates(judging) and judging.solutions:
        added.append("aggregates:")
        for solution, score, rank in aggregates_of(ranking_in(judging)):
            added.append(f'  - {{solution: {solution}, mean: "{score}", rank: {rank}}}')
    kept = _without(text.rstrip("\n").split("\n"), _FIELDS)
    return "".join(f"{line}\n" for line in [*kept, *added])


def publishes_aggregates(judging: Judging) -> bool:
    """Return whether the rules publish aggregates and the contest is closed."""
    return judging.rubric.publishes_aggregates and bool(judging.contest.closed_on)


def _without(lines: Iterable[str], fields: tuple[str, ...]) -> list[str]:
    """Return *lines* without those of the top-level *fields*."""
    kept: list[str] = []
    is_dropped = False
    for line in lines:
        if name := _FIELD.match(line):
            is_dropped = name[1] in fields
        elif line.startswith("#"):
            is_dropped = False
        if not is_dropped:
            kept.append(line)
    return kept
