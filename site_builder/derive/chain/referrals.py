"""Policy referrals: dockings that may be put forward to a programme; being put forward is not being funded."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.compute.dockings import owner_region, solver_region
from site_builder.derive.chain.chain import Chain, Titled, titled
from site_builder.derive.facts import Facts, facts_of
from site_builder.records import Docking, Policy, Referral


@dataclass(frozen=True)
class ReferralRow:
    """A referral with the docking and the programme it names; ``regions`` are owner's and solver's."""

    referral: Referral
    docking: Titled | None
    programme: Policy | None
    regions: tuple[str, str] | None
    facts: Facts


def referral_row(referral: Referral, chain: Chain) -> ReferralRow:
    """Return *referral* as a row."""
    docking = chain.catalogue.get(Docking, referral.docking)
    owner = owner_region(docking, chain.catalogue) if docking else None
    solver = solver_region(docking, chain.catalogue) if docking else None
    return ReferralRow(
        referral=referral,
        docking=titled(docking, chain.catalogue) if docking else None,
        programme=chain.catalogue.get(Policy, referral.programme),
        regions=(owner, solver) if owner and solver else None,
        facts=facts_of(referral, chain.catalogue),
    )


def referral_rows(chain: Chain) -> tuple[ReferralRow, ...]:
    """Return all referrals, the latest year first."""
    referrals = sorted(chain.catalogue.all(Referral), key=lambda referral: (-referral.year, referral.id))
    return tuple(referral_row(referral, chain) for referral in referrals)
