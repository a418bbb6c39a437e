"""What a submission is checked against: the catalogue, the day, what is waiting in the inbox."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.records import Organization
from site_builder.text_forms.folding import compared
from site_builder.validate.need.owners import names_of
from site_builder.validate.repository import names_of as proper_names_of
from site_builder.validate.shape import Known


@dataclass(frozen=True)
class CheckContext:
    """The published records as they stand on ``day``, with what is worked out from them once.

    ``day`` is a calendar day in Asia/Shanghai.
    """

    catalogue: Catalogue
    day: date

    @functools.cached_property
    def known(self) -> Known:
        """Return what values are read against."""
        return Known(self.catalogue.codes, proper_names_of(self.catalogue.codes))

    @functools.cached_property
    def bodies(self) -> Mapping[str, str]:
        """Return the id of each organisation by its names in plain form."""
        found: dict[str, str] = {}
        for organization in self.catalogue.all(Organization):
            found |= {compared(name): organization.id for name in names_of(organization) if name}
        return found

    def body(self, written: str) -> str:
        """Return the id of the organisation that *written* names, else the name in plain form."""
        if self.catalogue.get(Organization, written):
            return written
        key = compared(written)
        return self.bodies.get(key, key)

    def record(self, kinds: tuple[str, ...], record_id: str) -> Record | None:
        """Return the record of one of *kinds* with that id."""
        return next((found for kind in kinds if (found := self.catalogue.find(kind, record_id))), None)
