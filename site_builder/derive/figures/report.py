"""The report of an edition: what came of it, counted from its records, beside what was publicly reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.derive.chain.awards import EditionAwards, rules_by_edition
from site_builder.derive.figures.compared import Compared, compared_with
from site_builder.derive.figures.figures import (
    Amount,
    AwardFigures,
    ContestFigures,
    DockingFigures,
    PointsFigures,
    SolutionFigures,
    amounts_of,
    award_figures,
    contest_figures,
    docking_figures,
    points_figures,
    solution_figures,
)
from site_builder.derive.figures.funnel import (
    Breakdown,
    EditionRecords,
    Month,
    Step,
    breakdown_by,
    months_of,
    reached_by_need,
    records_by_edition,
    steps_of,
)
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue
from site_builder.records import Edition, Payout, Rules

BREAKDOWNS = {"region": "region", "tech_domains": "tech_domain", "track": "track"}
"""Field of the need -> code list, in the order of the report."""


@dataclass(frozen=True)
class ReportPage:
    """Everything that the report of an edition shows.

    ``counted`` is empty for an edition of which only public reports are known. ``day`` is the day of the count while
    the edition still goes on.
    """

    edition: Edition
    day: date | None
    counted: Counted | None
    awards: AwardFigures
    compared: tuple[Compared, ...]


@dataclass(frozen=True)
class Counted:
    """What is counted from the records of an edition that ran on this platform.

    ``reached`` tells for each need, by id, which of ``STEPS`` it reached.
    """

    reached: Mapping[str, tuple[bool, ...]]
    steps: tuple[Step, ...]
    breakdowns: tuple[Breakdown, ...]
    months: tuple[Month, ...]
    solutions: SolutionFigures
    contests: ContestFigures
    dockings: DockingFigures
    amounts: tuple[Amount, ...]
    points: PointsFigures | None
    payout: Payout | None

    @property
    def by_region(self) -> Breakdown:
        """Return the steps by region."""
        return self.breakdowns[0]

    def step(self, name: str) -> Step:
        """Return the step of that name."""
        return next(step for step in self.steps if step.name == name)


def reports_on(catalogue: Catalogue, awards: Iterable[EditionAwards], day: date) -> Iterator[ReportPage]:
    """Yield the report of each edition of which there is anything to report on *day*."""
    awards_of = {found.edition.id: found for found in awards}
    rules_of = rules_by_edition(catalogue)
    records_of = records_by_edition(catalogue)
    payouts = {payout.edition: payout for payout in catalogue.all(Payout)}
    for edition in catalogue.all(Edition):
        records, own = records_of[edition.id], awards_of.get(edition.id)
        if not (records.own_needs or records.statistics or (own and own.total)):
            continue
        rows = [row.award for category in own.categories for row in category.awards] if own else []
        counted = None
        if records.own_needs:
            counted = _counted(edition, records, rules_of.get(edition.id), catalogue, payouts.get(edition.id))
        yield ReportPage(
            edition=edition,
            day=day if counted and not has_flag(edition, "closed") else None,
            counted=counted,
            awards=award_figures(own),
            compared=compared_with(records, rows, catalogue, is_archive=counted is None),
        )


def _counted(
    edition: Edition, records: EditionRecords, rules: Rules | None, catalogue: Catalogue, payout: Payout | None
) -> Counted:
    reached = reached_by_need(records)
    return Counted(
        reached=reached,
        steps=steps_of(records, reached),
        breakdowns=tuple(
            breakdown_by(name, catalogue.codes[codes], records, reached, edition.regions if name == "region" else ())
            for name, codes in BREAKDOWNS.items()
        ),
        months=months_of(records),
        solutions=solution_figures(records, catalogue),
        contests=contest_figures(records),
        dockings=docking_figures(records, rules, catalogue),
        amounts=amounts_of(records),
        points=points_figures(catalogue.ledgers.get(edition.id, ())),
        payout=payout,
    )
