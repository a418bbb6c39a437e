"""What of a ranking reaches the public record: the digest of the rubric, scores and ranks where the rules allow."""

from __future__ import annotations

from site_builder.load.top_level import without_fields
from site_builder.validate.private.sealed import aggregates_of, ranking_in
from site_builder.validate.private.sheets import Judging

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
    return without_fields(text, _FIELDS) + "".join(f"{line}\n" for line in added)


def publishes_aggregates(judging: Judging) -> bool:
    """Return whether the rules publish aggregates and the contest is closed."""
    return judging.rubric.publishes_aggregates and bool(judging.contest.closed_on)
