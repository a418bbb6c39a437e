"""The same needs and results seen by track, region, district, domain, industry and edition; and pages of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.model import Catalogue, Code, Field, Record
from site_builder.validate.every.addresses import slug_of

ROWS_A_PAGE = 48
RESULTS_SHOWN = 12
"""Results on the first page of a facet; where there are more, a list of their own has them all."""

# facet -> (field of need and result, code list)
FACETS = {
    "tracks": ("track", "track"),
    "regions": ("region", "region"),
    "districts": ("district", "district"),
    "domains": ("tech_domains", "tech_domain"),
    "industries": ("industry", "industry"),
}

ALWAYS = ("tracks", "regions", "domains")
"""Facets of which each code has a page, whether a record carries it or not."""

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class ListPage(Generic[RowT]):
    """One page of a long list; ``number`` counts from 1."""

    rows: tuple[RowT, ...]
    number: int
    last: int
    total: int


@dataclass(frozen=True)
class Facet:
    """One value of a facet with how many needs and results carry it."""

    name: str
    code: Code
    needs: int
    open_needs: int
    results: int

    @property
    def slug(self) -> str:
        """Return the code as it stands in addresses."""
        return slug_of(self.code.code)


@dataclass(frozen=True)
class FacetPage:
    """One page of the needs that carry a value of a facet; the first page also lists the first results."""

    facet: Facet
    siblings: tuple[Facet, ...]
    needs: ListPage[NeedRow]
    results: tuple[ResultRow, ...]
    parent: Code | None


@dataclass(frozen=True)
class FacetResultsPage:
    """One page of the results that carry a value of a facet."""

    facet: Facet
    results: ListPage[ResultRow]


def values_of(record: Record, field: str) -> tuple[str, ...]:
    """Return the codes that *record* carries in *field*, none where the field is absent from its type."""
    if field not in record.BLANK:
        return ()
    value = record[field]
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),) if value else ()


def pages_of(rows: Sequence[RowT], a_page: int = ROWS_A_PAGE) -> Iterator[ListPage[RowT]]:
    """Yield *rows* page by page; an empty list has one empty page."""
    last = max(1, -(-len(rows) // a_page))
    for number in range(1, last + 1):
        yield ListPage(tuple(rows[(number - 1) * a_page : number * a_page]), number, last, len(rows))


def facets_of(
    name: str, catalogue: Catalogue, needs: Iterable[NeedRow], results: Iterable[ResultRow]
) -> tuple[tuple[Facet, tuple[NeedRow, ...], tuple[ResultRow, ...]], ...]:
    """Return each value of facet *name* that any record carries, in the order of its code list, with its rows."""
    field, code_list = FACETS[name]
    need_rows: dict[str, list[NeedRow]] = {}
    result_rows: dict[str, list[ResultRow]] = {}
    for row in needs:
        for value in values_of(row.need, field):
            need_rows.setdefault(value, []).append(row)
    for result in results:
        for value in values_of(result.result, field):
            result_rows.setdefault(value, []).append(result)
    used = _codes_used(catalogue, field)
    found = []
    for value, code in catalogue.codes[code_list].items():
        own, ours = tuple(need_rows.get(value, ())), tuple(result_rows.get(value, ()))
        if value in used:
            facet = Facet(name, code, len(own), sum(row.stage.is_open for row in own), len(ours))
            found.append((facet, own, ours))
    return tuple(found)


def _codes_used(catalogue: Catalogue, field: str) -> frozenset[str]:
    """Return the codes that records of any type carry in *field*, so that every link to a value has its page."""
    used = (
        value
        for kind in catalogue.records
        for record in catalogue.all_called(kind)
        for value in values_of(record, field)
    )
    always = next((codes for name, (own, codes) in FACETS.items() if own == field and name in ALWAYS), None)
    return frozenset(used) | frozenset(catalogue.codes[always] if always else ())


def facet_of(spec: Field) -> str:
    """Return the facet in which every code that the field *spec* can hold has its page, empty where there is none."""
    found = (name for name, (_, codes) in FACETS.items() if codes == spec.codes)
    return next((name for name in found if name in ALWAYS or FACETS[name][0] == spec.name), "")
