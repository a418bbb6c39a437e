"""Awards grouped as they are read: by edition, category and district, in the order of the edition's rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from site_builder.compute.candidates import basis_of
from site_builder.derive.chain.chain import Chain, Titled, has_page, titled
from site_builder.derive.chain.evidence import Computed, computed_from
from site_builder.derive.chain.ledger_rows import LedgerRows
from site_builder.derive.chain.reported_awards import ReportedAwards, reported_awards
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import published_need
from site_builder.derive.refs import Backlinks, edition_called
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, Text, is_a
from site_builder.records import (
    Award,
    AwardCategory,
    AwardGroup,
    Edition,
    Event,
    Evidence,
    Need,
    Organization,
    Rules,
    Solution,
    Statistic,
    TechnologyManager,
)


@dataclass(frozen=True)
class AwardRow:
    """An award with the records it names."""

    award: Award
    category: Text
    organization: Organization | None
    manager: TechnologyManager | None
    need: Need | None
    event: Event | None
    evidence: tuple[tuple[Evidence, Titled | None], ...]
    is_on_notice: bool
    solution: Solution | None
    facts: Facts
    computed: Computed | None = None

    @property
    def title(self) -> Text:
        """Return the title of the winning solution, empty where there is none to show."""
        if self.solution is not None:
            return self.solution.title
        title: Text = self.award.solution_title
        return title


@dataclass(frozen=True)
class CategoryAwards:
    """The awards of one category of an edition, with the name that the edition gives it."""

    code: str
    name: Text
    group: AwardGroup
    category: AwardCategory
    awards: tuple[AwardRow, ...]

    @property
    def standing(self) -> tuple[AwardRow, ...]:
        """Return the awards that were not revoked."""
        return tuple(row for row in self.awards if not has_flag(row.award, "revoked"))


@dataclass(frozen=True)
class EditionAwards:
    """All awards of an edition in the order of its rules."""

    edition: Edition
    rules: Rules
    categories: tuple[CategoryAwards, ...]
    total: int
    districts: tuple[str, ...]
    reported: tuple[ReportedAwards, ...]

    @property
    def has_page(self) -> bool:
        """Return whether there are awards or points to tell of; a challenge may do without both."""
        return bool(self.categories or self.total or self.rules.points)

    @property
    def standing(self) -> int:
        """Return how many awards were not revoked."""
        return sum(len(category.standing) for category in self.categories)

    def sharing(self, group: AwardGroup) -> tuple[CategoryAwards, ...]:
        """Return the categories that share the pool of *group*."""
        return tuple(category for category in self.categories if category.group.code == group.code)


@dataclass(frozen=True)
class AwardsPage:
    """The awards of an edition, or of one category of it."""

    awards: EditionAwards
    only: CategoryAwards | None

    @property
    def has_standings(self) -> bool:
        """Return whether the rules of the edition give points, so that it has standings."""
        return bool(self.awards.rules.points)


@dataclass(frozen=True)
class DistrictAwardsPage:
    """The awards of one district over all editions."""

    district: str
    editions: tuple[tuple[Edition, tuple[AwardRow, ...]], ...]
    total: int
    reported: tuple[ReportedAwards, ...]
    figures: tuple[Statistic, ...]


def rules_by_edition(catalogue: Catalogue) -> dict[str, Rules]:
    """Return the rules of each edition that has them."""
    return {rules.edition: rules for rules in catalogue.all(Rules)}


def category_names(rules: Rules) -> dict[str, Text]:
    """Return the names of the categories in *rules* by code."""
    return {item.code: item.name for group in rules.award_groups for item in group.categories}


def award_names(catalogue: Catalogue) -> dict[tuple[str, str], Text]:
    """Return what the award categories are called, by edition and code, where the rules of the edition name them."""
    by_edition = ((rules.edition, category_names(rules)) for rules in catalogue.all(Rules))
    return {(edition, code): name for edition, names in by_edition for code, name in names.items()}


def award_row_on(award: Award, catalogue: Catalogue, rules: Rules | None, day: date) -> AwardRow:
    """Return *award* with the records it names and whether objections may be raised on *day*."""
    recipient = award.recipient
    names = category_names(rules) if rules else {}
    general = catalogue.codes["award_category"][award.category].name
    until = award.notice_to
    solution = catalogue.get(Solution, award.solution)
    return AwardRow(
        award=award,
        category=names.get(award.category, general),
        organization=catalogue.get(Organization, recipient.organization),
        manager=catalogue.get(TechnologyManager, recipient.manager),
        need=published_need(catalogue, award.need),
        event=catalogue.get(Event, award.conferred_at_event),
        evidence=tuple((item, _record_of(item, catalogue)) for item in award.evidence),
        is_on_notice=has_flag(award, "on_notice") and until is not None and day <= until,
        solution=solution if solution and has_page(solution) else None,
        facts=facts_of(award, catalogue),
    )


def _record_of(evidence: Evidence, catalogue: Catalogue) -> Titled | None:
    kind, key = evidence.type, evidence.id
    record = published_need(catalogue, key) if kind == "need" else catalogue.find(kind, key)
    if record is None or (is_a(record, Solution) and not has_page(record)):
        return None
    return titled(record, catalogue)


def computed_rows(awards: EditionAwards, chain: Chain, ledger: LedgerRows) -> EditionAwards:
    """Return *awards* with what each is computed from."""

    def with_basis(category: CategoryAwards) -> CategoryAwards:
        basis = basis_of(category.group, category.category)
        rows = (replace(row, computed=computed_from(row.award, basis, chain, ledger)) for row in category.awards)
        return replace(category, awards=tuple(rows))

    return replace(awards, categories=tuple(map(with_basis, awards.categories)))


def edition_awards_on(catalogue: Catalogue, day: date) -> tuple[EditionAwards, ...]:
    """Return the awards of each edition that has rules, newest edition first."""
    rules_of = rules_by_edition(catalogue)
    rows: dict[str, list[AwardRow]] = {}
    for award in catalogue.all(Award):
        rows.setdefault(award.edition, []).append(award_row_on(award, catalogue, rules_of.get(award.edition), day))
    editions = sorted(catalogue.all(Edition), key=lambda edition: (-edition.year, edition.id))
    return tuple(
        _edition_awards(edition, rules_of[edition.id], rows.get(edition.id, []), catalogue)
        for edition in editions
        if edition.id in rules_of
    )


def _edition_awards(edition: Edition, rules: Rules, rows: list[AwardRow], catalogue: Catalogue) -> EditionAwards:
    categories = tuple(
        CategoryAwards(
            code=category.code,
            name=category.name,
            group=group,
            category=category,
            awards=tuple(sorted((row for row in rows if row.award.category == category.code), key=_rank)),
        )
        for group in rules.award_groups
        for category in group.categories
    )
    districts = sorted({row.award.district for row in rows if row.award.district})
    statistics = (s for s in catalogue.all(Statistic) if s.edition == edition.id and s.metric == "awards")
    reported = reported_awards(statistics, (row.award for row in rows), category_names(rules))
    return EditionAwards(edition, rules, categories, len(rows), tuple(districts), reported)


def _rank(row: AwardRow) -> tuple[int, str]:
    return row.award.rank or 10**6, row.award.id


def district_awards_on(catalogue: Catalogue, day: date) -> tuple[DistrictAwardsPage, ...]:
    """Return the awards of each district that has any, over all editions."""
    rules_of = rules_by_edition(catalogue)
    by_district: dict[str, dict[str, list[AwardRow]]] = {}
    for award in catalogue.all(Award):
        if award.district:
            row = award_row_on(award, catalogue, rules_of.get(award.edition), day)
            by_district.setdefault(award.district, {}).setdefault(award.edition, []).append(row)
    return tuple(
        _district_page(catalogue, code, editions, rules_of) for code, editions in sorted(by_district.items())
    )


def _district_page(
    catalogue: Catalogue, code: str, editions: dict[str, list[AwardRow]], rules_of: dict[str, Rules]
) -> DistrictAwardsPage:
    known = [(edition_called(catalogue, key), tuple(sorted(rows, key=_rank))) for key, rows in editions.items()]
    figures = tuple(s for s in catalogue.all(Statistic) if s.district == code and s.metric == "awards")
    return DistrictAwardsPage(
        district=code,
        editions=tuple(sorted(known, key=lambda pair: (-pair[0].year, pair[0].id))),
        total=sum(len(rows) for _, rows in known),
        reported=tuple(_reported_of(figures, editions, rules_of)),
        figures=figures,
    )


def _reported_of(
    figures: Iterable[Statistic], editions: dict[str, list[AwardRow]], rules_of: dict[str, Rules]
) -> Iterable[ReportedAwards]:
    """Yield the *figures* of editions with awards on record beside those awards."""
    for figure in figures:
        rules = rules_of.get(figure.edition or "")
        if rules and figure.edition in editions:
            awards = (row.award for row in editions[figure.edition])
            yield from reported_awards((figure,), awards, category_names(rules))


def awards_naming(backlinks: Backlinks, kind: str, record_id: str) -> Iterable[Award]:
    """Return the awards that name the record of type *kind* with that id."""
    return (record for record in backlinks.get((kind, record_id), ()) if is_a(record, Award))
