"""The pages of the chain: solutions, contests, dockings, referrals, standings."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.derive.chain.chain import Chain
from site_builder.derive.chain.contests import contest_page, contest_rows
from site_builder.derive.chain.dockings import docking_page, docking_rows
from site_builder.derive.chain.ledger_rows import LedgerRows
from site_builder.derive.chain.referrals import referral_rows
from site_builder.derive.chain.solutions import SolutionsPage, solution_page, solution_rows
from site_builder.derive.chain.standings import standings_pages
from site_builder.derive.facets import pages_of
from site_builder.records import Contest, Docking
from site_builder.render.planned import PlannedPage, paged


def plan_chain(chain: Chain, ledger: LedgerRows) -> Iterator[PlannedPage]:
    """Yield the pages of the chain: each list, page by page, and each record that may be shown."""
    yield from _solution_pages(chain)
    for contests in pages_of(contest_rows(chain)):
        yield PlannedPage(paged("contests/", contests.number), "needs", "contests.html", contests)
    for contest in chain.catalogue.all(Contest):
        yield PlannedPage(f"contests/{contest.id}/", "needs", "contest.html", contest_page(contest, chain))
    for dockings in pages_of(docking_rows(chain, ledger)):
        yield PlannedPage(paged("dockings/", dockings.number), "needs", "dockings.html", dockings)
    for docking in chain.catalogue.all(Docking):
        page = docking_page(docking, chain, ledger)
        yield PlannedPage(f"dockings/{docking.id}/", "needs", "docking.html", page)
    for referrals in pages_of(referral_rows(chain)):
        yield PlannedPage(paged("referrals/", referrals.number), "needs", "referrals.html", referrals)
    for standings in standings_pages(chain, ledger):
        path = f"awards/{standings.edition.id}/standings/"
        yield PlannedPage(path, "awards", "standings.html", standings)


def _solution_pages(chain: Chain) -> Iterator[PlannedPage]:
    rows = solution_rows(chain)
    received = sum(len(own) for own in chain.solutions.values())
    for page in pages_of(rows):
        facts = SolutionsPage(page.rows, page.number, page.last, page.total, received)
        yield PlannedPage(paged("solutions/", page.number), "needs", "solutions.html", facts)
    for row in rows:
        yield PlannedPage(f"solutions/{row.solution.id}/", "needs", "solution.html", solution_page(row, chain))
