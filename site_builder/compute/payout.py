"""The payout: the year-end ranking of the technology managers exchanged for cash, in whole yuan."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from site_builder.compute.points import MANAGER, Standing, is_suspended, standings
from site_builder.compute.shares import split
from site_builder.model import Catalogue, PointsLine
from site_builder.records import Payout, PayoutRules, RankTier, Rules, TechnologyManager


@dataclass(frozen=True)
class ComputedLine:
    """What one manager receives: rank, points on the cut-off day, yuan."""

    rank: int
    manager: str
    points: int
    amount: int


@dataclass(frozen=True)
class ComputedPayout:
    """All lines of a payout, and the yuan of the pool that nobody receives."""

    lines: tuple[ComputedLine, ...]
    undistributed: int


def payout_of(ledger: Iterable[PointsLine], rules: PayoutRules, catalogue: Catalogue) -> ComputedPayout:
    """Return the payout by the payout *rules*, from the *ledger* as far as it is given.

    Lines and the undistributed rest sum to the pool exactly. Institutions receive no cash; neither do managers who
    are suspended on the cut-off day.

    Source: notice 沪科〔2021〕303号, 四(二): 年底按积分排序对技术经理人兑换奖金; method and bounds: domain model 3.7.
    """
    candidates = candidates_of(ledger, rules, catalogue)
    if rules.method == "rank_tiers":
        amounts = _by_tiers(candidates, rules.rank_tiers)
    else:
        amounts = split(rules.pool, [standing.points for standing in candidates]) if candidates else ()
    lines = tuple(
        ComputedLine(rank, standing.beneficiary, standing.points, amount)
        for rank, (standing, amount) in enumerate(zip(candidates, amounts, strict=True), start=1)
    )
    return ComputedPayout(lines, rules.pool - sum(amounts))


def candidates_of(ledger: Iterable[PointsLine], rules: PayoutRules, catalogue: Catalogue) -> tuple[Standing, ...]:
    """Return the standings of the managers who take part in the payout, best first."""
    cutoff = rules.cutoff_on
    found = [
        standing
        for standing in standings(ledger, MANAGER, cutoff)
        if standing.points >= (rules.min_points or 1) and _is_active(standing, catalogue, rules)
    ]
    return tuple(found[: rules.max_recipients or len(found)])


def _is_active(standing: Standing, catalogue: Catalogue, rules: PayoutRules) -> bool:
    manager = catalogue.get(TechnologyManager, standing.beneficiary)
    return manager is not None and not is_suspended(manager, rules.cutoff_on)


def _by_tiers(candidates: Sequence[Standing], tiers: Sequence[RankTier]) -> tuple[int, ...]:
    """Return the yuan of each candidate by rank; those who share a place share what their ranks get, rounded down."""
    by_rank = [_tier_amount(rank, tiers) for rank in range(1, len(candidates) + 1)]
    amounts: list[int] = []
    for _, group in itertools.groupby(candidates, key=lambda standing: standing.place):
        size = len(list(group))
        shared = sum(by_rank[len(amounts) : len(amounts) + size])
        amounts += [shared // size] * size
    return tuple(amounts)


def _tier_amount(rank: int, tiers: Sequence[RankTier]) -> int:
    return next((int(tier.amount) for tier in tiers if tier.from_ <= rank <= tier.to), 0)


def ledger_until(lines: Sequence[PointsLine], head: str) -> tuple[PointsLine, ...] | None:
    """Return *lines* up to the one whose hash is *head*, or ``None`` where there is no such line."""
    for at, line in enumerate(lines, start=1):
        if line.hash == head:
            return tuple(lines[:at])
    return None


def recomputed(payout: Payout, catalogue: Catalogue, rules: Rules | None) -> ComputedPayout | None:
    """Return what *payout* should hold, ``None`` where its ledger head or its rules do not exist."""
    lines = ledger_until(catalogue.ledgers.get(payout.edition, ()), payout.ledger_head)
    if lines is None or rules is None or rules.payout is None:
        return None
    return payout_of(lines, rules.payout, catalogue)
