"""Reported statistics: metrics of money and their unit, parts that make up the total or a note that says why not."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.problems import Fact, Problem
from site_builder.records import Statistic
from site_builder.validate.registry import Around, record_rule

MONEY = frozenset(
    {"contract_amount", "intended_deal_amount", "intended_investment", "offered_amount", "prize_pool", "turnover"}
)


@record_rule("statistic")
def check_statistics(statistic: Statistic, around: Around) -> Iterator[Problem]:
    """Yield what is wrong with a reported statistic (65, 66)."""
    if (statistic.metric in MONEY) != (statistic.unit == "money"):
        facts = {"metric": statistic.metric, "unit": statistic.unit}
        yield Problem(statistic.path, 0, "unit-not-metric", "unit", facts)
    for number, part in enumerate(statistic.parts):
        if "region" not in part and "label" not in part:
            yield Problem(statistic.path, 0, "part-not-named", f"parts.{number}")
    if statistic.parts and "sum_note" not in statistic:
        yield from _sum(statistic, around)


def _sum(statistic: Statistic, around: Around) -> Iterator[Problem]:
    quantities = [part.quantity for part in statistic.parts]
    if any(quantity.qualifier not in (None, "exact") for quantity in quantities):
        return
    parts, total = sum(quantity.value for quantity in quantities), statistic.quantity.value
    qualifier = statistic.quantity.qualifier or "exact"
    fits = {"exact": parts == total, "over": parts > total, "nearly": parts < total, "at_least": parts >= total}
    if not fits.get(qualifier, True):
        name = around.codes["qualifier"][qualifier].name
        facts: dict[str, Fact] = {"sum": str(parts), "total": str(total), "qualifier": name}
        yield Problem(statistic.path, 0, "parts-do-not-add-up", "parts", facts)
