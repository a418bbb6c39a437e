"""What a text says as a value of a field: the one reader of forms, interface, issues and sheets."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from forms.values.addresses import read_mail_address, read_telephone, read_uscc, read_web_address
from forms.values.amounts import NO_AMOUNT_HABITS, AmountHabits, read_amount
from forms.values.dates import NO_DATE_HABITS, DateHabits, read_date, read_period
from forms.values.numbers import read_number
from forms.values.placeholders import does_not_apply, says_nothing
from forms.values.reading import Reading
from site_builder.model import Field
from site_builder.text_forms.folding import plain, searched

ANSWERS = {"是": "true", "有": "true", "yes": "true", "y": "true", "true": "true", "√": "true", "✓": "true",
            "否": "false", "无": "false", "no": "false", "n": "false", "false": "false", "×": "false",
            "是 yes": "true", "否 no": "false"}  # fmt: skip
_BY_KIND = {
    "decimal": read_number,
    "email": read_mail_address,
    "phone": read_telephone,
    "url": read_web_address,
    "uscc": read_uscc,
}


@dataclass(frozen=True)
class TypedHabits:
    """How the source of the data writes dates and amounts."""

    dates: DateHabits = NO_DATE_HABITS
    amounts: AmountHabits = NO_AMOUNT_HABITS


NO_TYPED_HABITS = TypedHabits()


@functools.cache
def habits_of_forms(currency: str) -> TypedHabits:
    """Return how a form takes values: it shows the unit beside each input, and an interface documents it."""
    return TypedHabits(amounts=AmountHabits(currency=currency, own=currency, is_stated=True))


def is_free(spec: Field) -> bool:
    """Return whether *spec* is a text for people, which is kept as it was written."""
    return spec.type == "string" and not (spec.kind or spec.codes or spec.ref)


def is_left_out(text: str, spec: Field) -> bool:
    """Return whether *text* says that *spec* is left out: ``/``, 无, ``N/A``.

    In a text for people 不适用 is an answer: who reads it learns that the question was looked at.
    """
    if spec.type == "boolean" and searched(text) in ANSWERS:
        return False
    is_text = spec.type in ("string", "array") and not (spec.codes or spec.ref or spec.kind)
    return says_nothing(text) or (does_not_apply(text) and not is_text)


def read_typed(text: str, spec: Field, habits: TypedHabits = NO_TYPED_HABITS) -> Reading:
    """Return what *text* says as a value of *spec*: in the form of a record, or why it says none.

    A text for people comes out as it is, and so does one that is not of the wanted form at all: the check of the
    record tells of it.
    """
    if spec.type == "date":
        return read_date(text, habits.dates)
    if spec.kind == "period":
        return read_period(text, habits.dates)
    if spec.unit == "money":
        return read_amount(text, habits.amounts)
    if spec.type == "integer":
        return read_number(text)
    if spec.type == "boolean":
        return Reading(ANSWERS.get(searched(text), text))
    if spec.codes or spec.ref:
        return Reading(plain(text))
    return _BY_KIND[spec.kind](text) if spec.kind in _BY_KIND else Reading(text)
