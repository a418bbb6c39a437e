"""Languages: both for every reader, and who translated which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, Catalogue, Record, Text
from site_builder.problems import Problem

IN_ANY_LANGUAGE = ("news", "event", "case")
NAMES = ("title", "name", "name_label")


def check_readers(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each text of news, events and cases that one of the two languages lacks (7)."""
    for kind in IN_ANY_LANGUAGE:
        fields = [spec.name for spec in read_schemas().types[kind].fields.values() if spec.bilingual == "any"]
        for record in catalogue.all(kind):
            for name in fields:
                for lang in LANGS:
                    if name in record and not record[name][lang]:
                        facts = {"field": name, "language": lang}
                        yield Problem(record.path, 0, "language-missing", name, facts)


def check_translations(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each record that does not say who translated it, or says so by halves (7, 12)."""
    for kind, schema in read_schemas().types.items():
        if "translation" not in schema.fields:
            continue
        for record in catalogue.all(kind):
            yield from _untold(record)
            if "translation" in record:
                yield from _half_told(record)


def _untold(record: Record) -> Iterator[Problem]:
    original = record["source_language"]
    if not original:
        return
    told = record["translation"].values if "translation" in record else {}
    name = next((record[name] for name in NAMES if name in record), Text())
    for lang in ("zh", "en", "de"):
        facts = {"original": original, "language": lang}
        if lang == original:
            if lang in told:
                yield Problem(record.path, 0, "translation-of-original", f"translation.{lang}", facts)
        elif name[lang] and lang not in told:
            yield Problem(record.path, 0, "translation-not-stated", "translation", facts)


def _half_told(record: Record) -> Iterator[Problem]:
    for lang, told in record["translation"].values.items():
        by, on = told["reviewed_by"], told["reviewed_on"]
        if bool(by) != bool(on):
            given, lacking = ("reviewed_by", "reviewed_on") if by else ("reviewed_on", "reviewed_by")
            facts = {"language": lang, "given": given, "lacking": lacking}
            yield Problem(record.path, 0, "review-half-stated", f"translation.{lang}", facts)
