"""The choices among records: any that is published may be meant, a drop-down shows what the forms offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forms.sheets.values.choices import Choices, choices_among
from site_builder.derive.forms import Choice
from site_builder.model import Catalogue, Code, Record, Text

MOST_OFFERED = 3000  # of one type in a drop-down
_NAMES = ("name", "title", "name_label", "short_name")


Offered = Mapping[str, Sequence[Choice]]
"""By type of record or by code list what a drop-down shows; all of one that is not named here."""


def choices_of_records(catalogue: Catalogue, kind: str, offers: Offered) -> Choices:
    """Return the choices of a reference to a record of *kind*; what has no name is not offered."""
    records = list(catalogue.all_called(kind))
    listed = [Code(record.id, next(_names_of(record), Text())) for record in records]
    also = [(text, record.id) for record in records for name in _names_of(record) for text in name.values()]
    offered = [Code(choice.code, choice.name) for choice in offers[kind]] if kind in offers else listed
    named = [one for one in offered if one.name]
    return choices_among(listed, named[:MOST_OFFERED], also, is_open=True)


def _names_of(record: Record) -> Iterator[Text]:
    for name in [record[field] for field in _NAMES if field in record]:
        if isinstance(name, Text) and name:
            yield name
