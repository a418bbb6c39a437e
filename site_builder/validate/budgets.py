"""Budgets: what a need says about money agrees with how far its owner discloses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem


def check_budgets(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need whose amount or band does not fit its disclosure (20)."""
    bands: dict[str, tuple[str, ...]] = {}
    for rules in catalogue.all("rules"):
        bands[rules["edition"]] = (*bands.get(rules["edition"], ()), *rules["budget_bands"])
    for need in catalogue.all("need"):
        if need["budget_disclosure"]:
            yield from _disclosure(need)
        band, known = need["budget_band"], bands.get(need["edition"], ())
        if band and known and band not in known:
            facts = {"band": band, "known": ", ".join(known)}
            yield Problem(need.path, 0, "band-not-in-rules", "budget_band", facts)


def _disclosure(need: Record) -> Iterator[Problem]:
    disclosure = need["budget_disclosure"]
    facts = {"disclosure": disclosure}
    for kind, name, lacking, too_much in (
        ("exact", "intended_investment", "amount-missing", "amount-not-disclosed"),
        ("band", "budget_band", "band-missing", "band-not-disclosed"),
    ):
        if disclosure == kind and name not in need:
            yield Problem(need.path, 0, lacking, "budget_disclosure", facts)
        elif disclosure != kind and name in need:
            yield Problem(need.path, 0, too_much, name, facts)
