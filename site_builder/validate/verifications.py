"""Transaction verification: by the exchange that the rules name, with certificate and date, after the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.states import State, read_state_tables, states_with
from site_builder.model import Catalogue, Record, Struct
from site_builder.problems import Problem
from site_builder.reckon.dockings import is_verified, rules_of

OF_THE_EXCHANGE = ("verifier", "certificate_no", "verified_on")


def check_verifications(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with each verification (41); who may set it is checked with ``--since``.

    Source: notice 沪科〔2021〕303号: 上海技术交易所为挑战赛供需双方提供交易鉴证等服务.
    """
    for docking in catalogue.all("docking"):
        verification = docking["verification"]
        if verification is None:
            continue
        status = verification["status"]
        if status in states_with("verification", "asked_for") and not docking["contract_signed_on"]:
            facts = {"status": status}
            yield Problem(docking.path, 0, "verification-without-contract", "verification.status", facts)
        state = read_state_tables()["verification"].states[status]
        yield from _stated(docking, verification, state)
        if is_verified(docking):
            yield from _in_time(docking, verification)
        if "verifier" in verification:
            yield from _verifier(docking, verification, catalogue)


def _stated(docking: Record, verification: Struct, state: State) -> Iterator[Problem]:
    for name in OF_THE_EXCHANGE:
        if name in state.needs and name not in verification:
            yield Problem(docking.path, 0, "verification-incomplete", "verification.status", {"field": name})
        elif name in verification and name not in (*state.needs, *state.allows):
            facts = {"status": state.code, "field": name}
            yield Problem(docking.path, 0, "verification-too-much", f"verification.{name}", facts)


def _in_time(docking: Record, verification: Struct) -> Iterator[Problem]:
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
