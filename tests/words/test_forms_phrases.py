"""The words of ``forms``: the same keys and facts in both languages, none missing."""

from __future__ import annotations

import re

import pytest

from forms.inbox.errors import InboxError
from forms.phrases import STRINGS, read_form_phrases
from site_builder.phrases import read_phrases

FACT = re.compile(r"\{(\w+)")
FILES = sorted({path.name for path in STRINGS.glob("*/*.yml")})
ZH, EN = (read_phrases(lang, (STRINGS,)).by_key for lang in ("zh", "en"))


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_there_in_both_languages(name: str) -> None:
    assert [(STRINGS / lang / name).is_file() for lang in ("zh", "en")] == [True, True]


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(ZH) == sorted(EN)


def test_both_languages_fill_in_the_same_facts() -> None:
    facts = {key: (set(FACT.findall(ZH[key])), set(FACT.findall(EN[key]))) for key in EN}

    assert {key: (zh, en) for key, (zh, en) in facts.items() if zh != en} == {}


@pytest.mark.parametrize("error", InboxError.__subclasses__(), ids=lambda error: error.code)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_of_the_inbox_has_its_words(error: type[InboxError], lang: str) -> None:
    assert read_form_phrases(lang)[f"inbox.refused.{error.code}"]
