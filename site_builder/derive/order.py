"""The order in which a language lists names: Chinese by pinyin, others by letter, numbers by what they count."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from site_builder.languages import CHINESE, Lang
from site_builder.text_forms.folding import searched, without_accents
from site_builder.text_forms.properties import has_han, is_han

Key = tuple[tuple[int, int, str, str], ...]
"""Pieces to compare one by one: kind (number, letters, Chinese), number, sound, and what is written."""
ItemT = TypeVar("ItemT")

_PIECES = re.compile(r"\d+|[^\W\d_]+")
_NUMBER, _LETTERS, _HAN = range(3)
_SAID_FIRST = {ord("长"): "cháng,zhǎng"}
"""Of places and houses 长 is mostly *cháng* (长宁, 长三角); where it is not, the dictionary has the phrase (校长)."""


def in_order(items: Iterable[ItemT], name: Callable[[ItemT], str], lang: Lang) -> list[ItemT]:
    """Return *items* by *name*, as readers of *lang* look for them; equal names stay as they came."""
    return sorted(items, key=lambda item: order_of(name(item), lang))


@functools.lru_cache(maxsize=100_000)
def order_of(name: str, lang: Lang) -> Key:
    """Return the key by which *name* is sorted among others in *lang*.

    Latin letters come before Chinese characters, as dictionaries and address books have it. In another language than
    Chinese a Chinese name stands by its pinyin among the letters.
    """
    pieces: list[tuple[int, int, str, str]] = []
    for text in _PIECES.findall(searched(name)):
        pieces += _pieces_of(text, lang)
    return tuple(pieces)


def _pieces_of(text: str, lang: Lang) -> Iterable[tuple[int, int, str, str]]:
    if text.isdecimal():
        return [(_NUMBER, int(text), "", text)]
    if not has_han(text):
        return [(_LETTERS, 0, without_accents(text), text)]
    sounds = _sounds_of(text)
    if lang != CHINESE:
        return [(_LETTERS, 0, "".join(sound.rstrip("12345") for sound in sounds), text)]
    return [(_HAN if is_han(sign) else _LETTERS, 0, sound, sign) for sign, sound in zip(text, sounds, strict=True)]


def _sounds_of(text: str) -> list[str]:
    """Return the sound of each character of *text* in this phrase (``chong2``); that of a Latin letter is its own."""
    from pypinyin import Style

    return _reader()(text, style=Style.TONE3, neutral_tone_with_five=True, errors=list)


@functools.cache
def _reader() -> Callable[..., list[str]]:
    import pypinyin

    pypinyin.load_single_dict(_SAID_FIRST)
    return pypinyin.lazy_pinyin
