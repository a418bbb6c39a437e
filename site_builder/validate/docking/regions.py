"""Regions of solvers and of results: where the organisation is registered, not where it would suit an award."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Organization
from site_builder.validate.registry import catalogue_rule

REGIONS = (("solution", "solver_org", "solver_region"), ("result", "holder", "region"))


@catalogue_rule("solution", "result")
def check_regions(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each submitted record whose region is not that of the organisation it names (52)."""
    for kind, name, region in REGIONS:
        for record in catalogue.all_called(kind):
            organization = catalogue.get(Organization, str(record[name] or ""))
            if organization is None or record["provenance"] == "reported" or not organization.region:
                continue
            if record[region] != organization.region:
                facts = {"field": region, "value": str(record[region] or "–")}
                facts |= {"organization": organization.id, "expected": organization.region}
                yield Problem(record.path, 0, "region-differs", region, facts)
