"""Characters that do not stand in a text for a reader: controls, invisible, private, unassigned ones.

Told by their Unicode properties. A few invisible characters belong to honest writing and are left where they do:
selectors of a variant behind a character that has variants, joiners in the scripts and the emoji that need them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from site_builder.text_forms.properties import is_ideograph, is_ignorable

# Nothing in these ranges is hidden; whatever is not in them is looked at one by one.
_SURELY_SHOWN = "\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2100-\u218b\u2190-\u2426\u2460-\u2b73"
_SUSPECT = re.compile(f"[^{_SURELY_SHOWN}\u3001-\u303f\u3041-\u3096\u30a0-\u30ff\u3400-\u9fff\uff01-\uff9f]")
_NUMBER_SIGNS = range(0x0600, 0x0606), range(0x0890, 0x0892), (0x06DD, 0x070F, 0x08E2, 0x110BD, 0x110CD)
"""Format characters that are seen: they stand over the digits behind them."""
_LATER_ASSIGNED = range(0x1F000, 0x1FB00), range(0x20000, 0x3FFFE)
"""Kept by Unicode for emoji and ideographs: a newer version may have given them out already."""
_JOINERS = "\u200c\u200d"
_KEYCAPS = "0123456789#*"
_EMOJI_PARTS = frozenset({"So", "Sm", "Sk", "Mn", "Me"})
_VIRAMA = 9  # canonical combining class
_MONGOLIAN = range(0x1820, 0x18AB)
_VARIED = range(0x1000, 0x10A0), range(0xA840, 0xA878), (0x2139, 0x24C2)
"""Letters that are no ideographs and have variants: Myanmar, Phags-pa, two that are emoji too."""


def hidden_in(text: str) -> str:
    """Return the code of the first hidden character of *text* (``U+202E``), empty where there is none."""
    place = next(hidden_places(text), None)
    return "" if place is None else code_of(text[place])


def hidden_places(text: str) -> Iterator[int]:
    """Yield the place of each character of *text* that does not stand there for a reader."""
    for found in _SUSPECT.finditer(text):
        if not _is_shown(text, found.start()):
            yield found.start()


def without_hidden(text: str) -> str:
    """Return *text* without its hidden characters."""
    while places := set(hidden_places(text)):  # a selector may have belonged to what was taken out
        text = "".join(character for place, character in enumerate(text) if place not in places)
    return text


def code_of(character: str) -> str:
    """Return how a message names a character that nobody sees.

    >>> code_of("\u00ad")
    'U+00AD'
    """
    return f"U+{ord(character):04X}"


def _is_shown(text: str, place: int) -> bool:
    character = text[place]
    if is_ignorable(character):
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        return _belongs(character, before, after)
    kind = unicodedata.category(character)
    if kind == "Cf":
        return any(ord(character) in signs for signs in _NUMBER_SIGNS)
    if kind == "Cn":
        is_noncharacter = ord(character) & 0xFFFE == 0xFFFE
        return not is_noncharacter and any(ord(character) in later for later in _LATER_ASSIGNED)
    return kind not in ("Cc", "Co", "Cs", "Zl", "Zp")


def _belongs(character: str, before: str, after: str) -> bool:
    """Return whether the invisible *character* means something between its neighbours."""
    if not before:
        return False
    if character in _JOINERS:
        return _joins(character, before, after)
    if "\ufe00" <= character <= "\ufe0f":
        return _has_variants(before)
    if "\U000e0100" <= character <= "\U000e01ef":
        return is_ideograph(before)
    return "\u180b" <= character <= "\u180f" and ord(before) in _MONGOLIAN


def _joins(character: str, before: str, after: str) -> bool:
    if _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after or " ")):
        return True
    if unicodedata.bidirectional(before) in ("AL", "NSM") and unicodedata.bidirectional(after or " ") == "AL":
        return True
    is_emoji = unicodedata.category(before) in _EMOJI_PARTS and not before.isascii()
    return character == "\u200d" and is_emoji and unicodedata.category(after or " ") in ("So", "Sm", "Cn")


def _has_variants(before: str) -> bool:
    if before.isascii():
        return before in _KEYCAPS
    if is_ignorable(before):
        return False
    if unicodedata.category(before)[0] in "LM":
        return is_ideograph(before) or any(ord(before) in varied for varied in _VARIED)
    return unicodedata.category(before)[0] in "PSN" or unicodedata.category(before) == "Cn"
