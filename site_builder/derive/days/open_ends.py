"""What of an edition is not settled yet: stages, needs, contests, dockings, awards, and the payout it promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.load.contract.states import has_flag
from site_builder.load.periods import last_day_of
from site_builder.model import Catalogue, Record
from site_builder.records import Award, Contest, Docking, Edition, Need, Payout, Rules, TimelineEntry


@dataclass(frozen=True)
class OpenEnds:
    """Stages that are not over, records that are under way, and whether a payout is still to be made."""

    stages: tuple[TimelineEntry, ...]
    needs: tuple[Record, ...]
    contests: tuple[Record, ...]
    dockings: tuple[Record, ...]
    awards: tuple[Record, ...]
    lacks_payout: bool


def open_ends_of(edition: str, catalogue: Catalogue, day: date) -> OpenEnds:
    """Return what of *edition*, an id, is open in the *catalogue* on *day*; entries of the archive never are."""
    own = catalogue.get(Edition, edition)
    needs, contests = catalogue.all(Need), catalogue.all(Contest)
    dockings, awards = catalogue.all(Docking), catalogue.all(Award)
    promises = any(rules.edition == edition and rules.payout for rules in catalogue.all(Rules))
    is_paid = any(payout.edition == edition for payout in catalogue.all(Payout))
    return OpenEnds(
        tuple(entry for entry in (own.timeline if own else ()) if _ends(entry) >= day),
        tuple(one for one in needs if one.edition == edition and _is_lively(one) and _is_running(one)),
        tuple(one for one in contests if one.edition == edition and _is_lively(one) and not one.closed_on),
        tuple(one for one in dockings if one.edition == edition and _is_lively(one) and _is_talking(one)),
        tuple(one for one in awards if one.edition == edition and _is_lively(one) and _is_promised(one)),
        promises and not is_paid,
    )


def _ends(entry: TimelineEntry) -> date:
    return last_day_of(entry.to or entry["from"]) or date.min


def _is_lively(record: Record) -> bool:
    return record["provenance"] != "reported"


def _is_running(need: Need) -> bool:
    is_held = has_flag(need, "needs_reason") and not has_flag(need, "ended")
    return is_held or any(has_flag(need, flag) for flag in ("takes_solutions", "contest", "docking"))


def _is_talking(docking: Docking) -> bool:
    return not has_flag(docking, "contracted") and not has_flag(docking, "terminated")


def _is_promised(award: Award) -> bool:
    return not has_flag(award, "conferred") and not has_flag(award, "revoked")
