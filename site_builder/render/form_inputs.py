"""One field of a form as one input in one language: what it is called, asks, offers, holds and got wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from site_builder.derive.forms import Choice
from site_builder.model import CodeLists, Field, Record, Text
from site_builder.phrases import Phrases
from site_builder.render.form_items import Control, Option

MOST_RADIOS = 5  # more codes make a list, and so do fewer that may be left out: a radio button cannot be taken back
_KINDS = {"email": "email", "phone": "tel", "url": "url"}
_COMPLETED = {"contact.name": "name", "contact.email": "email", "contact.phone": "tel", "applicant": "organization"}


@dataclass(frozen=True)
class Inputs:
    """What the inputs of one page are made from.

    Args:
        phrases: words of the page's language.
        codes: all code lists.
        choices: records that fields may name, by type.
        values: what was typed, in the shape of the record as written.
        problems: messages by dotted path of the field.
        about: the record that the form is about.
        by_consent: names of the public fields that are shown with consent only.
        is_published: whether a public record comes of the form; else its public fields are read at the desk only.
    """

    phrases: Phrases
    codes: CodeLists
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: Record | None = None
    by_consent: frozenset[str] = frozenset()
    is_published: bool = True

    @property
    def lang(self) -> str:
        """Return the language of the page."""
        return self.phrases.lang

    def kind(self, spec: Field) -> str:
        """Return what kind of input *spec* gets."""
        if spec.type == "array":
            return "checkboxes"
        if spec.type == "boolean":
            return "checkbox" if spec.widget == "checkbox" else "radio" if is_asked_for(spec) else "select"
        if spec.codes or (spec.ref and spec.ref in self.choices):
            return "radio" if is_asked_for(spec) and 0 < len(self._options(spec)) <= MOST_RADIOS else "select"
        if spec.type in ("date", "integer"):
            return "money" if spec.unit == "CNY" else {"integer": "number"}.get(spec.type, spec.type)
        if spec.kind == "decimal":
            return "decimal"
        return _KINDS.get(spec.kind or spec.name, "text")

    def control(self, spec: Field, name: str, value: Any, mark: str, kind: str, lang: str = "") -> Control:
        """Return the input for *spec* under *name*, with what it holds and what is wrong with it."""
        given = value if isinstance(value, list) else [value] if isinstance(value, str) and value else []
        options = self._options(spec) if kind in ("radio", "select", "checkboxes") else ()
        required = is_asked_for(spec)
        if not given and required and spec.ref and len(options) == 1:
            given = [options[0].code]
        return Control(
            kind=kind,
            name=name,
            label=spec.label[self.lang],
            help=spec.help[self.lang],
            mark=mark,
            is_required=required,
            limit=spec.limit.get(lang, 0) or (spec.constraints.get("maxLength", 0) if spec.type == "string" else 0),
            options=options,
            values=tuple(one for one in given if isinstance(one, str)),
            problems=self.problems.get(name, ()),
            lang=lang,
            unit=self._unit(spec),
            least=spec.constraints.get("minimum"),
            most=_most(spec),
            complete=_COMPLETED.get(name, ""),
            lines=_lines(min(spec.limit.values(), default=0)),
        )

    def _unit(self, spec: Field) -> str:
        return self.phrases[f"unit.{spec.unit}"] if spec.unit else ""

    def _options(self, spec: Field) -> tuple[Option, ...]:
        if spec.type == "boolean":
            return tuple(
                Option(code, self.phrases[f"form.{word}"]) for code, word in (("true", "yes"), ("false", "no"))
            )
        if spec.ref:
            return tuple(Option(c.code, either(c.name, self.lang)) for c in self.choices.get(spec.ref, ()))
        listed = self.codes[spec.codes].values()
        parents = self.codes["region"] if spec.codes == "district" else self.codes[spec.codes]
        return tuple(
            Option(
                code.code,
                f"{code.code} {code.name[self.lang]}" if spec.codes == "trl" else code.name[self.lang],
                parents[code.parent].name[self.lang] if code.parent in parents else "",
            )
            for code in listed
        )


def _most(spec: Field) -> int | None:
    """Return the greatest number, or how many values at most; a text has its limit instead."""
    found: int | None = spec.constraints.get({"integer": "maximum", "array": "maxLength"}.get(spec.type, ""))
    return found


def _lines(limit: int) -> int:
    """Return how many lines a text of at most *limit* characters is given."""
    return 3 if limit <= 300 else 4 if limit <= 500 else 7


def is_asked_for(spec: Field) -> bool:
    """Return whether a form has to be sent with the field."""
    return spec.is_required or bool(spec.required_when)


def either(text: Text, lang: str) -> str:
    """Return *text* in *lang*, or in the language that it has."""
    return text[lang] or text.zh or text.en
