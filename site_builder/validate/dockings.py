"""Dockings: dates that the stage implies, a contract in due form, one success a need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.states import state_of
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.reckon.dockings import is_successful, rules_of
from site_builder.validate.belonging import grouped

DATES = ("intent_signed_on", "contract_signed_on", "completed_on", "terminated_on")
IN_WRITING = frozenset({"technology_development", "technology_transfer", "technology_licensing"})
"""Source: Civil Code of the PRC, Art. 851 and 863: these contracts are made in writing."""
SUBTYPES = {
    "technology_development": ("commissioned", "cooperative", "other"),
    "technology_transfer": ("patent", "patent_application", "know_how", "other"),
    "technology_licensing": ("patent", "know_how", "other"),
}
"""Source: Civil Code of the PRC, Art. 851, 863, 864."""


def check_dockings(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield what is wrong with the stage, the dates and the contract of each docking (39)."""
    for docking in catalogue.all("docking"):
        if "solution" not in docking and "result" not in docking:
            yield Problem(docking.path, 0, "docking-of-nothing", "need")
        shares = [share["share_percent"] for share in docking["technology_managers"]]
        if shares and sum(shares) != 100:
            yield Problem(docking.path, 0, "shares-not-100", "technology_managers", {"sum": str(sum(shares))})
        yield from _dates(docking)
        yield from _contract(docking)


def _dates(docking: Record) -> Iterator[Problem]:
    stage = docking["stage"]
    state = state_of(docking)
    for name in state.needs:
        if name not in docking:
            yield Problem(docking.path, 0, "stage-without-date", "stage", {"stage": stage, "field": name})
    for name in DATES:
        if name in docking and name not in (*state.needs, *state.allows):
            yield Problem(docking.path, 0, "date-beyond-stage", name, {"stage": stage, "field": name})


def _contract(docking: Record) -> Iterator[Problem]:
    kind, subtype = docking["contract_type"], docking["contract_subtype"]
    if docking["contract_signed_on"]:
        if not kind:
            yield Problem(docking.path, 0, "contract-type-missing", "contract_signed_on")
        elif kind in IN_WRITING and not docking["written_form"]:
            yield Problem(docking.path, 0, "contract-not-written", "contract_type", {"type": kind})
    known = SUBTYPES.get(kind, ("other",))
    if kind and subtype and subtype not in known:
        facts = {"type": kind, "subtype": subtype, "known": ", ".join(known)}
        yield Problem(docking.path, 0, "contract-subtype", "contract_subtype", facts)


def check_successes(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each further successful docking of a need that allows one only (43)."""
    for need_id, dockings in grouped(catalogue, "docking", "need").items():
        need = catalogue.get("need", need_id)
        if need is None or need["multi_award"] or len(dockings) == 1:
            continue
        succeeded = [
            docking for docking in dockings if is_successful(docking, rules_of(catalogue, docking["edition"]))
        ]
        for docking in succeeded[1:]:
            facts = {"need": need_id, "other": succeeded[0].id}
            yield Problem(docking.path, 0, "several-successes", "stage", facts)
