"""What follows from a docking: whether and when it succeeded, whether it crosses regions, which sizes it joins."""

from __future__ import annotations

from datetime import date

from site_builder.compute.regions import home_regions
from site_builder.load.contract.states import has_flag, read_state_tables, state_of, states_with
from site_builder.model import Catalogue
from site_builder.records import Docking, Need, Organization, Party, PointsRules, Result, Rules, Solution

STAGE_AT_LEAST = "intent_signed"
"""What a docking has to have reached to bear out an award of a category that says nothing about it."""
_SMALLER = frozenset({"micro", "small", "medium"})


def rules_of(catalogue: Catalogue, edition: str) -> Rules | None:
    """Return the rules of *edition*, or ``None`` where it has none."""
    return next((rules for rules in catalogue.all(Rules) if rules.edition == edition), None)


def success_of(docking: Docking, rules: Rules | None) -> tuple[date, PointsRules] | None:
    """Return the day on which *docking* succeeded and the points rules it succeeded by, or ``None``.

    A docking that was terminated later had succeeded all the same. The version of the points rules is the one in
    force on the day on which its own condition was met.

    Source: notice 沪科〔2021〕303号, 四(二): points for each need that is successfully docked; domain model 3.5, 3.7.
    """
    versions = rules.points if rules else ()
    for at, version in enumerate(versions):
        met = _met_on(docking, version)
        is_replaced = met is not None and at + 1 < len(versions) and versions[at + 1].from_ <= met
        if met is not None and version.from_ <= met and not is_replaced:
            return met, version
    return None


def falls_between_versions(docking: Docking, rules: Rules | None) -> bool:
    """Return whether *docking* met what some version of the points rules asks, but never while it was in force.

    Rules that change what success means leave such gaps; somebody has to decide what becomes of the docking.
    """
    versions = rules.points if rules else ()
    return success_of(docking, rules) is None and any(_met_on(docking, version) for version in versions)


def _met_on(docking: Docking, version: PointsRules) -> date | None:
    condition = version.docking_success_requires
    if condition == "verified":
        return docking.verification.verified_on if docking.verification and is_verified(docking) else None
    met: date | None = docking.contract_signed_on
    if condition == "intent_signed":
        met = docking.intent_signed_on or met
    return met


def is_verified(docking: Docking) -> bool:
    """Return whether the exchange verified the transaction."""
    verification = docking.verification
    return verification is not None and verification.status in states_with("verification", "verified")


def is_successful(docking: Docking, rules: Rules | None) -> bool:
    """Return whether *docking* succeeded and was not terminated since."""
    return not has_flag(docking, "terminated") and success_of(docking, rules) is not None


def has_reached(docking: Docking, stage: str) -> bool:
    """Return whether *docking* stands at *stage* or further; one that was terminated stands nowhere."""
    return state_of(docking).step >= read_state_tables()["docking"].states[stage].step


def owner_region(docking: Docking, catalogue: Catalogue) -> str | None:
    """Return the region of the need owner."""
    need = catalogue.get(Need, docking.need)
    return need.region if need else None


def solver_region(docking: Docking, catalogue: Catalogue) -> str | None:
    """Return the region of the solver, or of the holder of the result that was docked."""
    if solution := catalogue.get(Solution, docking.solution):
        region: str | None = solution.solver_region
        return region
    result = catalogue.get(Result, docking.result)
    return result.region if result else None


def is_cross_region(docking: Docking, catalogue: Catalogue) -> bool:
    """Return whether owner and solver are in two different ones of the home regions.

    Source: domain model 3.1, docking: ``cross_region``.
    """
    owner, solver = owner_region(docking, catalogue), solver_region(docking, catalogue)
    home = home_regions(catalogue.codes)
    return owner != solver and owner in home and solver in home


def party_of(docking: Docking, role: str) -> Party | None:
    """Return the first party of *docking* in *role*."""
    return next((party for party in docking.parties if party.role == role), None)


def kind_of(party: Party | None, catalogue: Catalogue, name: str) -> str | None:
    """Return ``org_type`` or ``size_class`` of *party*: its organisation's, or its own where it has no name."""
    if party is None:
        return None
    organization = catalogue.get(Organization, party.org)
    value = organization[name] if organization else party[name]
    return str(value) if value else None


def is_size_integration(docking: Docking, catalogue: Catalogue) -> bool:
    """Return whether one side is a large enterprise and the other a medium, small or micro one.

    Source: notice 沪科〔2021〕303号, 一: 大中小企业融通; domain model 3.1.
    """
    sizes = {kind_of(party_of(docking, role), catalogue, "size_class") for role in ("need_owner", "solver")}
    return "large" in sizes and bool(sizes & _SMALLER)


def is_owned_by_enterprise(docking: Docking, catalogue: Catalogue) -> bool:
    """Return whether the need owner is an enterprise, as the notice's "each enterprise need" asks."""
    return kind_of(party_of(docking, "need_owner"), catalogue, "org_type") == "enterprise"
