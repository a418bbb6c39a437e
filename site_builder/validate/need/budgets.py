"""Budgets: the bands that needs give are those of their edition's rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Need, Rules
from site_builder.validate.registry import catalogue_rule


@catalogue_rule("need")
def check_budgets(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each need whose band the rules of its edition do not have (20)."""
    bands: dict[str, tuple[str, ...]] = {}
    for rules in catalogue.all(Rules):
        bands[rules.edition] = (*bands.get(rules.edition, ()), *rules.budget_bands)
    for need in catalogue.all(Need):
        band, known = need.budget_band, bands.get(need.edition, ())
        if band and known and band not in known:
            facts = {"band": band, "known": ", ".join(known)}
            yield Problem(need.path, 0, "band-not-in-rules", "budget_band", facts)
