"""Fills the words of a problem for people: labels instead of keys, names instead of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forms.check.fields import beside
from forms.phrases import read_form_phrases
from site_builder.languages import LANGS
from site_builder.load.contract.schemas import language_name, read_schemas
from site_builder.model import Code, CodeLists, Field, Record, Text, is_a
from site_builder.problems import Problem
from site_builder.records import Indicator, Need

BETWEEN = " · "
# Facts that are the key of a field, and those that are a code of a list.
_KEYS = ("first", "second", "given")
_CODES = {
    "region": "region", "district": "district", "country": "country", "scope": "match_scope", "language": "language",
    "part": "language", "track": "track", "size": "size_class",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """What keys and codes are called: *fields* of the form, all code lists, the record that the form is about."""

    fields: Mapping[str, Field]
    codes: CodeLists
    about: Record | None = None
    language: str = ""

    def worded(self, found: Problem) -> Problem:
        """Return *found* with facts that people can read; code and place of the value stay."""
        facts = {**found.facts}
        where = self._place(found)
        if where.partition(".")[0] in self.fields:
            facts["label"] = Text({lang: self.label(where, lang) for lang in LANGS})
            if "lacking" in facts:
                facts["lacking"] = facts["label"]
        if (choice := self._choice(found)) is not None:
            facts["value"] = choice.name
        for name in _KEYS:
            for _, spec in self._asked(found, name):
                facts[name] = spec.label
        for name, listed in _CODES.items():
            if (code := self.codes.get(listed, {}).get(found.told(name))) is not None:
                facts[name] = code.name
        if (indicator := self._indicator(found.told("indicator"))) is not None:
            facts["indicator"] = Text({lang: indicator.name.preferring(lang) for lang in LANGS})
        if said_as := self._said_as(found):
            facts["said_as"] = said_as
        return replace(found, where=where, facts=facts)

    def _place(self, found: Problem) -> str:
        """Return where *found* is shown: at the field that it says is lacking, where the form asks it."""
        return next((where for where, _ in self._asked(found, "lacking")), found.where)

    def _choice(self, found: Problem) -> Code | None:
        """Return the choice with which the rest does not agree."""
        listed = (self.codes.get(spec.codes, {}) for _, spec in self._asked(found, "given"))
        return next((codes.get(found.told("value")) for codes in listed), None)

    def _asked(self, found: Problem, fact: str) -> Iterator[tuple[str, Field]]:
        """Yield the fields that *found* names in *fact* and the form asks, each with its dotted path."""
        for where in beside(found, fact):
            if (spec := self.spec(where)) and spec.name == where.rpartition(".")[2]:
                yield where, spec

    def label(self, where: str, lang: str) -> str:
        """Return what the form calls the input at the dotted path *where*: ``技术指标 1 · 数值``."""
        return BETWEEN.join(self._labels(where.split("."), lang))

    def spec(self, where: str) -> Field | None:
        """Return the field of the innermost name in *where*."""
        return spec_at(where, self.fields)

    def _labels(self, steps: list[str], lang: str) -> Iterator[str]:
        fields: Mapping[str, Field] = self.fields
        label = part = ""
        for step in steps:
            spec = fields.get(step)
            if spec:
                if label:
                    yield label
                label, fields = spec.label[lang], read_schemas().parts[spec.part].fields if spec.part else {}
                part = spec.part
            elif step.isdecimal() and part:
                label = self._row(label, part, int(step), lang)
            elif step in LANGS and step != self.language:
                label += read_form_phrases(lang).in_brackets(language_name(step)[lang])
        yield label

    def _row(self, label: str, part: str, number: int, lang: str) -> str:
        """Return what a row is called; one that answers an indicator bears its name."""
        asked = self._indicators() if part == "indicator_response" else ()
        return asked[number].name.preferring(lang) if number < len(asked) else f"{label} {number + 1}"

    def _indicator(self, code: str) -> Indicator | None:
        return next((one for one in self._indicators() if one.code == code), None)

    def _indicators(self) -> tuple[Indicator, ...]:
        return self.about.indicators if self.about and is_a(self.about, Need) else ()

    def _said_as(self, found: Problem) -> str:
        """Return the other words of a code that asks for something else than typing, empty where there are none."""
        spec = self.spec(found.where)
        if spec is None:
            return ""
        if found.code == "missing":
            is_listed = spec.codes or spec.ref or spec.type == "boolean"
            return "not-ticked" if spec.widget == "checkbox" else "not-chosen" if is_listed else ""
        return "no-email" if found.code == "wrong-form" and spec.kind == "email" else ""


def spec_at(where: str, fields: Mapping[str, Field]) -> Field | None:
    """Return the field of the innermost name in the dotted path *where*, which starts among *fields*."""
    found = None
    for step in where.split("."):
        if spec := fields.get(step):
            found, fields = spec, read_schemas().parts[spec.part].fields if spec.part else {}
    return found
