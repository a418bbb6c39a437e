"""What may be chosen in a cell, and which code the chosen text means; a name that two codes share means neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.sheets.reading import Reading, plain, refuse
from site_builder.model import Catalogue, Code, Record, Text

MOST_REFERENCES = 3000  # of one type in a drop-down


@dataclass(frozen=True)
class Choices:
    """The values of one list.

    ``labels`` are as a drop-down shows them, code and name in both languages; ``codes`` the codes that a text may
    mean, by the text without case.
    """

    labels: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    is_open: bool = False  # records are published all the time: a text that means none is then no wrong code

    def read(self, text: str) -> Reading:
        """Return the code that *text* means; a text that means none comes out as it stands."""
        found = self.codes.get(plain(text).casefold(), ())
        if len(found) > 1:
            return refuse("sheet-name-of-several", text, codes=", ".join(found[:6]))
        if not found and self.is_open:
            return refuse("sheet-reference-unknown", text)
        return Reading(found[0] if found else plain(text))


def choices_of_list(codes: Mapping[str, Code]) -> Choices:
    """Return the choices of a code list."""
    return _choices((code.code, code.name) for code in codes.values())


def choices_of_records(catalogue: Catalogue, kind: str) -> Choices:
    """Return the choices of a reference to a record of *kind*."""
    named = [(record.id, _name_of(record)) for record in catalogue.all(kind)]
    found = _choices(named[:MOST_REFERENCES])
    return Choices(found.labels, _choices(named).codes, is_open=True)


def _name_of(record: Record) -> Text:
    for field in ("name", "title", "short_name"):
        if field in record and isinstance(record[field], Text):
            name: Text = record[field]
            return name
    return Text()


def _choices(named: Iterable[tuple[str, Text]]) -> Choices:
    labels: list[str] = []
    codes: dict[str, list[str]] = {}
    for code, name in named:
        labels.append(" ".join(part for part in (code, name.zh, name.en) if part))
        for text in (code, name.zh, name.en, labels[-1], f"{code} {name.zh}", f"{name.zh} {name.en}"):
            key = plain(text).casefold()
            if text and code not in codes.setdefault(key, []):
                codes[key].append(code)
    own = {code.casefold(): (code,) for found in codes.values() for code in found}
    # A code means itself, even where another one has it as its name.
    return Choices(tuple(labels), {**{key: tuple(found) for key, found in codes.items()}, **own})
