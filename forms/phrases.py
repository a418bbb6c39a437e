"""The words of the submission forms, the inbox and the desk, added to those of ``site_builder``."""

from __future__ import annotations

from pathlib import Path

from site_builder.phrases import STRINGS as SITE_STRINGS
from site_builder.phrases import Phrases, read_phrases

STRINGS = Path(__file__).parent / "strings"


def read_form_phrases(lang: str) -> Phrases:
    """Return all phrases of *lang* (``zh`` or ``en``), those of ``site_builder`` among them."""
    return read_phrases(lang, (SITE_STRINGS, STRINGS))
