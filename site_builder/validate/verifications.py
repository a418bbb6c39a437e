"""Transaction verification: by the exchange that the rules name, with certificate and date, after the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record, Struct
from site_builder.problems import Problem
from site_builder.reckon.dockings import rules_of

OF_THE_EXCHANGE = ("verifier", "certificate_no", "verified_on")
AFTER_CONTRACT = frozenset({"requested", "verified", "refused"})


def check_verifications(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with each verification (41); who may set it is checked with ``--since``.

    Source: notice 沪科〔2021〕303号: 上海技术交易所为挑战赛供需双方提供交易鉴证等服务.
    """
    for docking in catalogue.all("docking"):
        verification = docking["verification"]
        if verification is None:
            continue
        status = verification["status"]
        if status in AFTER_CONTRACT and not docking["contract_signed_on"]:
            facts = {"status": status}
            yield Problem(docking.path, 0, "verification-without-contract", "verification.status", facts)
        if status == "verified":
            yield from _verified(docking, verification)
        elif status != "refused":
            for name in OF_THE_EXCHANGE:
                if name in verification:
                    facts = {"status": status, "field": name}
                    yield Problem(docking.path, 0, "verification-too-much", f"verification.{name}", facts)
        if "verifier" in verification:
            yield from _verifier(docking, verification, catalogue)


def _verified(docking: Record, verification: Struct) -> Iterator[Problem]:
    for name in OF_THE_EXCHANGE:
        if name not in verification:
            yield Problem(docking.path, 0, "verification-incomplete", "verification.status", {"field": name})
    verified, signed = verification["verified_on"], docking["contract_signed_on"]
    if verified and signed and verified < signed:
        facts = {"verified": verified.isoformat(), "signed": signed.isoformat()}
        yield Problem(docking.path, 0, "verification-too-early", "verification.verified_on", facts)


def _verifier(docking: Record, verification: Struct, catalogue: Catalogue) -> Iterator[Problem]:
    rules = rules_of(catalogue, docking["edition"])
    if rules is None:
        return
    known = {version["verifier"] for version in rules["points"] if version["verifier"]}
    if verification["verifier"] not in known:
        facts = {"value": verification["verifier"], "known": ", ".join(sorted(known)) or "–"}
        yield Problem(docking.path, 0, "verifier-not-named", "verification.verifier", facts)
