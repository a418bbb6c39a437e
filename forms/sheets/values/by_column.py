"""A cell under a column: what it says in the form of a record."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from forms.sheets.columns import Column
from forms.sheets.values.cells import DISPLAYED_OTHERWISE, MOMENT, NUMBER, TEXT, YES_NO, Cell
from forms.sheets.values.choices import PLACES, Choices, choices_of_list
from forms.sheets.values.damage import damage_in, damage_of, without_point_zero, zeros_lost
from forms.sheets.values.dates import read_serial
from forms.sheets.values.records import Offered, choices_of_records
from forms.values.amounts import NO_AMOUNT_HABITS, AmountHabits
from forms.values.dates import NO_DATE_HABITS, DateHabits, read_date
from forms.values.reading import Reading, refuse
from forms.values.typed import TypedHabits, is_left_out, read_typed
from site_builder.derive.forms import Choice, choices_of, open_needs_on
from site_builder.load.standards.currencies import currency_of
from site_builder.model import Catalogue, Field
from site_builder.text_forms.folding import searched
from site_builder.text_forms.hidden import hidden_in

_SEPARATORS = re.compile(r"[、，,;；\n|]")


@dataclass(frozen=True)
class Lists:
    """What may be chosen: by code list and by type of record; of needs, those open on ``day`` are offered."""

    catalogue: Catalogue
    day: date | None = None
    known: dict[str, Choices] = field(default_factory=dict)

    def choices_for(self, spec: Field) -> Choices | None:
        """Return the choices of *spec*, ``None`` where it is free."""
        if not spec.codes and not spec.ref:
            return None
        name = spec.codes or f"ref:{spec.ref}"
        if name not in self.known:
            codes = self.catalogue.codes.get(spec.codes, {}) if spec.codes else {}
            named = self._offers.get(spec.codes) if spec.codes else None
            offered = None if named is None else {choice.code for choice in named}
            self.known[name] = (
                choices_of_list(codes, offered, are_places=spec.codes in PLACES)
                if spec.codes
                else choices_of_records(self.catalogue, spec.ref, self._offers)
            )
        return self.known[name]

    @functools.cached_property
    def currency(self) -> str:
        """Return the currency of the challenge."""
        return currency_of(self.catalogue.codes)

    @functools.cached_property
    def _offers(self) -> Offered:
        offers = choices_of(self.catalogue)
        if self.day:
            open_needs = open_needs_on(self.catalogue, self.day)
            offers["need"] = tuple(Choice(need.id, need.title) for need in open_needs)
        return offers


@dataclass(frozen=True)
class Habits:
    """How the source of the data writes dates, amounts, and words for codes (an empty code: no value)."""

    dates: DateHabits = NO_DATE_HABITS
    amounts: AmountHabits = NO_AMOUNT_HABITS
    words: Mapping[str, str] | None = None


NO_HABITS = Habits()


def read_cell(cell: Cell, column: Column, lists: Lists, habits: Habits, *, from_1904: bool = False) -> list[Reading]:
    """Return what *cell* says under *column*: one reading, or one for each value of a list."""
    if damage := damage_of(cell, column):
        return [damage]
    if cell.kind == DISPLAYED_OTHERWISE:
        return [refuse("sheet-shown-otherwise", cell.text, shown_as=cell.shown_as)]
    if hidden := hidden_in(cell.text):
        return [Reading("", "hidden-character", {"character": hidden})]
    if cell.kind == TEXT and _is_left_out(cell.text, column.spec, lists, habits):
        return []
    spec = column.spec
    if column.is_list:
        parts = [part.strip() for part in _SEPARATORS.split(cell.text) if part.strip()]
    else:
        parts = [cell.text.strip()] if cell.text.strip() else []
    if habits.words is not None:
        found = [_in_words(part, habits.words) for part in parts]
        return _once([reading for reading in found if reading.text or reading.code])
    return [_read(part, cell, spec, lists, habits, from_1904) for part in parts]


def _is_left_out(text: str, spec: Field, lists: Lists, habits: Habits) -> bool:
    """Return whether *text* says that nothing is written here; a word that a list or the source names says that."""
    if not is_left_out(text, spec):
        return False
    choices = lists.choices_for(spec)
    return searched(text) not in {**(habits.words or {}), **(choices.codes if choices else {})}


def _once(readings: list[Reading]) -> list[Reading]:
    """Return *readings* without those that say the same code again: two words may stand for one code."""
    kept: list[Reading] = []
    for reading in readings:
        if reading.code or reading.text not in {other.text for other in kept}:
            kept.append(reading)
    return kept


def _in_words(text: str, words: Mapping[str, str]) -> Reading:
    found = words.get(searched(text))
    return refuse("sheet-word-unknown", text) if found is None else Reading(found)


def _read(text: str, cell: Cell, spec: Field, lists: Lists, habits: Habits, from_1904: bool) -> Reading:
    if cell.kind == TEXT and (damage := damage_in(text, spec)):
        return damage
    if spec.type == "date" and cell.kind == NUMBER and cell.text == text:
        return read_serial(text, from_1904=from_1904, habits=habits.dates)
    if spec.type == "boolean" and cell.kind == YES_NO:
        return Reading(text)
    if choices := lists.choices_for(spec):
        code = without_point_zero(text)
        return zeros_lost(code, choices) or choices.read(code)
    if cell.kind == MOMENT and spec.kind == "period":
        return read_date(text, habits.dates)
    written = without_point_zero(text) if spec.type == "integer" and spec.unit != "money" else text
    amounts = replace(habits.amounts, own=lists.currency)
    return read_typed(written, spec, TypedHabits(habits.dates, amounts))
