"""Awards beside the candidates whom the rules allow: nobody is put on notice without evidence on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.candidates import candidates_for
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Award
from site_builder.validate.award.awards import categories_of
from site_builder.validate.registry import CHAIN, catalogue_rule
from site_builder.worlds import day_of

JUDGED = frozenset({"institution_points", "needs_docked", "mobilisation"})
"""Bases judged here; solutions, payouts and cross-region dockings have rules of their own."""
_NAMED_BY = {"solution": "solution", "person": "manager"}


@catalogue_rule("award", rests_on=CHAIN)
def check_candidates(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each award on notice or later whose recipient the records do not make a candidate.

    It is judged by the day of its notice: who was a candidate then keeps the award whatever comes later.
    """
    categories = categories_of(catalogue)
    known: dict[tuple[str, str, str, date], frozenset[str]] = {}
    for award in catalogue.all(Award):
        found = categories.get((award.edition, award.region), {}).get(award.category)
        is_judged = has_flag(award, "announced") and award.provenance != "reported"
        if not is_judged or found is None or found.values.basis not in JUDGED:
            continue
        on = award.notice_from or day_of(award, catalogue, day)
        key = (award.edition, award.region, award.category, on)
        if key not in known:
            candidates = candidates_for(catalogue, found.rules, found.group, found.values, on)
            known[key] = frozenset(one.id for one in candidates)
        recipient = recipient_of(award)
        if recipient not in known[key]:
            facts = {
                "category": award.category,
                "recipient": recipient or "–",
                "basis": found.values.basis,
                "known": ", ".join(sorted(known[key])) or "–",
            }
            yield Problem(award.path, 0, "award-not-a-candidate", "recipient", facts)


def recipient_of(award: Award) -> str | None:
    """Return the id of the solution, manager or organisation that receives *award*."""
    recipient = award.recipient
    name = _NAMED_BY.get(recipient.type, "organization")
    found = award.solution if name == "solution" else recipient[name]
    return str(found) if found else None
