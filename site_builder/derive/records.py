"""Records with a page of their own, with everything that they name and that names them; and lists of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.derive.chain.awards import AwardRow, award_row_on, awards_naming, rules_by_edition
from site_builder.derive.chain.reported_awards import ReportedAwards
from site_builder.derive.facets import ListPage, pages_of
from site_builder.derive.facts import Facts, facts_of
from site_builder.derive.needs import NeedRow
from site_builder.derive.order import in_order
from site_builder.derive.published import published
from site_builder.derive.refs import Backlinks, backlinks_of, refs_in
from site_builder.derive.results import ResultRow
from site_builder.languages import LANGS, Lang
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Record, Text, is_a
from site_builder.records import Need, Rules

ROWS_SHOWN = 24
"""Needs, and results, on the page of a record; where there are more, a list of their own has them all."""
RECORDS_A_PAGE = 200

Key = tuple[str, str]


@dataclass(frozen=True)
class Naming:
    """Who names whom: records in order of type and id, needs and results as rows in reading order."""

    records: Backlinks
    needs: Mapping[Key, tuple[NeedRow, ...]]
    results: Mapping[Key, tuple[ResultRow, ...]]


def naming_of(catalogue: Catalogue, needs: Iterable[NeedRow], results: Iterable[ResultRow]) -> Naming:
    """Return who names whom, given the rows of the catalogue in reading order."""
    need_rows: dict[Key, list[NeedRow]] = {}
    for row in needs:
        for key in dict.fromkeys(refs_in(row.need)):
            need_rows.setdefault(key, []).append(row)
    result_rows: dict[Key, list[ResultRow]] = {}
    for result in results:
        for key in dict.fromkeys(refs_in(result.result)):
            result_rows.setdefault(key, []).append(result)
    return Naming(
        backlinks_of(catalogue),
        {key: tuple(rows) for key, rows in need_rows.items()},
        {key: tuple(rows) for key, rows in result_rows.items()},
    )


@dataclass(frozen=True)
class RecordPage:
    """A record with the records that it names and that name it.

    ``named`` holds what the template may link to: ``(type, id) -> record``, given as a tuple of pairs so that the
    page stays comparable. ``needs`` and ``results`` are the first page of those that name the record;
    ``other_needs`` are needs that the record names and that do not name it.
    """

    record: Record
    named: tuple[tuple[Key, Record], ...]
    naming: tuple[tuple[str, tuple[Record, ...]], ...]
    needs: ListPage[NeedRow]
    results: ListPage[ResultRow]
    facts: Facts
    facts_of_rules: Facts | None = None
    other_needs: tuple[Need, ...] = ()
    awards: tuple[AwardRow, ...] = ()
    rules: Rules | None = None
    has_report: bool = False
    reported_awards: tuple[ReportedAwards, ...] = ()

    def by(self, kind: str, record_id: str | None) -> Record | None:
        """Return the record of type *kind* that this page's record names by *record_id*."""
        return next((record for key, record in self.named if key == (kind, record_id)), None)

    def naming_of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of type *kind* that name this page's record; needs and results come as rows."""
        return next((records for name, records in self.naming if name == kind), ())

    @property
    def agreements(self) -> tuple[Record, ...]:
        """Return the agreements that name this page's record, and those that it names."""
        own = (record for (kind, _), record in self.named if kind == "agreement")
        return tuple({record.id: record for record in (*self.naming_of("agreement"), *own)}.values())


@dataclass(frozen=True)
class RowsPage:
    """One page of the needs or results that name a record; ``kind`` says which of the two."""

    record: Record
    kind: str
    rows: ListPage[NeedRow] | ListPage[ResultRow]


def record_page_on(record: Record, catalogue: Catalogue, naming: Naming, day: date) -> RecordPage:
    """Return the page of *record* on *day*, whatever its type."""
    key = (record.type, record.id)
    by_type: dict[str, list[Record]] = {}
    for other in naming.records.get(key, ()):
        if other.id != record.id and other.type not in ("need", "result", "award"):
            by_type.setdefault(other.type, []).append(other)
    rules = rules_by_edition(catalogue)
    own_rules = rules.get(record.id) if record.type == "edition" else None
    named = _named(record, catalogue)
    own = naming.needs.get(key, ())
    known = {row.need.id for row in own}
    return RecordPage(
        record=record,
        facts=facts_of(record, catalogue),
        facts_of_rules=facts_of(own_rules, catalogue) if own_rules else None,
        named=tuple(sorted(named.items(), key=lambda pair: pair[0])),
        naming=tuple((kind, tuple(records)) for kind, records in sorted(by_type.items())),
        needs=next(pages_of(own, ROWS_SHOWN)),
        results=next(pages_of(naming.results.get(key, ()), ROWS_SHOWN)),
        other_needs=tuple(need for (_, need_id), need in named.items() if is_a(need, Need) and need_id not in known),
        awards=tuple(
            award_row_on(award, catalogue, rules.get(award.edition), day)
            for award in awards_naming(naming.records, record.type, record.id)
        ),
        rules=own_rules,
    )


def rows_pages(record: Record, naming: Naming) -> Iterator[RowsPage]:
    """Yield the pages of the needs and of the results that name *record*, of each where its own page is too short."""
    key = (record.type, record.id)
    needs, results = naming.needs.get(key, ()), naming.results.get(key, ())
    if len(needs) > ROWS_SHOWN:
        yield from (RowsPage(record, "need", page) for page in pages_of(needs))
    if len(results) > ROWS_SHOWN:
        yield from (RowsPage(record, "result", page) for page in pages_of(results))


def _named(record: Record, catalogue: Catalogue) -> dict[Key, Record]:
    """Return the records that *record* names and that have a page."""
    found = {key: target for key in refs_in(record) if (target := published(*key, catalogue))}
    rules = rules_by_edition(catalogue).get(record.id)
    if record.type == "edition" and rules:
        found[("rules", rules.id)] = rules
    return found


@dataclass(frozen=True)
class Group:
    """The records of a page of a list that share a code; ``total`` counts those of all pages."""

    key: str
    records: tuple[Record, ...]
    total: int


@dataclass(frozen=True)
class RecordsPage:
    """One page of the records of one type, in groups; ``dated_by`` is the field with the day that is shown.

    ``orders`` are the groups as each language orders them: names by its letters or sounds.
    """

    kind: str
    orders: tuple[tuple[Lang, tuple[Group, ...]], ...]
    number: int
    last: int
    total: int
    dated_by: str

    def groups_in(self, lang: Lang) -> tuple[Group, ...]:
        """Return the groups of the page in *lang*."""
        return next(groups for spoken, groups in self.orders if spoken == lang)

    def date_of(self, record: Record) -> str | None:
        """Return the period that is shown with *record*."""
        day = record[self.dated_by] if self.dated_by else None
        return str(day) if day else None


def records_pages(
    kind: str, catalogue: Catalogue, group_field: str = "", newest_by: str = ""
) -> Iterator[RecordsPage]:
    """Yield all records of type *kind* page by page: by the codes of *group_field*, newest first by *newest_by*.

    Groups stand as their code list has them, records of a group, or of a day, by name.
    """
    in_each = [list(_grouped(kind, catalogue, group_field, newest_by, lang)) for lang in LANGS]
    for pages in zip(*(pages_of(rows, RECORDS_A_PAGE) for rows in in_each), strict=True):
        orders = tuple((lang, _groups_of(page, in_each[0])) for lang, page in zip(LANGS, pages, strict=True))
        yield RecordsPage(kind, orders, pages[0].number, pages[0].last, pages[0].total, newest_by)


def _grouped(
    kind: str, catalogue: Catalogue, group_field: str, newest_by: str, lang: Lang
) -> Iterator[tuple[str, Record]]:
    """Yield the records of type *kind* with the code of their group, in the order of *lang*."""
    records = in_order(sorted(catalogue.all_called(kind), key=lambda r: r.id), lambda r: name_of(r, lang), lang)
    if newest_by:
        records.sort(key=lambda r: str(r[newest_by] or ""), reverse=True)
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(str(record[group_field]) if group_field else "", []).append(record)
    places = _places_of_codes(kind, catalogue, group_field)
    for key in sorted(groups, key=lambda key: (places.get(key, len(places)), key)):
        yield from ((key, record) for record in groups[key])


def _places_of_codes(kind: str, catalogue: Catalogue, group_field: str) -> dict[str, int]:
    codes = read_schemas().types[kind].fields[group_field].codes if group_field else ""
    return {code: place for place, code in enumerate(catalogue.codes.get(codes, {}))}


def _groups_of(page: ListPage[tuple[str, Record]], every: list[tuple[str, Record]]) -> tuple[Group, ...]:
    totals = Counter(key for key, _ in every)
    keys = dict.fromkeys(key for key, _ in page.rows)
    return tuple(Group(key, tuple(r for name, r in page.rows if name == key), totals[key]) for key in keys)


def name_of(record: Record, lang: Lang) -> str:
    """Return what *record* is called in *lang*, or in another language where it has no name there."""
    said = (record[field] for field in ("name", "name_label", "title") if field in record)
    return next(
        (text.preferring(lang) or next(iter(text.values()), "") for text in said if isinstance(text, Text)), ""
    )
