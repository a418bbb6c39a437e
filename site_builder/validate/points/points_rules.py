"""Rules of points and payout: versions in order, tiers that fit into the pool."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from site_builder.load.standards.currencies import unit_fact
from site_builder.problems import Problem
from site_builder.records import Rules
from site_builder.validate.registry import Around, record_rule


@record_rule("rules")
def check_points_rules(rules: Rules, around: Around) -> Iterator[Problem]:
    """Yield where the versions of points rules are out of order."""
    for number, (earlier, later) in enumerate(pairwise(rules.points), start=1):
        if later.version <= earlier.version or later.from_ <= earlier.from_:
            facts = {"version": str(later.version), "from": later.from_.isoformat()}
            facts |= {"other": str(earlier.version), "other_from": earlier.from_.isoformat()}
            yield Problem(rules.path, 0, "points-rules-order", f"points.{number}", facts)


@record_rule("rules")
def check_rank_tiers(rules: Rules, around: Around) -> Iterator[Problem]:
    """Yield where the rank tiers overlap or exceed the pool."""
    payout = rules.payout
    if payout is None or payout.method != "rank_tiers":
        return
    last, total = 0, 0
    for number, tier in enumerate(payout.rank_tiers):
        if not last < tier.from_ <= tier.to:
            facts = {"from": str(tier.from_), "to": str(tier.to), "last": str(last)}
            yield Problem(rules.path, 0, "rank-tiers-order", f"payout.rank_tiers.{number}", facts)
            return
        last = tier.to
        total += (tier.to - tier.from_ + 1) * tier.amount
    if total > payout.pool:
        over = {"sum": str(total), "pool": str(payout.pool), **unit_fact(around.codes)}
        yield Problem(rules.path, 0, "rank-tiers-over-pool", "payout.rank_tiers", over)
