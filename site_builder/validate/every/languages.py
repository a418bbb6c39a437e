"""Languages: both for every reader, and who translated which."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Record, Struct, Text
from site_builder.problems import Problem
from site_builder.validate.registry import Around, record_rule

NAMES = ("title", "name", "name_label")


@record_rule("news", "event", "case")
def check_readers(record: Record, around: Around) -> Iterator[Problem]:
    """Yield each text of news, events and cases that one of the two languages lacks (7)."""
    for name, spec in read_schemas().types[record.type].fields.items():
        for lang in REQUIRED_LANGS if spec.bilingual == "any" and name in record else ():
            text = record[name]
            if isinstance(text, Text) and not text[lang]:
                yield Problem(record.path, 0, "language-missing", name, {"field": name, "language": lang})


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
