"""Languages: both for every reader, and who translated which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from site_builder.languages import LANGS, REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Record, Struct, Text, is_a
from site_builder.problems import Fact, Problem
from site_builder.records import Edition
from site_builder.validate.registry import Around, catalogue_rule, record_rule

NAMES = ("title", "name", "name_label")


@record_rule("news", "event", "case")
def check_readers(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each text of news, events and cases that one of the two languages lacks (7)."""
    for name, spec in read_schemas().types[record.type].fields.items():
        for lang in REQUIRED_LANGS if spec.bilingual == "any" and name in record else ():
            text = record[name]
            if isinstance(text, Text) and not text[lang]:
                yield Problem(record.path, 0, "language-missing", name, {"field": name, "language": lang})


@catalogue_rule()
def check_languages_of_edition(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each text that lacks a language which its edition adds to the required ones (7).

    And each language of an edition that the site does not have.
    """
    for edition in catalogue.all(Edition):
        for lang in edition.languages:
            if lang not in LANGS:
                facts: dict[str, Fact] = {
                    "label": read_schemas().types["edition"].fields["languages"].label,
                    "language": lang[:10],
                }
                yield Problem(edition.path, 0, "language-not-allowed", "languages", facts)
    added = {edition.id: frozenset(edition.languages) - {*REQUIRED_LANGS} for edition in catalogue.all(Edition)}
    if not any(added.values()):
        return
    for record in chain.from_iterable(records.values() for records in catalogue.records.values()):
        own = record.id if is_a(record, Edition) else str(record["edition"]) if "edition" in record else ""
        yield from _texts_without(record, added.get(own, frozenset()))


def _texts_without(record: Record, langs: frozenset[str]) -> Iterator[Problem]:
    """Yield each text of *record* that lacks one of *langs*."""
    for name, spec in read_schemas().types[record.type].fields.items() if langs else ():
        text = record[name]
        if spec.bilingual == "both" and isinstance(text, Text) and len(text):
            for lang in sorted(langs.intersection(spec.languages).difference(text)):
                facts: dict[str, Fact] = {"field": name, "label": spec.label, "language": lang}
                yield Problem(record.path, 0, "language-missing", name, facts)


@record_rule(waits_for="the organisers translate it and say who did")
def check_translations(record: Record, around: Around) -> Iterator[Problem]:
    """Yield what a record that says in which language it was written does not say of its translations (7, 12)."""
    original = str(record["source_language"] or "") if "translation" in record.BLANK else ""
    if not original:
        return
    translation = record["translation"]
    told = translation.values if isinstance(translation, Struct) else {}
    name = next((text for field in NAMES if field in record and isinstance(text := record[field], Text)), Text())
    for lang in read_schemas().parts["translations"].fields:
        facts = {"original": original, "language": lang}
        if lang == original:
            if lang in told:
                yield Problem(record.path, 0, "translation-of-original", f"translation.{lang}", facts)
        elif lang in name and lang not in told:
            yield Problem(record.path, 0, "translation-not-stated", "translation", facts)
