"""Which column a heading means: its key, or its label in Chinese or English, whoever typed it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forms.phrases import read_form_phrases
from forms.sheets.columns import GROUPS, Column, columns_of, further_of
from forms.sheets.keys import column_named
from site_builder.languages import REQUIRED_LANGS
from site_builder.text_forms.folding import searched

ROW_KEY = "#"  # the first column of our workbook: what a row is, where it is no answer
_UNITS = {"元": 1, "千元": 1000, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
_EVERYTHING = frozenset({"public", "sealed", "internal"})


@dataclass(frozen=True)
class Heading:
    """The column that a heading means, and what a bare number under it counts, in yuan."""

    column: Column
    unit: int = 1


def heading_in(kind: str, text: str) -> Heading | None:
    """Return what the heading *text* means in a sheet of *kind*, ``None`` where it means nothing."""
    if column := column_named(kind, text.strip()):
        return Heading(column)
    return _labels_of(kind).get(_key_of(text))


def _key_of(text: str) -> str:
    """Return *text* without marks of what is required, spaces, kinds of brackets and case."""
    return re.sub(r"[\s*＊:：]|必填|required", "", searched(text)).replace("(", "（").replace(")", "）")


@functools.cache
def _labels_of(kind: str) -> Mapping[str, Heading]:
    """Return all labels; one that two columns share means neither."""
    labels: dict[str, Heading | None] = {}

    def add(text: str, heading: Heading) -> None:
        key = _key_of(text)
        same = labels.get(key, heading)
        labels[key] = heading if same == heading else None

    asked = columns_of(kind, _EVERYTHING)
    for column in (*asked, *_not_asked(kind), *_further_groups(kind, asked)):
        for lang in REQUIRED_LANGS:
            add(column.heading(lang), Heading(column))
            if column.lang == lang:  # the Chinese label alone means the Chinese text
                add(column.heading(lang).rpartition(read_form_phrases(lang)["format.open"])[0], Heading(column))
        if column.is_amount:
            for name, unit in _UNITS.items():
                add(f"{column.fields[0].label['zh']}（{name}）", Heading(column, unit))
    for column in asked:  # a choice that has several columns may stand in one
        if column.numbers == (1,) and len(column.fields) == 1 and (whole := column_named(kind, column.spec.name)):
            for lang in REQUIRED_LANGS:
                add(whole.heading(lang), Heading(whole))
    return {key: heading for key, heading in labels.items() if heading}


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
