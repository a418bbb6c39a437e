"""What a submission is checked against: the catalogue, the day, what is waiting in the inbox."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from forms.submission.sent import Sent
from site_builder.model import Catalogue, Record
from site_builder.records import Organization
from site_builder.text_forms.folding import compared
from site_builder.validate.need.owners import names_of
from site_builder.validate.repository import names_of as proper_names_of
from site_builder.validate.shape import Known
from site_builder.worlds import example_day, is_example


@dataclass(frozen=True)
class CheckContext:
    """The published records as they stand on ``day``, with what is worked out from them once.

    ``day`` is a calendar day of the challenge.
    """

    catalogue: Catalogue
    day: date

    @functools.cached_property
    def examples(self) -> frozenset[str]:
        """Return the ids of the records that are examples."""
        every = (record for records in self.catalogue.records.values() for record in records.values())
        return frozenset(record.id for record in every if is_example(record))

    def of(self, *, is_practice: bool) -> CheckContext:
        """Return what practice is checked against: the same, on the day of the example world; or itself."""
        return replace(self, day=example_day(self.catalogue, self.day)) if is_practice else self

    def placed(self, sent: Sent) -> Sent:
        """Return *sent* marked as practice where it is about an example, or names one in a field of its own."""
        named = {sent.about, *(value for value in sent.tree.values() if isinstance(value, str))}
        return sent if self.examples.isdisjoint(named) else replace(sent, is_practice=True)

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
