"""Amounts of contracts: told as far as the parties disclose them, the technology no dearer than the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem

AMOUNTS = ("contract_amount", "technology_amount")
WITH_CONSENT = (*AMOUNTS, "story")


def check_amounts(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each docking whose amounts do not fit their disclosure, or each other (40, 45)."""
    for docking in catalogue.all("docking"):
        yield from _disclosure(docking)
        whole, part = docking["contract_amount"], docking["technology_amount"]
        if whole and part and part["amount"] > whole["amount"]:
            facts = {"amount": str(part["amount"]), "contract": str(whole["amount"])}
            yield Problem(docking.path, 0, "technology-amount-over", "technology_amount", facts)
        if not docking["parties_consent"]:
            for name in WITH_CONSENT:
                if name in docking:
                    yield Problem(docking.path, 0, "docking-without-consent", name, {"field": name})


def _disclosure(docking: Record) -> Iterator[Problem]:
    disclosure = docking["amount_disclosure"]
    facts = {"disclosure": disclosure}
    for name in AMOUNTS:
        if disclosure != "exact" and name in docking:
            yield Problem(docking.path, 0, "contract-amount-hidden", name, {**facts, "field": name})
    if disclosure != "band" and "amount_band" in docking:
        yield Problem(docking.path, 0, "contract-amount-hidden", "amount_band", {**facts, "field": "amount_band"})
    needed = {"exact": "contract_amount", "band": "amount_band"}.get(disclosure)
    if docking["contract_signed_on"] and needed and needed not in docking:
        yield Problem(docking.path, 0, "contract-amount-missing", "amount_disclosure", {**facts, "field": needed})
