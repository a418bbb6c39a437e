"""The words of the ways in, added to those of ``site_builder``: ``forms/strings/<lang>/*.yml``."""

from __future__ import annotations

import functools
from pathlib import Path

from site_builder.phrases import Phrases, read_phrases, read_phrases_in

STRINGS = Path(__file__).parent / "strings"
FOR_VISITORS = "form_problems."


@functools.cache
def read_form_phrases(lang: str) -> Phrases:
    """Return all phrases of *lang* (``zh`` or ``en``), those of ``site_builder`` among them."""
    return Phrases(lang, {**read_phrases(lang).by_key, **read_phrases_in(STRINGS / lang)})


@functools.cache
def visitor_phrases(lang: str) -> Phrases:
    """Return all phrases of *lang*, problems in the words for people who fill in forms where those differ."""
    phrases = read_form_phrases(lang)
    own = {
        key.replace(FOR_VISITORS, "problems.", 1): text
        for key, text in phrases.by_key.items()
        if key.startswith(FOR_VISITORS)
    }
    return Phrases(lang, {**phrases.by_key, **own})
