"""Texts folded: the same text for every way in which people and programs write the same thing.

Each fold goes character by character through a table that fills itself, after NFKC, until nothing changes any more:
folded once is folded for good.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

from site_builder.text_forms.properties import ideograph_of, is_ideograph, is_ignorable, latin_of

_DIGIT = re.compile(r"\d")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BUT_COMPATIBLE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
MOST_REPLACED = 60  # different characters, from where on one pass over the text is quicker
_BLANK = "\u2800"  # a braille cell without points
DOTS = "·•‧∙⋅・•●∘"
_BETWEEN = f" {DOTS}_*~`^'\"\\"
_NO_LETTERS = f"\n{_BLANK}{DOTS}"


def stored(text: str) -> str:
    """Return *text* as it is kept: line ends as LF, letters composed; whatever people see stays as it was written.

    Full-width signs, selectors of variants and compatible ideographs are part of what people see.
    """
    if not text.isascii() or "\r" in text or "\v" in text or "\f" in text:
        text = _LINE_ENDS.sub("\n", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return _BUT_COMPATIBLE.sub(lambda part: unicodedata.normalize("NFC", part[0]), text)


def composed(text: str) -> str:
    """Return *text* as a browser composes it (``normalize("NFKC")``)."""
    return unicodedata.normalize("NFKC", text)


def without_accents(text: str) -> str:
    """Return *text* with its letters bare, as lists are ordered.

    >>> without_accents("Ångström")
    'Angstrom'
    """
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def plain(text: str) -> str:
    """Return *text* as numbers, days and codes are read from it: half-width, digits 0 to 9, single spaces.

    >>> plain(" ２０２６-٠٣-३१　 ")
    '2026-03-31'
    """
    narrow = " ".join(unicodedata.normalize("NFKC", text).split())
    return narrow if narrow.isascii() else _DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), narrow)


def folded(text: str) -> str:
    """Return *text* in one width, case and kind of character, without what nobody sees; lines stay lines.

    >>> folded("Ⅻ號 ⽔泵"), folded("5 µm") == folded("5 μm")
    ('xii号 水泵', True)
    """
    return _through(_FOLDED, text)


def searched(text: str) -> str:
    """Return *text* as it is searched in and for: folded, with single spaces.

    >>> searched("ＡＢＣ\u00ad\u3000水\\n泵")
    'abc 水 泵'
    """
    return " ".join(folded(text).split())


def compared(name: str) -> str:
    """Return *name* without all that does not tell two names apart.

    Case, width, variants of characters, spaces, dashes, dots, brackets, quotation marks. A name of nothing but such
    signs is only folded.

    >>> compared("Acme Co., Ltd."), compared("上海·華力（集團）")
    ('acmecoltd', '上海华力集团')
    """
    return _through(_COMPARED, name) or "".join(folded(name).split())


def spelt(text: str) -> str:
    """Return *text* as names are looked for in it.

    What may be put between the characters of a name without hiding it from a reader is left out (spaces, dashes,
    dots, brackets, quotation marks); the signs between sentences and lines stay: no name runs across them.

    >>> spelt("王-伟（某）说，Acme Co., Ltd. 来了")
    '王伟某说,acmecoltd.来了'
    """
    once = _SIGNS.sub(_if_between_sentences, _through(_SPELT, text))
    return once if unicodedata.is_normalized("NFKC", once) else spelt(once)


_SIGNS = re.compile("[.,:;&/]+")


def _if_between_sentences(signs: re.Match[str]) -> str:
    """Return *signs*, or nothing where they stand inside a name: between Latin letters, or a dot between others."""
    before, after = signs.string[signs.start() - 1 : signs.start()], signs.string[signs.end() : signs.end() + 1]
    if before.isascii():
        return "" if before.isalnum() and after.isascii() and after.isalnum() else signs[0]
    return "" if after and not after.isascii() and not signs[0].strip(".") else signs[0]


class _Table(dict[int, str]):
    """What each character becomes, worked out when it is met first."""

    def __init__(self, one: Callable[[str], str]) -> None:
        self._one = one

    def __missing__(self, code: int) -> str:
        """Return what the character becomes, and remember it."""
        text, known = chr(code), set()
        while text not in known:
            known.add(text)
            text = unicodedata.normalize("NFKC", "".join(map(self._one, unicodedata.normalize("NFKD", text))))
        self[code] = text
        return text


def _through(table: _Table, text: str) -> str:
    """Return *text* with each character as *table* has it, composed anew until nothing changes."""
    once = _replaced(table, text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text))
    while not unicodedata.is_normalized("NFKC", once):
        once = _replaced(table, unicodedata.normalize("NFKC", once))
    return once


def _replaced(table: _Table, text: str) -> str:
    """Return *text* with each character as *table* has it; few different ones are replaced one after the other.

    That is quicker by far, and the same: nothing that the table gives does it change again.
    """
    changed = [character for character in set(text) if table[ord(character)] != character]
    if len(changed) > MOST_REPLACED:
        return text.translate(table)
    for character in changed:
        text = text.replace(character, table[ord(character)])
    return text


def _folded_one(character: str) -> str:
    if character in "\n\r":
        return "\n"
    kind = unicodedata.category(character)
    if kind[0] == "Z" or character in _BLANK or character == "\t":
        return " "
    if kind in ("Cc", "Cs") or is_ignorable(character):
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return ideograph_of(_simplified(character) if is_ideograph(character) else character.casefold())


def _compared_one(character: str) -> str:
    one = "".join(map(latin_of, _folded_one(character)))
    return "".join(sign for sign in one if sign not in _NO_LETTERS and unicodedata.category(sign)[0] not in "PZ")


def _spelt_one(character: str) -> str:
    one = "".join(map(latin_of, _folded_one(character)))
    return "".join(sign for sign in one if not _is_between(sign))


def _is_between(sign: str) -> bool:
    """Return whether *sign* may stand inside a name without hiding it from a reader."""
    return sign in _BETWEEN or unicodedata.category(sign) in ("Pd", "Ps", "Pe", "Pi", "Pf")


@functools.cache
def _converter() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def _simplified(character: str) -> str:
    """Return the simplified form of a Chinese *character*."""
    return _converter()(character)


_FOLDED, _COMPARED, _SPELT = _Table(_folded_one), _Table(_compared_one), _Table(_spelt_one)
