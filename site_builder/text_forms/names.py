"""Looks for names in texts, however they are spelt there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from site_builder.text_forms.folding import spelt


class Names:
    """Names to look for, and what finds them in a text; Latin ones only where no word goes on around them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._pattern = _pattern_of({found for name in names if (found := spelt(name).strip("\n.,:;"))})

    def found_in(self, text: str) -> Iterator[str]:
        """Yield each piece of *text* that says one of the names, as it is written there."""
        if self._pattern is None:
            return
        whole = spelt(text)
        if not self._pattern.search(whole):
            return
        places = _Places(text)
        for found in self._pattern.finditer(places.spelling):
            start, end = places.of(found)
            if not found[0].isascii() or not places.is_inside_a_word(start, end):
                yield text[start:end]

    def first_in(self, text: str) -> str:
        """Return the first of them, empty where none of the names is in *text*."""
        return next(self.found_in(text), "")


class _Places:
    """Where in a text each character of its spelling comes from."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: list[int] = []
        spelling: list[str] = []
        for place, character in enumerate(text):
            piece = spelt(character)
            spelling.append(piece)
            self._pieces += [place] * len(piece)
        self.spelling = "".join(spelling)
        self._drop_signs()

    def _drop_signs(self) -> None:
        """Leave out the signs that ``spelt`` leaves out of the text as a whole."""
        kept, at, whole = [], 0, spelt(self._text)
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


def _pattern_of(spellings: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds any of *spellings*, longer ones first; ``None`` where there is none.

    Grouped by first character, for a pattern has to try its branches one by one.
    """
    tails: dict[str, list[str]] = {}
    for name in sorted(spellings, key=lambda name: (-len(name), name)):
        tails.setdefault(name[0], []).append(re.escape(name[1:]))
    branches = [f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in tails.items()]
    return re.compile("|".join(branches)) if branches else None
