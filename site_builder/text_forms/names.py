"""Looks for names in texts, however they are spelt there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from site_builder.text_forms.folding import spelt
from site_builder.text_forms.properties import has_han

_SIGNS_AROUND = "\n.,:;"
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$|^\s*[(（][^()（）]*[)）]\s*")


@dataclass(frozen=True)
class _Reach:
    """What a name may be cut by and is still looked for: the longer it is, the less by chance a text spells it.

    Args:
        least_han: characters from which a Chinese name has this reach.
        least: the same of any other name.
        cut: pattern of what is left out of the spelling of the text.
    """

    least_han: int
    least: int
    cut: re.Pattern[str]

    def holds(self, name: str) -> bool:
        """Return whether a *name* as it is spelt is long enough, and more than what is cut."""
        return len(name) >= (self.least_han if has_han(name) else self.least) and bool(self.cut.sub("", name))


_REACHES = (
    _Reach(8, 16, re.compile(r"[\W_]+")),  # by anything but letters and digits
    _Reach(4, 6, re.compile(r"\n+")),  # by the end of a line
    _Reach(0, 0, re.compile(r"(?!)")),
)


def with_bare_name(name: str) -> Iterator[str]:
    """Yield *name*, and what is left without a remark in brackets before or behind it.

    >>> list(with_bare_name("（虚构）浦江特钢（总部）")), list(with_bare_name("清水（上海）水务"))
    (['（虚构）浦江特钢（总部）', '浦江特钢'], ['清水（上海）水务'])
    """
    yield name
    if (bare := _REMARK.sub("", name)) and bare != name:
        yield bare


class Names:
    """Names to look for, and what finds them in a text; Latin ones only where no word goes on around them."""

    def __init__(self, names: Iterable[str]) -> None:
        by_reach: dict[_Reach, set[str]] = {}
        for name in names:
            if found := spelt(name).strip(_SIGNS_AROUND):
                reach = next(one for one in _REACHES if one.holds(found))
                by_reach.setdefault(reach, set()).add(reach.cut.sub("", found))
        self._patterns = [(reach, _pattern_of(own)) for reach, own in by_reach.items()]

    def places_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each piece of *text* that says one of the names begins and ends."""
        whole = spelt(text) if self._patterns else ""
        for reach, pattern in self._patterns:
            if pattern.search(reach.cut.sub("", whole)):
                yield from _places(pattern, reach, text)

    def found_in(self, text: str) -> Iterator[str]:
        """Yield each piece of *text* that says one of the names, as it is written there."""
        yield from (text[start:end] for start, end in self.places_in(text))

    def first_in(self, text: str) -> str:
        """Return the first of them, empty where none of the names is in *text*."""
        return next(self.found_in(text), "")


def _places(pattern: re.Pattern[str], reach: _Reach, text: str) -> Iterator[tuple[int, int]]:
    places = _Places(text, reach)
    for found in pattern.finditer(places.spelling):
        start, end = places.of(found)
        if not found[0].isascii() or not places.is_inside_a_word(start, end):
            yield start, end


class _Places:
    """Where in a text each character of its spelling comes from."""

    def __init__(self, text: str, reach: _Reach) -> None:
        self._text = text
        self._pieces: list[int] = []
        spelling: list[str] = []
        for place, character in enumerate(text):
            piece = spelt(character)
            spelling.append(piece)
            self._pieces += [place] * len(piece)
        self.spelling = "".join(spelling)
        self._leave(reach.cut.sub("", spelt(text)))

    def _leave(self, whole: str) -> None:
        """Leave of the spelling by characters what is in that of the text as a whole."""
        kept, at = [], 0
        for place, character in enumerate(self.spelling):
            if at < len(whole) and character == whole[at]:
                kept.append(place)
                at += 1
        if at == len(whole):  # else letters were composed over what lay between: places are told by character
            self._pieces = [self._pieces[place] for place in kept]
            self.spelling = whole

    def of(self, found: re.Match[str]) -> tuple[int, int]:
        """Return where what was *found* begins and ends in the text."""
        return self._pieces[found.start()], self._pieces[found.end() - 1] + 1

    def is_inside_a_word(self, start: int, end: int) -> bool:
        """Return whether a Latin letter or a digit stands right before or behind."""
        beside = spelt(self._text[max(start - 1, 0) : start])[-1:] + spelt(self._text[end : end + 1])[:1]
        return any(character.isascii() and character.isalnum() for character in beside)


def _pattern_of(spellings: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of *spellings*, longer ones first.

    Grouped by first character, for a pattern has to try its branches one by one.
    """
    tails: dict[str, list[str]] = {}
    for name in sorted(spellings, key=lambda name: (-len(name), name)):
        tails.setdefault(name[0], []).append(re.escape(name[1:]))
    branches = [f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in tails.items()]
    return re.compile("|".join(branches))
