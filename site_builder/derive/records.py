"""Records with a page of their own, with everything that they name and that names them; and lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.derive.awards import AwardRow, award_row_on, awards_naming, rules_by_edition
from site_builder.derive.needs import UNPUBLISHED, NeedRow, need_row_on
from site_builder.derive.refs import Backlinks, refs_in
from site_builder.derive.results import PUBLISHED, ResultRow
from site_builder.model import Catalogue, Record

Named = Mapping[tuple[str, str], Record]


@dataclass(frozen=True)
class RecordPage:
    """A record with the records that it names and that name it.

    ``named`` holds what the template may link to: ``(type, id) -> record``, given as a tuple of pairs so that the
    page stays comparable.
    """

    record: Record
    named: tuple[tuple[tuple[str, str], Record], ...]
    naming: tuple[tuple[str, tuple[Record, ...]], ...]
    needs: tuple[NeedRow, ...] = ()
    results: tuple[ResultRow, ...] = ()
    awards: tuple[AwardRow, ...] = ()
    rules: Record | None = None

    def by(self, kind: str, record_id: str | None) -> Record | None:
        """Return the record of type *kind* that this page's record names by *record_id*."""
        return next((record for key, record in self.named if key == (kind, record_id)), None)

    def naming_of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of type *kind* that name this page's record."""
        return next((records for name, records in self.naming if name == kind), ())


def record_page_on(record: Record, catalogue: Catalogue, backlinks: Backlinks, day: date) -> RecordPage:
    """Return the page of *record* on *day*, whatever its type."""
    naming = backlinks.get((record.type, record.id), ())
    by_type: dict[str, list[Record]] = {}
    for other in naming:
        if other.id != record.id and not (other.type == "need" and other["status"] in UNPUBLISHED):
            by_type.setdefault(other.type, []).append(other)
    rules = rules_by_edition(catalogue)
    results = by_type.get("result", [])
    return RecordPage(
        record=record,
        named=tuple(sorted(_named(record, catalogue).items())),
        naming=tuple((kind, tuple(records)) for kind, records in sorted(by_type.items())),
        needs=tuple(need_row_on(need, catalogue, day) for need in by_type.get("need", ())),
        results=tuple(
            ResultRow(r, catalogue.get("organization", r["holder"])) for r in results if r["status"] in PUBLISHED
        ),
        awards=tuple(
            award_row_on(award, catalogue, rules.get(award["edition"]), day)
            for award in awards_naming(backlinks, record.type, record.id)
        ),
        rules=rules.get(record.id) if record.type == "edition" else None,
    )


def _named(record: Record, catalogue: Catalogue) -> dict[tuple[str, str], Record]:
    found = {key: target for key in refs_in(record) if (target := catalogue.get(*key))}
    rules = rules_by_edition(catalogue).get(record.id)
    if record.type == "edition" and rules:
        found[("rules", rules.id)] = rules
    return found


@dataclass(frozen=True)
class RecordsPage:
    """A list of records of one type with the records they name."""

    kind: str
    groups: tuple[tuple[str, tuple[Record, ...]], ...]
    total: int
    named: tuple[tuple[tuple[str, str], Record], ...] = ()

    def by(self, kind: str, record_id: str | None) -> Record | None:
        """Return a record that one of the list names."""
        return next((record for key, record in self.named if key == (kind, record_id)), None)


def records_page(kind: str, catalogue: Catalogue, group_field: str = "", newest_by: str = "") -> RecordsPage:
    """Return all records of type *kind*, grouped by the codes of *group_field*, newest first by *newest_by*."""
    records = sorted(catalogue.all(kind), key=lambda r: r.id)
    if newest_by:
        records.sort(key=lambda r: str(r[newest_by] or ""), reverse=True)
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(str(record[group_field]) if group_field else "", []).append(record)
    named = _all_named(records, catalogue)
    return RecordsPage(kind, tuple((key, tuple(group)) for key, group in sorted(groups.items())), len(records), named)


def _all_named(records: Iterable[Record], catalogue: Catalogue) -> tuple[tuple[tuple[str, str], Record], ...]:
    found: dict[tuple[str, str], Record] = {}
    for record in records:
        found.update(_named(record, catalogue))
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))
