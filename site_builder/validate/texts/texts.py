"""What a text may hold: its own language, no markup, numbers that agree between the languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Text
from site_builder.text_forms.properties import HAN, has_han

_NOT_ENGLISH = re.compile(f"[\u3000-\u303f\u3040-\u30ff\uff01-\uff60{HAN}]")
MARKUP = re.compile(r"<[A-Za-z/!?]|javascript\s*:|vbscript\s*:|data\s*:\s*text/|\{\{|\{%|\{#", re.IGNORECASE)

_ZH_NUMBER = re.compile(r"(?<![\d.,])(\d[\d,]*+(?:\.\d++)?+)\s*+(万亿|万|亿)?+(?!\s*月)")
_EN_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(thousand|million|billion|trillion)?", re.IGNORECASE)
_ZH_SCALE = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_EN_SCALE = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_EN_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()

SHORTEST_COMPARED = 4  # Chinese characters; the length of a name of two or three says nothing


def check_languages(text: Text, names: frozenset[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield ``(code, language, facts)`` where a text is not in the language it stands under.

    Args:
        text: the text in each language; empty where there is none.
        names: proper names that may stand in either language.
    """
    en, zh = _without(text["en"], names), text["zh"]
    if found := _NOT_ENGLISH.search(en):
        yield "chinese-in-english", "en", {"found": en[found.start() : found.start() + 12]}
    if zh and not has_han(zh) and zh not in names:
        yield "no-chinese-in-chinese", "zh", {"found": zh[:40]}
    if len(zh) >= SHORTEST_COMPARED and text["en"] and zh not in names:
        ratio = len(text["en"]) / len(zh)
        if not 0.8 <= ratio <= 8:
            yield "length-ratio", "en", {"ratio": f"{ratio:.1f}"}


def check_numbers(text: Text) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield ``(code, language, facts)`` for each number of the Chinese that the English does not give."""
    if not text["zh"] or not text["en"]:
        return
    known = _english_numbers(text["en"])
    for digits, scale in _ZH_NUMBER.findall(text["zh"]):
        if _number(digits, _ZH_SCALE[scale]) not in known:
            yield "number-not-translated", "en", {"number": f"{digits}{scale}"}


def markup_in(text: str) -> str:
    """Return the first piece of raw HTML, script link or template syntax in *text*, or an empty string."""
    found = MARKUP.search(text)
    return found[0] if found else ""


def _without(text: str, names: frozenset[str]) -> str:
    for name in names:
        if name in text:
            text = text.replace(name, "")
    return text


def _number(digits: str, scale: int) -> float:
    return round(float(digits.replace(",", "")) * scale, 6)


def _english_numbers(text: str) -> set[float]:
    known = {_number(digits, _EN_SCALE[scale.lower()]) for digits, scale in _EN_NUMBER.findall(text)}
    words = re.findall(r"[a-z]+", text.lower())
    for scale in (_EN_WORDS, _EN_ORDINALS):
        known |= {float(scale.index(word)) for word in words if word in scale}
    return known
