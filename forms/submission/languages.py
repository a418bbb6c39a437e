"""The languages that a record still lacks before it can be published."""

from __future__ import annotations

from forms.model import Tree
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas


def missing_languages(public: Tree, record: str) -> tuple[str, ...]:
    """Return the fields that need a text in both languages and have it in one: ``title.en``."""
    schema = read_schemas().types.get(record)
    found = []
    for name, value in public.items():
        spec = schema.fields.get(name) if schema else None
        if spec and spec.bilingual == "both" and isinstance(value, dict):
            found += [f"{name}.{lang}" for lang in REQUIRED_LANGS if lang in spec.languages and not value.get(lang)]
    return tuple(found)
