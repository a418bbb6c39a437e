"""What our workbook writes about its own rows and sheets, so that it is known again when the workbook comes back."""

from __future__ import annotations

import functools
import re

from forms.phrases import read_form_phrases
from forms.sheets.layout.heading_texts import bare
from site_builder.languages import REQUIRED_LANGS
from site_builder.text_forms.folding import searched

ROW_KEY = "#"  # heads the column that says what a row is, where it is no answer
BETWEEN = " · "
_NO_ANSWERS = ("row", "section", "hint")
_EXAMPLE = re.compile(r"(?:填写)?(?:示例|样例|范例|例)\s*\d*|(?:example|sample)s?\s*\d*")


@functools.cache
def _said(*keys: str) -> frozenset[str]:
    phrases = [read_form_phrases(lang) for lang in REQUIRED_LANGS]
    return frozenset(searched(each[f"sheets.template.{key}"]) for each in phrases for key in keys)


def marks_no_answer(mark: str) -> bool:
    """Return whether *mark* is what our workbook writes beside headings, sections and hints."""
    return not _said(*_NO_ANSWERS).isdisjoint(searched(part) for part in mark.split(BETWEEN))


def marks_example(mark: str) -> bool:
    """Return whether *mark* says that its row is an example, in our words or in others."""
    is_ours = not _said("example").isdisjoint(searched(part) for part in mark.split(BETWEEN))
    return is_ours or _EXAMPLE.fullmatch(bare(mark)) is not None


def is_of_notes(sheet: str) -> bool:
    """Return whether *sheet* is the name of the sheet of notes of our workbook."""
    return searched(sheet) in {" ".join(pair) for pair in _pairs(_said("notes"))}


def _pairs(said: frozenset[str]) -> list[tuple[str, ...]]:
    return [(first, second) for first in said for second in said if first != second] + [(one,) for one in said]
