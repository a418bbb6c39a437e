"""Events, cases and news that are told in a language that no page is in: a list of them for each such language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.languages import LANGS
from site_builder.model import Catalogue, Text
from site_builder.records import Case, Event, News

Told = Event | Case | News


@dataclass(frozen=True)
class OtherLanguagePage:
    """What is told in ``language``, which is none of the pages', the latest first."""

    language: str
    records: tuple[Told, ...]

    @property
    def path(self) -> str:
        """Return the address of the page below the root."""
        return f"languages/{self.language}/"


def other_language_pages(catalogue: Catalogue) -> tuple[OtherLanguagePage, ...]:
    """Return a page for each language in which anything is told and no page is."""
    told = sorted(_told(catalogue), key=_day_of, reverse=True)
    found = sorted({lang for record in told for lang in _title_of(record) if lang not in LANGS})
    return tuple(OtherLanguagePage(lang, tuple(r for r in told if lang in _title_of(r))) for lang in found)


def _told(catalogue: Catalogue) -> Iterator[Told]:
    yield from catalogue.all(Event)
    yield from catalogue.all(Case)
    yield from catalogue.all(News)


def _title_of(record: Told) -> Text:
    title: Text = record.title
    return title


def _day_of(record: Told) -> tuple[str, str]:
    """Return the period of an event or of a publication, empty where none is known; then the id."""
    on = record.starts_on if isinstance(record, Event) else record.published_on
    return str(on or ""), record.id
