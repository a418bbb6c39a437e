"""One field of a form as one input in one language: what it is called, asks, offers, holds and got wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from site_builder.derive.forms import Choice
from site_builder.derive.order import in_order
from site_builder.load.standards.currencies import currency_of, unit_of_currency
from site_builder.load.zones import zone_of
from site_builder.model import Code, CodeLists, Condition, Field, Record, Schema, Text
from site_builder.phrases import Phrases
from site_builder.render.formats import format_day_end
from site_builder.render.forms.items import Control, Option, Related

MOST_RADIOS = 5  # more codes make a list, and so do fewer that may be left out: a radio button cannot be taken back
LATER = frozenset({"proposal_deadline"})
BY_NAME = frozenset({"organization", "technology_manager", "special_session", "district", "country"})
"""Record types and code lists of many names, among which one looks for one's own."""
_KINDS = {"email": "email", "phone": "tel", "url": "url"}
NO_FIELDS = Schema("", Text(), {})
_HELD = {"date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "number": re.compile(r"-?[0-9]+")}
"""What an input of a kind can hold; browsers show nothing else in it."""
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
        schema: the fields of the form itself and their conditions.
        is_published: whether a public record comes of the form; else its public fields are read at the desk only.
    """

    phrases: Phrases
    codes: CodeLists
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: Record | None = None
    by_consent: frozenset[str] = frozenset()
    schema: Schema = NO_FIELDS
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
            return "money" if spec.unit == "money" else {"integer": "number"}.get(spec.type, spec.type)
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
            kind=_kind_that_holds(given, kind),
            name=name,
            label=spec.label[self.lang],
            help=self._help(spec),
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
            related=self.related(spec) if name == spec.name else Related(),
        )

    def _help(self, spec: Field) -> str:
        """Return the help of *spec*; that of a deadline says in which time zone a day ends."""
        if spec.kind != "deadline":
            return spec.help[self.lang]
        ends = format_day_end(self.lang, zone_of(self.codes))
        return self.phrases.fill("form.deadline_help", {"ends": ends})

    def related(self, spec: Field) -> Related:
        """Return how *spec*, a field of the form itself, hangs together with others that the form asks."""
        when, note = "", ""
        if choice := self._needed_with(spec):
            name, value = choice
            other = self.schema.fields[name]
            said = next(option.name for option in self._options(other) if option.code == value)
            facts = {"label": other.label[self.lang], "choice": said}
            when, note = f"{name}={value}", self.phrases.fill("form.required_when", facts)
        within, after = self._compared(spec, "within"), self._compared(spec, "not_before")
        return Related(when, note, within, after, spec.name in LATER)

    def _needed_with(self, spec: Field) -> tuple[str, str] | None:
        """Return the one choice, field and code, with which *spec* is needed; ``None`` where there is none."""
        for condition in self._conditions(spec, "needed_when") if not is_asked_for(spec) else ():
            for clause in condition.when:
                asked = [(name, codes[0]) for name, codes in clause.items() if self._is_choice(name, codes)]
                if len(asked) == len(clause) == 1:
                    return asked[0]
        return None

    def _is_choice(self, name: str, codes: tuple[str, ...]) -> bool:
        spec = self.schema.fields.get(name)
        return spec is not None and len(codes) == 1 and codes[0] in {option.code for option in self._options(spec)}

    def _compared(self, spec: Field, kind: str) -> str:
        """Return the field of the form with which a condition of that *kind* compares *spec*, empty without one."""
        others = (other for condition in self._conditions(spec, kind) for other in condition.others)
        return next((other for other in others if other in self.schema.fields), "")

    def _conditions(self, spec: Field, kind: str) -> Iterator[Condition]:
        return (one for one in self.schema.conditions if one.kind == kind and spec.name in one.fields)

    def _unit(self, spec: Field) -> str:
        if spec.unit == "money":
            return unit_of_currency(currency_of(self.codes), self.lang)
        return self.phrases[f"unit.{spec.unit}"] if spec.unit else ""

    def _options(self, spec: Field) -> tuple[Option, ...]:
        if spec.type == "boolean":
            return tuple(
                Option(code, self.phrases[f"form.{word}"]) for code, word in (("true", "yes"), ("false", "no"))
            )
        if spec.ref:
            named = [self._choice(choice) for choice in self.choices.get(spec.ref, ())]
            return tuple(self._by_name(named) if spec.ref in BY_NAME else named)
        codes = self.codes[spec.codes]
        offered = self.choices.get(spec.codes)
        listed = [codes[choice.code] for choice in offered] if offered is not None else list(codes.values())
        parents = {code.parent for code in listed}
        options = [
            Option(code.code, self._code_name(spec.codes, code), self._group_of(code, codes, parents))
            for code in listed
        ]
        return tuple(self._by_name(options) if spec.codes in BY_NAME else options)

    def _by_name(self, options: list[Option]) -> list[Option]:
        """Return *options* by what they are called, those of a group together with its head first."""
        groups = {option.group: place for place, option in reversed(list(enumerate(options)))}
        named = in_order(options, lambda option: option.name, self.lang)
        return sorted(named, key=lambda option: (groups[option.group], option.name != option.group))

    def _choice(self, choice: Choice) -> Option:
        name = either(choice.name, self.lang)
        if choice.is_trial:
            name = self.phrases.fill("form.example_edition", {"name": name})
        return Option(choice.code, name, spoken=other_language(choice.name, self.lang))

    def _code_name(self, listed: str, code: Code) -> str:
        name = code.name[self.lang]
        if listed == "industry":
            name = f"{code.code} {name}"
            return name if code.parent else self.phrases.fill("form.whole_section", {"name": name})
        return f"{code.code} {name}" if listed == "trl" else name

    def _group_of(self, code: Code, codes: Mapping[str, Code], parents: set[str]) -> str:
        """Return the name under which *code* is listed: that of its parent, or its own where it is one."""
        head = code.parent if code.parent in codes else code.code if code.code in parents else ""
        return codes[head].name[self.lang] if head else ""


def _kind_that_holds(given: Sequence[Any], kind: str) -> str:
    """Return *kind*, or that of a text where what was *given* could not stand in such an input."""
    form = _HELD.get(kind)
    return "text" if form and any(not form.fullmatch(str(one)) for one in given) else kind


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


def other_language(text: Text, lang: str) -> str:
    """Return in which language ``either`` gives *text*, empty where it is *lang*."""
    spoken = text.spoken(lang) or next(iter(text), lang)
    return "" if spoken == lang else spoken


def either(text: Text, lang: str) -> str:
    """Return *text* in *lang*, or in the language that it has."""
    return text.preferring(lang)
