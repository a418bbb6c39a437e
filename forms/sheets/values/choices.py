"""What may be chosen in a cell, and which code the chosen text means; a name that two codes share means neither."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.phrases import read_form_phrases
from forms.values.reading import Reading, refuse
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Code, Text
from site_builder.text_forms.folding import plain, searched

MOST_NAMED = 6  # codes in a message
PLACES = frozenset({"region", "district"})  # lists whose names people write without what kind of place it is
_KINDS_OF_PLACE = re.compile(r"(?<=..)(?:自治区|特别行政区|省|市|区|县)$|\s+(?:district|city|county|province)$")
_IN_BRACKETS = re.compile(r"\s*\(.*\)$")


@dataclass(frozen=True)
class Choices:
    """The values of one list.

    ``labels`` are as a drop-down shows them, code and name in both languages; ``codes`` the codes that a text may
    mean, by the text without case; ``names`` what to call a code where a text means several.
    """

    labels: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Code] = field(default_factory=dict)
    is_open: bool = False  # records are published all the time: a text that means none is then no wrong code

    def read(self, text: str) -> Reading:
        """Return the code that *text* means; a text that means none comes out as it stands."""
        found = self.codes.get(searched(text), ())
        if len(found) > 1:
            said = {"codes": Text({lang: self._said(found[:MOST_NAMED], lang) for lang in REQUIRED_LANGS})}
            return refuse("sheet-name-of-several", text, **said)
        if not found and self.is_open:
            return refuse("sheet-reference-unknown", text)
        return Reading(found[0] if found else plain(text))

    def _said(self, codes: Iterable[str], lang: str) -> str:
        """Return *codes* with their names, and with what each is part of where the names are the same."""
        named = [self.names[code] for code in codes]
        is_same = len({one.name[lang] for one in named}) < len(named)
        return read_form_phrases(lang)["format.comma"].join(self._called(one, lang, is_same) for one in named)

    def _called(self, one: Code, lang: str, is_whole: bool) -> str:
        called = f"{one.code} {one.name[lang]}".strip()
        if not is_whole or one.parent not in self.names:
            return called
        above = self.names[one.parent].name[lang]
        phrases = read_form_phrases(lang)
        return called + phrases.in_brackets(phrases.fill("sheets.within", {"code": one.parent, "name": above}))


def choices_of_list(
    codes: Mapping[str, Code], offered: Collection[str] | None = None, *, are_places: bool = False
) -> Choices:
    """Return the choices of a code list, of which *offered* stand in a drop-down, or all.

    Places may be written without 市, 省 and the like.
    """
    listed = list(codes.values())
    also = [(text, one.code) for one in listed for text in _short_names(one.name)] if are_places else []
    return choices_among(listed, [one for one in listed if offered is None or one.code in offered], also)


def choices_among(
    listed: Sequence[Code], offered: Sequence[Code], also: Iterable[tuple[str, str]] = (), *, is_open: bool = False
) -> Choices:
    """Return the choices among *listed*.

    Args:
        listed: what a text may mean.
        offered: those of them that a drop-down shows.
        also: further texts, each with the code that it means where no other has it as its name.
        is_open: whether a text may mean one that is not there yet.
    """
    names = {one.code: one for one in listed}
    codes: dict[str, tuple[str, ...]] = {}
    for one in (*listed, *offered):
        name = one.name
        for text in (*_names_of(one), label_of(one), f"{one.code} {name['zh']}", f"{name['zh']} {name['en']}"):
            _add(codes, text, one.code)
    short: dict[str, tuple[str, ...]] = {}
    for text, code in also:
        _add(short, text, code)
    own = {searched(code): (code,) for code in names}
    # A code means itself, even where another one has it as its name.
    return Choices(tuple(label_of(one) for one in offered), {**short, **codes, **own}, names, is_open)


def label_of(one: Code) -> str:
    """Return what a drop-down shows of *one*."""
    return " ".join((one.code, *_names_of(one)))


def _names_of(one: Code) -> list[str]:
    return [one.name[lang] for lang in REQUIRED_LANGS if lang in one.name]


def _add(codes: dict[str, tuple[str, ...]], text: str, code: str) -> None:
    key = searched(text)
    if key and code not in codes.get(key, ()):
        codes[key] = (*codes.get(key, ()), code)


def _short_names(name: Text) -> Iterator[str]:
    """Yield what a place is also called: without brackets, and without the kind of place."""
    for lang in REQUIRED_LANGS:
        bare = _IN_BRACKETS.sub("", searched(name[lang]))
        yield bare
        yield _KINDS_OF_PLACE.sub("", bare)
