"""Amounts of contracts: the technology no dearer than the contract."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.standards.currencies import unit_fact
from site_builder.problems import Problem
from site_builder.records import Docking
from site_builder.validate.registry import Around, record_rule


@record_rule("docking")
def check_amounts(docking: Docking, around: Around) -> Iterator[Problem]:
    """Yield that a part of the contract is said to cost more than the whole (40)."""
    whole, part = docking.contract_amount, docking.technology_amount
    if whole and part and part.amount > whole.amount:
        facts = {"amount": str(part.amount), "contract": str(whole.amount), **unit_fact(around.codes)}
        yield Problem(docking.path, 0, "technology-amount-over", "technology_amount", facts)
