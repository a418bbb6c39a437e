"""The languages: each that the site has is a folder of words, and two of them every record is published in."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from babel import Locale

Lang: TypeAlias = str
"""A language by its code, which is its tag in HTML too: ``zh``, ``de``, ``pt-BR``."""

STRINGS = Path(__file__).parent / "strings"

REQUIRED_LANGS = CHINESE, ENGLISH = ("zh", "en")
"""What is published is written in these, and so is what is made once for all: workbooks, issue forms, notices."""


_PLACES = {lang: place for place, lang in enumerate(REQUIRED_LANGS)}


def in_order(langs: Iterable[Lang]) -> list[Lang]:
    """Return *langs*, the required ones first, then the others by code."""
    return sorted(langs, key=lambda lang: (_PLACES.get(lang, len(_PLACES)), lang))


LANGS = tuple(in_order(folder.name for folder in STRINGS.iterdir() if folder.is_dir()))
"""The languages of the interface: each has a folder of words."""

ADDED_LANGS = LANGS[len(REQUIRED_LANGS) :]
"""Those that no record has to be written in."""


@functools.cache
def instead_of(lang: Lang) -> tuple[Lang, ...]:
    """Return in which languages a text is shown that has none in *lang*, in order: first what its words say.

    A required language and one that the site does not have are never stood in for.
    """
    return asked_in(lang) if lang in ADDED_LANGS else ()


@functools.cache
def asked_in(lang: Lang) -> tuple[Lang, ...]:
    """Return the required languages, first the one in which whoever reads *lang* is asked for a text."""
    from site_builder.phrases import read_phrases

    first = read_phrases(lang)["language.instead"]
    return tuple(sorted(REQUIRED_LANGS, key=lambda other: other != first))


def locale_of(lang: Lang) -> Locale:
    """Return how *lang* writes numbers and days; the library takes long to import."""
    from babel import Locale

    return Locale.parse(lang, sep="-")


def name_in(lang: Lang, other: str) -> str:
    """Return how people who speak *lang* call the language *other*: ``German``, ``德语``."""
    return locale_of(other).get_display_name(locale_of(lang)) or other


def name_of(lang: Lang) -> str:
    """Return how *lang* calls itself: ``Deutsch``."""
    name = locale_of(lang).get_display_name(lang.replace("-", "_")) or lang
    return name[0].upper() + name[1:]
