"""The words of the submission forms, the inbox and the desk, added to those of ``site_builder``."""

from __future__ import annotations

from pathlib import Path

from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text
from site_builder.phrases import STRINGS as SITE_STRINGS
from site_builder.phrases import Phrases, read_phrases

STRINGS = Path(__file__).parent / "strings"


def in_both(key: str) -> Text:
    """Return what phrase *key* says in each required language."""
    return Text({lang: read_form_phrases(lang)[key] for lang in REQUIRED_LANGS})


def read_form_phrases(lang: str) -> Phrases:
    """Return all phrases of *lang*, those of ``site_builder`` among them."""
    return read_phrases(lang, (SITE_STRINGS, STRINGS))
