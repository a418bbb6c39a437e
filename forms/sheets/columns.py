"""The columns of a sheet, made from the schema: which there are, what their headings say, which key names each.

Indicators stand in repeated columns of the same row, not on a second sheet: a row that is sorted, filtered, copied or
saved as CSV then stays one whole need.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from forms.phrases import read_form_phrases
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.forms import FormDefinition, read_forms
from site_builder.load.contract.schemas import language_name, read_schemas
from site_builder.load.standards.currencies import CURRENCY
from site_builder.model import Field, Text

FORMS = ("need", "result", "solution")
GROUPS = 6  # indicators that the workbook has columns for; a sheet may have more
MOST_CHOICE_COLUMNS = 5  # a choice of up to so many has a drop-down for each, a longer one is written into one cell
# What organisers write when they review and publish; a submission never states it.
BY_ORGANISERS = frozenset(
    "id example status reviews amendments acknowledged sealed_digest sealed_digests open_for_proposals version"
    " received_on lapse_reason".split()
)
CONSENTS = "consents"
NAMED_BY_ROW = {"solution": ("need",)}  # a form knows it from its address, a row has to say it


@dataclass(frozen=True)
class Column:
    """One column: where its value stands in the record, and what is known of it.

    ``key`` names it (``title.zh``, ``tech_domains.1``, ``indicators.2.value``: numbers count from 1); ``fields`` are
    those on the way, the outermost first.
    """

    key: str
    fields: tuple[Field, ...]
    numbers: tuple[int, ...] = ()
    lang: str = ""

    @property
    def spec(self) -> Field:
        """Return the field whose value stands in the cells."""
        return self.fields[-1]

    @property
    def visibility(self) -> str:
        """Return ``public``, or the narrower of what holds for the field and what it stands in."""
        return next((spec.visibility for spec in self.fields if spec.visibility != "public"), "public")

    @property
    def is_list(self) -> bool:
        """Return whether one cell holds several values, separated."""
        return self.spec.type == "array" and not (self.numbers and len(self.fields) == 1)

    @property
    def is_amount(self) -> bool:
        """Return whether the cells hold money."""
        return self.spec.unit == "money"

    @property
    def is_required(self) -> bool:
        """Return whether a row needs it: required all the way, and the first of its kind."""
        asked = [bool(spec.is_required or spec.required_when) for spec in self.fields]
        return all(asked) and all(number == 1 for number in self.numbers)

    def heading(self, lang: str) -> str:
        """Return what the heading says in *lang*."""
        names = [spec.label[lang] for spec in self.fields]
        if self.numbers:
            names[0] = f"{names[0]} {self.numbers[0]}"
        if self.lang:
            names[-1] += read_form_phrases(lang).in_brackets(language_name(self.lang)[lang])
        space = read_form_phrases(lang)["format.space"]
        return f"{space}·{space}".join(names)


@functools.cache
def asked_of(kind: str) -> tuple[str, ...]:
    """Return the fields that a collection of *kind* asks for: those of its form, in the order of the form."""
    return (*NAMED_BY_ROW.get(kind, ()), *read_forms()[kind].schema.fields)


@functools.cache
def further_of(kind: str) -> frozenset[str]:
    """Return the fields that no form asks for and a mapping may give: what archive entries state."""
    return frozenset(read_schemas().types[kind].fields) - BY_ORGANISERS - frozenset(asked_of(kind))


@functools.cache
def form_with(kind: str, more: frozenset[str] = frozenset()) -> FormDefinition:
    """Return the form of *kind* with what a row has to say besides and the fields *more*, in the schema's order."""
    form, schema = read_forms()[kind], read_schemas().types[kind]
    asked = {*asked_of(kind), *more}
    return replace(form, schema=replace(schema, fields={n: spec for n, spec in schema.fields.items() if n in asked}))


@functools.cache
def consent_columns(kind: str) -> tuple[Column, ...]:
    """Return a column for each consent that the form of *kind* asks for."""
    needed = {"required": True}
    return tuple(
        Column(f"{CONSENTS}.{one.code}", (Field(f"{CONSENTS}.{one.code}", "boolean", one.label, Text(), needed),))
        for one in read_forms()[kind].consents
    )


def columns_of(kind: str, visibilities: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Return the columns of the collection sheet of *kind*, in the order of its form, and those of the consents.

    A code for each indicator is not asked for: its place in the row gives it.

    Args:
        kind: record type.
        visibilities: also the ``sealed`` or ``internal`` fields that a form can be sent without.
    """
    fields = read_schemas().types[kind].fields
    found = [column for name in asked_of(kind) for column in _columns_in(fields[name])]
    asked = [c for c in found if c.visibility in {"public", *visibilities} or c.fields[0].required_when == "sent"]
    return (*asked, *consent_columns(kind))


def _columns_in(spec: Field) -> Iterator[Column]:
    if spec.part:
        inner = read_schemas().parts[spec.part].fields.values()
        groups = (
            range(1, min(GROUPS, spec.constraints.get("maxLength", GROUPS)) + 1) if spec.type == "array" else (0,)
        )
        for group in groups:
            for field in inner:
                if not _is_filled_in_for_all(field, spec):
                    yield from _leaves((spec, field), (group,) if group else ())
    else:
        yield from _leaves((spec,), ())


def _is_filled_in_for_all(field: Field, within: Field) -> bool:
    """Return whether no cell says *field*: the code of an item comes of its place, and the currency is known."""
    return (field.name == "code" and within.part == "indicator") or field.codes == CURRENCY


def _leaves(fields: tuple[Field, ...], numbers: tuple[int, ...]) -> Iterator[Column]:
    spec = fields[-1]
    steps = [fields[0].name, *(str(number) for number in numbers), *(field.name for field in fields[1:])]
    key = ".".join(steps)
    most = spec.constraints.get("maxLength", 0) if spec.type == "array" else 0
    if spec.bilingual:
        for lang in REQUIRED_LANGS:
            yield Column(f"{key}.{lang}", fields, numbers, lang)
    elif len(fields) == 1 and (spec.codes or spec.ref) and 1 < most <= MOST_CHOICE_COLUMNS:
        for number in range(1, most + 1):
            yield Column(f"{key}.{number}", fields, (number,))
    else:
        yield Column(key, fields, numbers)
