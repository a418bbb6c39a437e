"""Craftsmanship awards: the first lines of the payout and nothing else, none entered by hand (50)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from site_builder.load.contract.states import has_flag
from site_builder.load.standards.currencies import unit_fact
from site_builder.model import Catalogue
from site_builder.problems import Fact, Problem
from site_builder.records import Award, Payout
from site_builder.validate.award.awards import categories_of, is_computed
from site_builder.validate.registry import CHAIN, catalogue_rule


@catalogue_rule("award", rests_on=CHAIN)
def check_craftsmanship(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each award computed from the ledger that is not the payout line of its rank, and each rank left out.

    A revoked award keeps its rank, so that nobody moves up unseen.

    Source: notice 沪科〔2021〕303号: 技术经理人匠心奖以积分累计方式; 年底按积分排序对技术经理人兑换奖金.
    """
    payouts = {payout.edition: payout for payout in catalogue.all(Payout)}
    computed: dict[str, list[Award]] = {}
    categories = categories_of(catalogue)
    for award in catalogue.all(Award):
        category = categories.get((award.edition, award.region), {}).get(award.category)
        if award.provenance != "reported" and category and is_computed(category):
            computed.setdefault(award.edition, []).append(award)
    for edition, awards in computed.items():
        yield from _as_paid(awards, payouts.get(edition), unit_fact(catalogue.codes))


def _as_paid(awards: Sequence[Award], payout: Payout | None, unit: Mapping[str, Fact]) -> Iterator[Problem]:
    lines = {line.rank: line for line in payout.lines} if payout else {}
    ranks = {award.rank for award in awards}
    first: dict[int | None, Award] = {}
    for award in awards:
        if has_flag(award, "revoked"):
            continue
        if award.rank and (other := first.setdefault(award.rank, award)) is not award:
            twice = {"rank": str(award.rank), "other": other.id}
            yield Problem(award.path, 0, "award-rank-twice", "rank", twice)
            continue
        line, prize = lines.get(award.rank or 0), award.prize.amount if award.prize else None
        found = (award.recipient.manager, prize)
        expected = (line.manager, line.amount) if line else (None, None)
        if line is None or found != expected:
            facts: dict[str, Fact] = {
                "rank": str(award.rank or "–"),
                "manager": str(found[0] or "–"),
                "prize": str(prize or "–"),
            }
            facts |= {"expected": str(expected[0] or "–"), "amount": str(expected[1] if line else "–"), **unit}
            yield Problem(award.path, 0, "award-not-in-payout", "recipient", facts)
    last = max((rank for rank in ranks if rank in lines), default=0)
    for rank in range(1, last):
        if rank not in ranks:
            award = min((award for award in awards if (award.rank or 0) > rank), key=lambda award: award.rank or 0)
            facts = {"rank": str(rank), "manager": lines[rank].manager}
            yield Problem(award.path, 0, "award-rank-left-out", "rank", facts)
