"""Names inside records that become names of files: of attachments and pictures, and codes that have a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.names import fault_of_name
from site_builder.model import Field, Record
from site_builder.problems import Fact, Problem
from site_builder.records import Taxonomy
from site_builder.validate.every.addresses import LISTS_WITH_PAGES, slug_of
from site_builder.validate.places import places_of, values_at
from site_builder.validate.registry import Around, record_rule


def names_a_file(spec: Field) -> bool:
    """Return whether *spec* holds the name of a file."""
    return spec.name == "file"


@record_rule()
def check_names_of_files(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each file that is called as some system cannot call one."""
    for place in places_of(record.type, names_a_file):
        for where, _, value in values_at(record, place):
            yield from _fault(record, where, str(value), {"label": place.spec.label})


@record_rule("taxonomy")
def check_names_of_codes(taxonomy: Taxonomy, around: Around) -> Iterator[Problem]:
    """Yield each code whose page would be called as some system cannot call one."""
    for number, entry in enumerate(taxonomy.entries if taxonomy.id in LISTS_WITH_PAGES else ()):
        label = read_schemas().parts["code"].fields["code"].label
        yield from _fault(taxonomy, f"entries.{number}.code", slug_of(entry.code), {"label": label})


def _fault(record: Record, where: str, name: str, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    if fault := fault_of_name(name):
        yield Problem(record.path, 0, fault.code, where, {**facts, **fault.facts})
