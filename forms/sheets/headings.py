"""Which column a heading means: its key, or its label in Chinese or English, whoever typed it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import yaml

from forms.sheets.columns import GROUPS, Column, columns_of, further_of
from forms.sheets.keys import column_named
from forms.sheets.layout.heading_texts import LONGEST, forms_of, money_in, with_unit
from site_builder.languages import CHINESE, REQUIRED_LANGS
from site_builder.text_forms.folding import compared

ALSO_CALLED = Path(__file__).with_name("also_called.yml")
_EVERYTHING = frozenset({"public", "sealed", "internal"})
_COUNTED = re.compile(r"[\d~-]*(?:个|件|项|人|家|名|份|次|级)")  # a number of these is a number
_OF_UNIT = {"percent": re.compile("%|百分比|percent"), "months": re.compile("个?月|months")}


@dataclass(frozen=True)
class Heading:
    """The column that a heading means, and what a bare number under it counts: so many of a currency.

    ``currency`` is empty where the heading names none: it is that of the challenge.
    """

    column: Column
    unit: int = 1
    currency: str = ""


@functools.lru_cache(16384)
def heading_in(kind: str, text: str) -> Heading | None:
    """Return what the heading *text* means in a sheet of *kind*, ``None`` where it means nothing."""
    if len(text) > LONGEST or not _holds_label(kind, compared(text)):
        return None
    forms = forms_of(text)
    labelled = (_labels_of(kind).get(compared(form)) for form in forms)
    keys = {form: Heading(column) for form in forms if (column := column_named(kind, form))}
    in_units = (_in_unit(kind, *with_unit(form)) for form in forms)
    as_written = (heading for form, heading in keys.items() if form in text)  # a key has small letters
    return next(filter(None, chain(as_written, labelled, keys.values(), in_units)), None)


def _in_unit(kind: str, rest: str, unit: str) -> Heading | None:
    """Return what *rest* means where its values are in *unit*; ``None`` where they cannot be."""
    found = next(filter(None, (_labels_of(kind).get(compared(form)) for form in forms_of(rest))), None)
    if found is None:
        return None
    if found.column.is_amount:
        money = money_in(unit)
        return replace(found, unit=money[0], currency=money[1]) if money else None
    return found if _OF_UNIT.get(found.column.spec.unit, _COUNTED).fullmatch(unit) else None


@functools.cache
def _labels_of(kind: str) -> Mapping[str, Heading]:
    """Return all labels as they are compared; one that two columns share means neither."""
    labels: dict[str, Heading | None] = {}
    for text, column in _called(kind):
        heading = Heading(column)
        same = labels.get(compared(text), heading)
        labels[compared(text)] = heading if same == heading else None
    for text, key in _also_called(kind):
        if known := column_named(kind, key):
            labels.setdefault(compared(text), Heading(known))
    return {key: heading for key, heading in labels.items() if heading}


def _holds_label(kind: str, text: str) -> bool:
    """Return whether a label of *kind* is a piece of *text*, both as they are compared: most cells hold none."""
    labels = _by_beginning(kind)
    return any(text.startswith(labels.get(text[place : place + 2], ()), place) for place in range(len(text)))


@functools.cache
def _by_beginning(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the labels and keys of *kind*, as they are compared, by their first two characters."""
    keys = {compared(column.key) for _, column in _called(kind)}
    found: dict[str, tuple[str, ...]] = {}
    for label in sorted({*_labels_of(kind), *keys}):
        found[label[:2]] = (*found.get(label[:2], ()), label)
    return found


def _called(kind: str) -> Iterator[tuple[str, Column]]:
    """Yield what each column of *kind* is called: in each language, and in both at once."""
    asked = columns_of(kind, _EVERYTHING)
    for column in (*asked, *_not_asked(kind), *_further_groups(kind, asked)):
        yield from ((text, column) for text in _headings_of(column))
    for column in asked:  # a choice that has several columns may stand in one
        if column.numbers == (1,) and len(column.fields) == 1 and (whole := column_named(kind, column.spec.name)):
            yield from ((text, whole) for text in _headings_of(whole))


def _headings_of(column: Column) -> Iterator[str]:
    """Yield what *column* is called; the Chinese label alone means the Chinese text, an amount needs no unit."""
    said = {lang: column.heading(lang) for lang in REQUIRED_LANGS}
    alone = {lang: replace(column, lang="").heading(lang) for lang in REQUIRED_LANGS} if column.lang else {}
    yield from _in_both(said)
    if column.lang:
        yield alone[column.lang]
    if column.lang == CHINESE:
        yield from (text for text in _in_both(alone) if text not in alone.values())
    if column.is_amount:
        yield from _in_both({lang: column.fields[0].label[lang] for lang in REQUIRED_LANGS})
        yield from _in_both({lang: with_unit(forms_of(text)[0])[0] or text for lang, text in said.items()})


def _in_both(said: Mapping[str, str]) -> Iterator[str]:
    """Yield a name in each language, and in one with that in another behind it, as headings in two languages are."""
    for lang, text in said.items():
        yield text
        yield from (text + said[other] for other in said if other != lang)


def _also_called(kind: str) -> Iterator[tuple[str, str]]:
    """Yield what offices call the columns of *kind* besides, each with the key of the column."""
    with ALSO_CALLED.open(encoding="utf-8") as file:
        written = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only
    for key, names in written[kind].items():
        yield from ((name, key) for name in names)


def _not_asked(kind: str) -> Iterator[Column]:
    """Yield the columns of what comes from elsewhere and stands directly in the record."""
    for name in sorted(further_of(kind)):
        for key in (name, *(f"{name}.{lang}" for lang in REQUIRED_LANGS)):
            if column := column_named(kind, key):
                yield column


def _further_groups(kind: str, asked: Iterable[Column]) -> Iterator[Column]:
    """Yield the columns of more items than the workbook has room for."""
    firsts = [column for column in asked if column.numbers == (1,) and len(column.fields) > 1]
    for column in firsts:
        first, _, *rest = column.key.split(".")
        for group in range(GROUPS + 1, column.fields[0].constraints.get("maxLength", GROUPS) + 1):
            if further := column_named(kind, ".".join([first, str(group), *rest])):
                yield further
