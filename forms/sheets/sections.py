"""The columns of the collection workbook in the sections of their form: which are open, which are folded away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from forms.phrases import in_both
from forms.sheets.columns import CONSENTS, NAMED_BY_ROW, Column
from site_builder.load.contract.forms import read_forms
from site_builder.model import NO_TEXT, Text


@dataclass(frozen=True)
class Fold:
    """Columns that are folded away together.

    ``item`` is the number of the item that they hold, 0 where they hold none; ``item_of`` is what items are called.
    """

    columns: Sequence[Column]
    item: int = 0
    item_of: Text = NO_TEXT


@dataclass(frozen=True)
class SheetSection:
    """A section of the form: the columns that are open, and behind them those that are folded."""

    label: Text
    shown: Sequence[Column]
    folds: Sequence[Fold]


def sections_of(kind: str, columns: Sequence[Column], lang: str, exemplary: Collection[str]) -> list[SheetSection]:
    """Return *columns* in the sections of the form of *kind*; all stay, in whichever order.

    Args:
        kind: record type.
        columns: those of the workbook.
        lang: the language that is open; a text may be filled in in either.
        exemplary: keys of the columns that the example fills in, which of the first item of a list are open too.
    """
    found = [_section(label, of_it, lang, exemplary) for label, of_it in _by_section(kind, columns)]
    return [section for section in found if section.shown or section.folds]


def _by_section(kind: str, columns: Sequence[Column]) -> Iterator[tuple[Text, list[Column]]]:
    sections = read_forms()[kind].sections
    names = [{spec.name for spec in section.fields} for section in sections]
    names[0] |= set(NAMED_BY_ROW.get(kind, ()))
    for section, of_it in zip(sections, names, strict=True):
        yield section.label, [column for column in columns if column.fields[0].name in of_it]
    asked = set().union(*names)
    consents = [column for column in columns if column.key.partition(".")[0] == CONSENTS]
    others = [column for column in columns if column.fields[0].name not in asked and column not in consents]
    yield in_both("sheets.template.others"), others
    yield in_both("sheets.template.consents"), consents


def _section(label: Text, columns: Sequence[Column], lang: str, exemplary: Collection[str]) -> SheetSection:
    shown = [column for column in columns if is_open(column, lang, exemplary)]
    rest = [column for column in columns if column not in shown]
    items = sorted({_item(column) for column in rest})
    folds = [Fold([c for c in rest if _item(c) == item], item, _item_of(rest, item)) for item in items]
    return SheetSection(label, shown, folds)


def is_open(column: Column, lang: str, exemplary: Collection[str]) -> bool:
    """Return whether *column* is open at first: it has to be filled in, and in *lang* if it is a text."""
    is_first_item = column.numbers == (1,) and len(column.fields) > 1 and column.key in exemplary
    is_asked = bool(column.fields[0].is_required or column.fields[0].required_when)
    return (column.is_required or (is_first_item and is_asked)) and column.lang in ("", lang)


def _item(column: Column) -> int:
    """Return the number of the item that *column* holds a part of, 0 for the first and where it holds none."""
    number = column.numbers[0] if column.numbers and len(column.fields) > 1 else 0
    return number if number > 1 else 0


def _item_of(columns: Sequence[Column], item: int) -> Text:
    return next((column.fields[0].label for column in columns if item and _item(column) == item), NO_TEXT)
