"""The records of the chain that name an organisation, a manager, an event, an edition, a result or a policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from site_builder.compute.points import INSTITUTION, MANAGER
from site_builder.derive.chain.chain import Chain, has_page
from site_builder.derive.chain.contests import ContestRow, contest_row
from site_builder.derive.chain.dockings import DockingRow, docking_row
from site_builder.derive.chain.ledger_rows import LedgerRows
from site_builder.derive.chain.referrals import ReferralRow, referral_row
from site_builder.derive.chain.solutions import SolutionRow, solution_row
from site_builder.derive.chain.standings import EditionPoints, points_in_editions
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.records import RecordPage
from site_builder.derive.refs import Backlinks
from site_builder.derive.results import ResultPage
from site_builder.model import Catalogue, R, Record, is_a
from site_builder.records import Contest, Docking, Referral, Solution

KIND_OF = {"technology_manager": MANAGER, "organization": INSTITUTION}
ROWS_SHOWN = 24
"""Records of one type on the page of another; an edition has them in its lists."""


@dataclass(frozen=True)
class ChainLinks:
    """What of the chain names a record, the first of each kind; ``counts`` says how many there are in all."""

    solutions: tuple[SolutionRow, ...] = ()
    contests: tuple[ContestRow, ...] = ()
    dockings: tuple[DockingRow, ...] = ()
    verified: tuple[DockingRow, ...] = ()
    referrals: tuple[ReferralRow, ...] = ()
    points: tuple[EditionPoints, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    has_standings: bool = False


@dataclass(frozen=True)
class LinkedPage(RecordPage):
    """The page of a record with what of the chain names it."""

    chain: ChainLinks = ChainLinks()


def linked_page(page: RecordPage, links: ChainLinks) -> LinkedPage:
    """Return *page* with *links*."""
    return LinkedPage(**vars(page), chain=links)


@dataclass(frozen=True)
class LinkedResult(ResultPage):
    """The page of a result with its facts, and with the solutions and dockings that rest on it."""

    chain: ChainLinks = ChainLinks()
    facts: Facts = field(default_factory=Facts)


def linked_result(page: ResultPage, links: ChainLinks, catalogue: Catalogue) -> LinkedResult:
    """Return *page* with *links* and the facts of its result."""
    return LinkedResult(**vars(page), chain=links, facts=facts_of(page.result, catalogue))


def chain_links(record: Record, chain: Chain, ledger: LedgerRows, backlinks: Backlinks) -> ChainLinks:
    """Return what of the chain names *record*."""
    by_type: dict[str, list[Record]] = {}
    for other in backlinks.get((record.type, record.id), ()):
        by_type.setdefault(other.type, []).append(other)
    dockings = [docking for docking in by_type.get("docking", ()) if is_a(docking, Docking)]
    verified = [docking for docking in dockings if _is_verifier_only(record, docking)]
    taking_part = [docking for docking in dockings if not _is_verifier_only(record, docking)]
    shown = (found for found in by_type.get("solution", ()) if is_a(found, Solution) and has_page(found))
    contests = (contest for contest in by_type.get("contest", ()) if is_a(contest, Contest))
    referrals = (referral for referral in by_type.get("referral", ()) if is_a(referral, Referral))
    kind = KIND_OF.get(record.type)
    points = points_in_editions(kind, record.id, chain, ledger) if kind else ()
    counts = {kind: len(by_type.get(kind, ())) for kind in ("solution", "contest", "docking", "referral")}
    rules = chain.rules.get(record.id) if record.type == "edition" else None
    return ChainLinks(
        solutions=tuple(solution_row(solution, chain) for solution in _first(shown)),
        contests=tuple(contest_row(contest, chain) for contest in _first(contests)),
        dockings=tuple(docking_row(docking, chain, ledger) for docking in _first(taking_part)),
        verified=tuple(docking_row(docking, chain, ledger) for docking in _first(verified)),
        referrals=tuple(referral_row(referral, chain) for referral in _first(referrals)),
        points=points,
        counts=tuple((kind, count) for kind, count in counts.items() if count),
        has_standings=rules is not None and bool(rules.points),
    )


def _is_verifier_only(record: Record, docking: Docking) -> bool:
    verification = docking.verification
    is_party = any(party.org == record.id for party in docking.parties)
    return verification is not None and verification.verifier == record.id and not is_party


def _first(records: Iterable[R]) -> tuple[R, ...]:
    return tuple(records)[:ROWS_SHOWN]
