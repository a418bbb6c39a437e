"""Policy referrals: dockings that succeeded, referred for the year after, on a ground that holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.dockings import is_cross_region, is_successful, owner_region, rules_of, solver_region
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Docking, Edition, Referral
from site_builder.validate.registry import CHAIN, Around, catalogue_rule, record_rule


@catalogue_rule("referral", rests_on=CHAIN)
def check_referrals(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each referral whose year, docking or ground does not hold (44).

    Source: notice 沪科〔2021〕303号: referred are 原创性、颠覆性或行业共性的解决方案, and needs of 本市 enterprises,
    here of the region of the rules, that are 跨区域解决的.
    """
    for referral in catalogue.all(Referral):
        rules = rules_of(catalogue, referral.edition)
        edition = catalogue.get(Edition, referral.edition)
        docking = catalogue.get(Docking, referral.docking)
        if edition and referral.year != edition.year + 1:
            facts = {"year": str(referral.year), "expected": str(edition.year + 1)}
            yield Problem(referral.path, 0, "referral-year", "year", facts)
        if docking is None:
            continue
        if not is_successful(docking, rules_of(catalogue, docking.edition)):
            facts = {"docking": docking.id, "stage": docking.stage}
            yield Problem(referral.path, 0, "referral-not-successful", "docking", facts)
        yield from _ground(referral, docking, rules.region if rules else "", catalogue)


def _ground(referral: Referral, docking: Docking, region: str, catalogue: Catalogue) -> Iterator[Problem]:
    owner, solver = owner_region(docking, catalogue), solver_region(docking, catalogue)
    if referral.ground == "novelty" and not docking.novelty_flags:
        yield Problem(referral.path, 0, "referral-not-novel", "ground", {"docking": docking.id})
    elif referral.ground == "cross_region" and not (owner == region and is_cross_region(docking, catalogue)):
        facts = {"docking": docking.id, "owner": owner or "–", "solver": solver or "–", "region": region or "–"}
        yield Problem(referral.path, 0, "referral-not-cross-region", "ground", facts)


@record_rule("docking")
def check_novelty(docking: Docking, around: Around) -> Iterator[Problem]:
    """Yield that a docking is called novel without an expert review that it passed (44)."""
    review = docking.novelty_review
    is_passed = review is not None and (review.stage, review.verdict) == ("expert", "pass")
    if docking.novelty_flags and not is_passed:
        facts = {"flags": ", ".join(docking.novelty_flags)}
        yield Problem(docking.path, 0, "novelty-not-reviewed", "novelty_flags", facts)
