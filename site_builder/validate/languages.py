"""Languages: both for every reader, and who translated which."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, Record, Text
from site_builder.problems import Problem
from site_builder.validate.registry import Around, record_rule

NAMES = ("title", "name", "name_label")


@record_rule("news", "event", "case")
def check_readers(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each text of news, events and cases that one of the two languages lacks (7)."""
    for name, spec in read_schemas().types[record.type].fields.items():
        for lang in LANGS if spec.bilingual == "any" and name in record else ():
            if not record[name][lang]:
                yield Problem(record.path, 0, "language-missing", name, {"field": name, "language": lang})


@record_rule(waits_for="the organisers translate it and say who did")
def check_translations(record: Record, around: Around) -> Iterator[Problem]:
    """Yield what a record that says in which language it was written does not say of its translations (7, 12)."""
    original = record["source_language"] if "translation" in record.blank else None
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
