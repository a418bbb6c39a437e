"""Dockings: shares that make up the whole, a contract in due form, one success a need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.dockings import is_successful, rules_of
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Docking, Need
from site_builder.validate.registry import Around, catalogue_rule, record_rule

IN_WRITING = frozenset({"technology_development", "technology_transfer", "technology_licensing"})
"""Source: Civil Code of the PRC, Art. 851 and 863: these contracts are made in writing."""
SUBTYPES = {
    "technology_development": ("commissioned", "cooperative", "other"),
    "technology_transfer": ("patent", "patent_application", "know_how", "other"),
    "technology_licensing": ("patent", "know_how", "other"),
}
"""Source: Civil Code of the PRC, Art. 851, 863, 864."""


@record_rule("docking")
def check_shares(docking: Docking, around: Around) -> Iterator[Problem]:
    """Yield that the managers' shares do not make up the whole (39)."""
    shares = [share.share_percent for share in docking.technology_managers]
    if shares and sum(shares) != 100:
        yield Problem(docking.path, 0, "shares-not-100", "technology_managers", {"sum": str(sum(shares))})


@record_rule("docking")
def check_contracts(docking: Docking, around: Around) -> Iterator[Problem]:
    """Yield a signed contract that is not said to be in writing, and a subtype that its type does not have (39)."""
    kind, subtype = docking.contract_type, docking.contract_subtype
    if docking.contract_signed_on and kind in IN_WRITING and not docking.written_form:
        yield Problem(docking.path, 0, "contract-not-written", "contract_type", {"type": kind})
    known = SUBTYPES.get(kind or "", ("other",))
    if kind and subtype and subtype not in known:
        facts = {"type": kind, "subtype": subtype, "known": ", ".join(known)}
        yield Problem(docking.path, 0, "contract-subtype", "contract_subtype", facts)


@catalogue_rule("docking")
def check_successes(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each further successful docking of a need that allows one only (43)."""
    for need_id, dockings in catalogue.grouped(Docking, "need").items():
        need = catalogue.get(Need, need_id)
        if need is None or need.multi_award or len(dockings) == 1:
            continue
        succeeded = [docking for docking in dockings if is_successful(docking, rules_of(catalogue, docking.edition))]
        for docking in succeeded[1:]:
            facts = {"need": need_id, "other": succeeded[0].id}
            yield Problem(docking.path, 0, "several-successes", "stage", facts)
