"""In which language a name stands that its record gives only once, so that pages can say so (``lang``)."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from site_builder.languages import CHINESE, ENGLISH
from site_builder.text_forms.properties import HAN, has_han, is_han

_GERMAN_TAG, _JAPANESE_TAG, _KOREAN_TAG = "de ja ko".split()
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_GERMAN = re.compile(r"[äöüßÄÖÜ]|\b(?:der|die|das|und|für|von|zur|zum|im|am)\b")
_LATIN_WORDS = re.compile(r"[A-Za-zÀ-ɏ]{2,}(?:[\s,.&/’'()-]+[A-Za-zÀ-ɏ]{2,})+")
_TAG_OR_RUN = re.compile(f"<[^>]*>|[{HAN}][^<>&A-Za-z]*")


def spoken_in(text: str) -> str:
    """Return the language of a name, empty where it is none that a voice would read wrongly: one word, a number.

    >>> [spoken_in(name) for name in ("上海电气", "Shanghai Boiler Works", "Verein der Ingenieure", "CATL")]
    ['zh', 'en', 'de', '']
    """
    if _KANA.search(text):
        return _JAPANESE_TAG
    if has_han(text):
        return CHINESE
    if _HANGUL.search(text):
        return _KOREAN_TAG
    if not _LATIN_WORDS.search(text):
        return ""
    return _GERMAN_TAG if _GERMAN.search(text) else ENGLISH


def marked_name(lang: str, text: str) -> Markup:
    """Return *text*, given in its own language, marked as such on a page in *lang* where it is another."""
    spoken = spoken_in(text)
    if spoken in ("", lang):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(spoken, text)


def with_chinese_marked(lang: str, html: Markup) -> Markup:
    """Return *html* of a page in *lang* with each run of Chinese characters in it marked as Chinese."""
    if lang == CHINESE or html.isascii() or not has_han(html):
        return html
    return Markup(_TAG_OR_RUN.sub(_marked_run, html))  # noqa: S704 - only spans are put around what was escaped


def _marked_run(found: re.Match[str]) -> str:
    run = found[0].rstrip()
    if run.startswith("<"):
        return found[0]
    last = max(place for place, sign in enumerate(run) if is_han(sign)) + 1
    return f'<span lang="{CHINESE}">{run[:last]}</span>{found[0][last:]}'
