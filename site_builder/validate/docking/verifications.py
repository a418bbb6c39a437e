"""Transaction verification: by the exchange that the rules name, with certificate and date, after the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.dockings import rules_of
from site_builder.load.contract.states import states_with
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Docking
from site_builder.validate.registry import Around, catalogue_rule, record_rule


@record_rule("docking")
def check_verifications(docking: Docking, around: Around) -> Iterator[Problem]:
    """Yield a verification without a contract, or before it (41); who may set it is checked with ``--since``.

    Source: notice 沪科〔2021〕303号: 上海技术交易所为挑战赛供需双方提供交易鉴证等服务.
    """
    verification, signed = docking.verification, docking.contract_signed_on
    if verification is None:
        return
    status, verified = verification.status, verification.verified_on
    if status in states_with("verification", "asked_for") and not signed:
        yield Problem(docking.path, 0, "verification-without-contract", "verification.status", {"status": status})
    if status in states_with("verification", "verified") and verified and signed and verified < signed:
        facts = {"verified": verified.isoformat(), "signed": signed.isoformat()}
        yield Problem(docking.path, 0, "verification-too-early", "verification.verified_on", facts)


@catalogue_rule("docking")
def check_verifiers(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each verification by somebody whom the rules of the edition do not name (41)."""
    for docking in catalogue.all(Docking):
        rules, verification = rules_of(catalogue, docking.edition), docking.verification
        if rules is None or verification is None or "verifier" not in verification:
            continue
        known = {version.verifier for version in rules.points if version.verifier}
        if verification.verifier not in known:
            facts = {"value": str(verification.verifier), "known": ", ".join(sorted(known)) or "–"}
            yield Problem(docking.path, 0, "verifier-not-named", "verification.verifier", facts)
